/**
 * Undoes the predictors of TIFF 6.0 (section 14) and its Technical Note 3: samples stored as differences along a row.
 * @module
 */
import type { TypedArray } from "../../array/dtype.ts";

/**
 * Horizontal differencing, in place: each sample is the sum of the stored differences of its row so far, modulo its width.
 * `row` counts samples in a row, `samples` those of one pixel. The typed array must be of integers (bit patterns for floats).
 */
export function undoHorizontal(data: TypedArray, row: number, samples: number): void {
  if (data instanceof BigUint64Array || data instanceof BigInt64Array) {
    for (let start = 0; start < data.length; start += row) {
      const stop = Math.min(start + row, data.length);
      for (let i = start + samples; i < stop; i++) data[i] = (data[i] as bigint) + (data[i - samples] as bigint);
    }
    return;
  }
  for (let start = 0; start < data.length; start += row) {
    const stop = Math.min(start + row, data.length);
    for (let i = start + samples; i < stop; i++) data[i] = (data[i] as number) + (data[i - samples] as number);
  }
}

/**
 * Floating point prediction: the bytes of a row are split into planes, most significant first, and each byte is stored as the
 * difference to the one `samples` before it. Gives the bytes of little-endian values, whatever the byte order of the file.
 */
export function undoFloat(bytes: Uint8Array, row: number, samples: number, itemSize: number): Uint8Array {
  const output = new Uint8Array(bytes.length);
  const rowBytes = row * itemSize;
  const line = new Uint8Array(rowBytes);
  for (let start = 0; start + rowBytes <= bytes.length; start += rowBytes) {
    line.set(bytes.subarray(start, start + rowBytes));
    for (let i = samples; i < rowBytes; i++) line[i] = (line[i] as number) + (line[i - samples] as number);
    for (let plane = 0; plane < itemSize; plane++) {
      const source = plane * row;
      const target = start + itemSize - 1 - plane;
      for (let i = 0; i < row; i++) output[target + i * itemSize] = line[source + i] as number;
    }
  }
  return output;
}
