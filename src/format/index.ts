/** Images in files: what a format offers, which formats there are, and how to open a file. @module */
export { registerDecoder } from "./codec/registry.ts";
export { type FormatEntry, formats, openFile, openSource } from "./registry.ts";
export type { ArrayInfo, ArraySource, FileLocation, Format, ImageFile, Json, Series, SourceLocator } from "./source.ts";
export { createZarr, type ShardWriter, type ZarrCodec, type ZarrOptions, type ZarrWriter, zarrWriter } from "./zarr/index.ts";
