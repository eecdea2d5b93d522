/**
 * The one place where TIFF data are inflated, so that the Node edge can put its native decoder here.
 * @module
 */
import { unzlibSync } from "fflate";

/**
 * Decodes one zlib stream (RFC 1950). Gives the first `limit` bytes at most, fewer when the stream holds fewer;
 * bytes after the stream are ignored. Throws any error where the stream is broken, its checksum included.
 */
export type Inflate = (data: Uint8Array, limit: number) => Uint8Array;

let current: Inflate = inflateWithFflate;

/** The decoder in use. */
export const inflate: Inflate = (data, limit) => current(data, limit);

/** Replaces the decoder. It must give the same bytes. */
export function setInflate(decoder: Inflate): void {
  current = decoder;
}

/** The default: fflate, which is pure JavaScript and runs everywhere, with the checksum that fflate does not verify. */
export function inflateWithFflate(data: Uint8Array, limit: number): Uint8Array {
  if (data.length < 6) throw new Error(`a zlib stream of ${data.length} bytes`);
  // One byte more than asked for shows whether the stream ends here; without a given target fflate would grow without end.
  const decoded = unzlibSync(data, { out: new Uint8Array(limit + 1) });
  if (decoded.length > limit) return decoded.subarray(0, limit);
  if (!endsWith(data, adler32(decoded))) throw new Error("a zlib stream whose checksum does not fit its data");
  return decoded;
}

/** Adler-32 (RFC 1950, section 8.2). */
export function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let start = 0; start < bytes.length; ) {
    // 5,552 bytes are the most that cannot overflow 32 bits; fewer keep the sums small integers for the engine.
    const stop = Math.min(start + 2048, bytes.length);
    for (; start < stop; start++) {
      a += bytes[start] as number;
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return ((b << 16) | a) >>> 0;
}

/**
 * True when the big-endian word is at the end of the data, or before it: some writers pad their strips, and fflate does not
 * say where the stream ended. A damaged stream passes by chance once in 2^32 for each byte.
 */
function endsWith(data: Uint8Array, word: number): boolean {
  for (let at = data.length - 4; at >= 2; at--) {
    if (data[at] !== word >>> 24 || data[at + 1] !== ((word >>> 16) & 255)) continue;
    if (data[at + 2] === ((word >>> 8) & 255) && data[at + 3] === (word & 255)) return true;
  }
  return false;
}
