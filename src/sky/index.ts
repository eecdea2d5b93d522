/**
 * The sky: HEALPix, frames, maps, catalogues, photometry. Runs anywhere; `voxmill` itself opens maps and catalogues by path.
 * @module
 */
export * from "./catalog/index.ts";
export * from "./frames/index.ts";
export * from "./harmonic/index.ts";
export * from "./healpix/index.ts";
export * from "./map/index.ts";
export * from "./photometry/index.ts";
export * from "./plot/index.ts";
