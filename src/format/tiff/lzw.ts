/**
 * LZW as TIFF 6.0 (section 13) uses it: codes of 9 to 12 bits, most significant bit first, widened one code early.
 * @module
 */
import { decodeOldLzw, isOldLzw } from "./old-lzw.ts";

const clearCode = 256;
const endCode = 257;
const firstFree = 258;
const tableSize = 4096;

/**
 * Decodes at most `limit` bytes; gives fewer when the data end before. Data in the reversed bit order of TIFF 5.0 and earlier tell so
 * by their first bytes. Throws a plain Error for codes that cannot be.
 *
 * A string of the table is always a piece of what was already written, so the table holds positions in the output,
 * and decoding a code is one forward copy.
 */
export function decodeLzw(data: Uint8Array, limit: number): Uint8Array {
  if (isOldLzw(data)) return decodeOldLzw(data, limit);
  const output = new Uint8Array(limit);
  const start = new Uint32Array(tableSize);
  const length = new Uint16Array(tableSize);
  let free = firstFree;
  let width = 9;
  let bits = 0;
  let held = 0;
  let written = 0;
  // The piece of output that the previous code stood for; 0 bytes after a clear.
  let lastStart = 0;
  let lastLength = 0;
  for (let at = 0; written < limit; ) {
    while (held < width && at < data.length) {
      bits = ((bits << 8) | (data[at++] as number)) & 0xffffff;
      held += 8;
    }
    if (held < width) break;
    held -= width;
    const code = (bits >>> held) & ((1 << width) - 1);
    if (code === endCode) break;
    if (code === clearCode) {
      free = firstFree;
      width = 9;
      lastLength = 0;
      continue;
    }
    const here = written;
    let count = 1;
    if (code < clearCode) {
      output[written++] = code;
    } else {
      if (code > free || (code === free && (lastLength === 0 || free === tableSize)))
        throw new Error(`an LZW code ${code} of ${free} known`);
      // The code about to be defined is the last string and its own first byte: the copy below reads what it has just written.
      const from = code === free ? lastStart : (start[code] as number);
      count = code === free ? lastLength + 1 : (length[code] as number);
      const stop = Math.min(written + count, limit);
      for (let source = from; written < stop; ) output[written++] = output[source++] as number;
    }
    if (lastLength > 0 && free < tableSize) {
      start[free] = lastStart;
      length[free] = lastLength + 1;
      free++;
      if (free + 1 >= 1 << width && width < 12) width++;
    }
    lastStart = here;
    lastLength = count;
  }
  return written === limit ? output : output.subarray(0, written);
}
