/** Where things are: vectors, regions, grids, spacing and axes. Pure arithmetic, no bytes. @module */
export { Roi } from "./roi.ts";
export * from "./vec.ts";
