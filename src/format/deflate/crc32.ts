/**
 * CRC-32 as in gzip, zip and PNG: polynomial 0xEDB88320, reflected, start and end inverted (ISO 3309).
 * @module
 */

/** Four tables, so that four bytes are folded at once ("slicing-by-4"). */
const tables = makeTables();

function makeTables(): readonly Int32Array[] {
  const made = [0, 1, 2, 3].map(() => new Int32Array(256));
  const [t0] = made as [Int32Array];
  for (let byte = 0; byte < 256; byte++) {
    let c = byte;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
    t0[byte] = c;
  }
  for (let t = 1; t < 4; t++) {
    const before = made[t - 1] as Int32Array;
    const table = made[t] as Int32Array;
    for (let byte = 0; byte < 256; byte++) {
      const c = before[byte] as number;
      table[byte] = (c >>> 8) ^ (t0[c & 255] as number);
    }
  }
  return made;
}

/** The CRC-32 of `bytes`, or of bytes that continue those whose CRC-32 was `before`. An unsigned 32-bit number. */
export function crc32(bytes: Uint8Array, before = 0): number {
  const [t0, t1, t2, t3] = tables as [Int32Array, Int32Array, Int32Array, Int32Array];
  const { length } = bytes;
  let c = ~before;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    c ^= (bytes[i] as number) | ((bytes[i + 1] as number) << 8) | ((bytes[i + 2] as number) << 16) | ((bytes[i + 3] as number) << 24);
    c = (t3[c & 255] as number) ^ (t2[(c >>> 8) & 255] as number) ^ (t1[(c >>> 16) & 255] as number) ^ (t0[c >>> 24] as number);
  }
  for (; i < length; i++) c = (c >>> 8) ^ (t0[(c ^ (bytes[i] as number)) & 255] as number);
  return ~c >>> 0;
}
