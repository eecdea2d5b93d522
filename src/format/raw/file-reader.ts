/**
 * Decoded bytes of a file that may be gzip, and whether it can hold them.
 * @module
 */
import { FormatError } from "../../errors.ts";
import { inflate, maxInflation } from "../deflate/index.ts";
import type { FileLocation } from "../source.ts";
import { type ByteReader, RangeReader } from "./byte-reader.ts";
import { pathOf, readPieces, sizeOf } from "./location.ts";
import { StreamReader } from "./stream-reader.ts";

/** A plain file read by ranges, a gzip file decoded forward; `length` is how many decoded bytes matter. */
export function fileReader(location: FileLocation, gzipped: boolean, length: number): ByteReader {
  if (!gzipped) return new RangeReader(location);
  const path = pathOf(location);
  return new StreamReader({ start: () => inflate(readPieces(location), "gzip", path), length, path });
}

/** Stored bytes of the file. Throws FormatError where it cannot hold the decoded bytes that its header promises. */
export async function checkHolds(location: FileLocation, gzipped: boolean, needed: number): Promise<number> {
  const size = await sizeOf(location);
  if (needed <= (gzipped ? size * maxInflation : size)) return size;
  const path = pathOf(location);
  throw new FormatError(
    `Expected ${needed} bytes${gzipped ? " (decompressed)" : ""} in ${path}, as its header says, found ${size}${gzipped ? " compressed" : ""}.`,
    { path, hint: "The file is cut short, or its header is wrong." },
  );
}
