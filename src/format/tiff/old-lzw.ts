/**
 * LZW as programs wrote it before TIFF 6.0: least significant bit first, and codes widen when the table is full rather than one earlier.
 * @module
 */

const clearCode = 256;
const endCode = 257;
const tableSize = 4096;

/** True for the first bytes of such data: a clear code of nine bits in reversed order. */
export const isOldLzw = (data: Uint8Array): boolean => data.length >= 2 && data[0] === 0 && ((data[1] as number) & 1) === 1;

/** Decodes at most `limit` bytes; gives fewer when the data end before. Throws a plain Error for codes that cannot be. */
export function decodeOldLzw(data: Uint8Array, limit: number): Uint8Array {
  const output = new Uint8Array(limit);
  // As in lzw.ts: a string is a piece of what was already written.
  const start = new Uint32Array(tableSize);
  const length = new Uint16Array(tableSize);
  let free = 258;
  let width = 9;
  let written = 0;
  let last = { at: 0, length: 0 };
  for (let bit = 0; written < limit && bit + width <= 8 * data.length; ) {
    const byte = bit >> 3;
    const three = (data[byte] as number) | ((data[byte + 1] ?? 0) << 8) | ((data[byte + 2] ?? 0) << 16);
    const code = (three >> (bit & 7)) & ((1 << width) - 1);
    bit += width;
    if (code === endCode) break;
    if (code === clearCode) {
      free = 258;
      width = 9;
      last = { at: 0, length: 0 };
      continue;
    }
    if (code > free || (code === free && (last.length === 0 || free === tableSize)))
      throw new Error(`an LZW code ${code} of ${free} known`);
    const here = written;
    const count = code < clearCode ? 1 : code === free ? last.length + 1 : (length[code] as number);
    if (code < clearCode) output[written++] = code;
    else {
      const stop = Math.min(written + count, limit);
      for (let from = code === free ? last.at : (start[code] as number); written < stop; ) output[written++] = output[from++] as number;
    }
    if (last.length > 0 && free < tableSize) {
      start[free] = last.at;
      length[free] = last.length + 1;
      free++;
      if (free >= 1 << width && width < 12) width++;
    }
    last = { at: here, length: count };
  }
  return written === limit ? output : output.subarray(0, written);
}
