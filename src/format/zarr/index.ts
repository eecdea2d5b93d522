/** Zarr: reads v2, v3 and OME-Zarr; writes v3, and v2 where asked for. @module */
export { zarrFormat } from "./format.ts";
export { type MultiscaleOptions, multiscaleAttributes, writeMultiscale } from "./multiscale.ts";
export { createZarr, metadataNames, type ShardWriter, writtenChunkKey, type ZarrWriter, zarrWriter } from "./writer.ts";
export { type ZarrCodec, type ZarrOptions, zarrCodecs } from "./written-metadata.ts";
