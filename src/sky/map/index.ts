/** Maps of the sky. @module */
export { findFitsMaps, openFitsMap } from "./fits-map.ts";
export { type FitsMapOptions, fitsMapBytes } from "./fits-map-bytes.ts";
export { frameOf, type MapBlock, type SkyMap, type SkyMapOptions, skyMapOf } from "./sky-map.ts";
