/** FITS images. @module */
export { fitsFormat } from "./fits-format.ts";
