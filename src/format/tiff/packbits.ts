/**
 * PackBits (TIFF 6.0, section 9): runs and literals.
 * @module
 */

/** Decodes at most `limit` bytes; gives fewer when the data end before. */
export function decodePackBits(data: Uint8Array, limit: number): Uint8Array {
  const output = new Uint8Array(limit);
  let written = 0;
  for (let at = 0; at < data.length && written < limit; ) {
    const head = data[at++] as number;
    if (head < 128) {
      const literal = data.subarray(at, Math.min(at + head + 1, at + limit - written));
      output.set(literal, written);
      written += literal.length;
      at += head + 1;
    } else if (head > 128 && at < data.length) {
      const stop = Math.min(written + 257 - head, limit);
      output.fill(data[at++] as number, written, stop);
      written = stop;
    }
  }
  return written === limit ? output : output.subarray(0, written);
}
