/**
 * One file of an archive as bytes: whether it can be read, and its content, checked.
 * @module
 */
import { FormatError } from "../../errors.ts";
import { crc32, inflate, maxInflation } from "../deflate/index.ts";
import type { ZipEntry } from "./directory.ts";

/** Why a member cannot be read, if so. */
export function refusalOf({ encrypted, method }: ZipEntry): string | undefined {
  if (encrypted) return "the member is encrypted";
  return method === 0 || method === 8 ? undefined : `zip compression method ${method} is not supported`;
}

/** Throws FormatError where the directory promises more bytes than the stored ones can become. */
export function checkLengths({ method, bytes, compressedBytes }: ZipEntry, path: string): void {
  const possible = method === 0 ? bytes === compressedBytes : bytes <= compressedBytes * maxInflation;
  if (!possible)
    throw new FormatError(`Expected ${bytes} bytes in ${path}, as the zip directory says, found ${compressedBytes} stored.`, { path });
}

/** The content of a member from the pieces that are stored, decoded forward; checked at its end. */
export function memberPieces(stored: AsyncIterable<Uint8Array>, entry: ZipEntry, path: string): AsyncGenerator<Uint8Array> {
  return verified(entry.method === 0 ? stored : inflate(stored, "deflate-raw", path), entry, path);
}

/**
 * Passes pieces on, and throws FormatError at the end unless they have the length and the checksum of the entry. Stops as soon as
 * there is more than the entry promises.
 */
async function* verified(pieces: AsyncIterable<Uint8Array>, entry: ZipEntry, path: string): AsyncGenerator<Uint8Array> {
  let crc = 0;
  let length = 0;
  for await (const piece of pieces) {
    crc = crc32(piece, crc);
    length += piece.length;
    if (length > entry.bytes) break;
    yield piece;
  }
  if (length === entry.bytes && crc === entry.crc32) return;
  const what = length === entry.bytes ? "another checksum (CRC-32)" : length > entry.bytes ? "more" : `${length}`;
  throw new FormatError(`Expected ${entry.bytes} bytes in ${path}, as the zip directory says, found ${what}.`, {
    path,
    hint: "The archive is damaged.",
  });
}
