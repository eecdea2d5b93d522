/** Zarr: reads v2, v3 and OME-Zarr; writes v3. @module */
export { zarrFormat } from "./format.ts";
export { type MultiscaleOptions, multiscaleAttributes, writeMultiscale } from "./multiscale.ts";
export { createZarr, type ShardWriter, type ZarrWriter, zarrWriter } from "./writer.ts";
export { type ZarrCodec, type ZarrOptions, zarrCodecs } from "./written-metadata.ts";
