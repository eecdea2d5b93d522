/** DEFLATE and what surrounds it (gzip, zlib), decoded forward with bounded memory; the checksums. @module */
export { adler32 } from "./adler32.ts";
export { crc32 } from "./crc32.ts";
export { gzip } from "./gzip.ts";
export { type Inflater, inflate, maxInflation, setInflater } from "./inflate.ts";
export { type DeflateWrapper, streamInflate } from "./stream-inflate.ts";
