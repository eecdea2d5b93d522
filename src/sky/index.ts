/**
 * The sky: HEALPix, frames, maps, catalogues, photometry.
 * @module
 */
export * from "./frames/index.ts";
export * from "./healpix/index.ts";
