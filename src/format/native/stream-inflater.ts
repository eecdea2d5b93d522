/**
 * Streams inflated by Node's zlib.
 * @module
 */
import { pipeline, Readable } from "node:stream";
import * as zlib from "node:zlib";
import type { Inflater } from "../deflate/index.ts";

/** As the portable one: bytes in, bytes out, an error where the stream is broken or cut short. */
export const nativeInflater: Inflater = (pieces, wrapper) => {
  const make = wrapper === "gzip" ? zlib.createGunzip : wrapper === "deflate" ? zlib.createInflate : zlib.createInflateRaw;
  const inflated = make({ chunkSize: 1 << 18 });
  // An error of the file reaches whoever reads the stream; one who stops reading closes both.
  pipeline(Readable.from(pieces), inflated, () => {});
  return inflated as AsyncIterable<Uint8Array>;
};
