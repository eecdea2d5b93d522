/** The sky by paths, on this machine. @module */
export { openSkyMap, readSkyCatalog } from "./open.ts";
export { type SkyPhotometryOptions, skyPhotometry } from "./photometry.ts";
