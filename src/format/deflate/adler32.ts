/**
 * Adler-32, the checksum of zlib streams (RFC 1950).
 * @module
 */

/** The Adler-32 of `bytes`, or of bytes that continue those whose Adler-32 was `before`. An unsigned 32-bit number. */
export function adler32(bytes: Uint8Array, before = 1): number {
  let a = before & 0xffff;
  let b = before >>> 16;
  // 3,800 bytes are the most whose sums stay below 2^31 without a modulo.
  for (let from = 0; from < bytes.length; from += 3800) {
    const to = Math.min(bytes.length, from + 3800);
    for (let i = from; i < to; i++) {
      a += bytes[i] as number;
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return ((b << 16) | a) >>> 0;
}
