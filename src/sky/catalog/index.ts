/** Catalogues of sources. @module */
export { catalogDirections, crossMatch } from "./cross-match.ts";
export { type ReadCatalogOptions, readCatalog } from "./read-catalog.ts";
export { type SkyCatalog, type SkyCatalogOptions, skyCatalog } from "./sky-catalog.ts";
