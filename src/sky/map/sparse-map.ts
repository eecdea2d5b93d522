/**
 * Maps of a part of the sphere, as pixels with their numbers.
 * @module
 */
import { FormatError } from "../../errors.ts";
import { type FitsColumn, type FitsTable, numberBytes, numberReader } from "../../format/fits/table/index.ts";
import { isMissing, type MapBlock } from "./sky-map.ts";

/** Pixel numbers, ascending, and their values. */
export interface SparseMap {
  readonly pixels: Float64Array;
  readonly values: Float64Array;
}

export interface SparseColumns {
  readonly index: FitsColumn;
  readonly column: FitsColumn;
  readonly npix: number;
  readonly sentinel: number;
}

const rowsAtOnce = 65_536;

/** Reads all pixels of an explicit map: 16 bytes each. Throws FormatError for numbers out of range or given twice. */
export async function readSparse(table: FitsTable, { index, column, npix, sentinel }: SparseColumns): Promise<SparseMap> {
  const { rowBytes, path } = table;
  const per = Math.min(index.repeat, column.repeat);
  if (index.repeat !== column.repeat)
    throw new FormatError(`Expected as many pixel numbers as values a row in ${path}, found ${index.repeat} and ${column.repeat}.`, {
      path,
    });
  const pixels = new Float64Array(table.rows * per);
  const values = new Float64Array(table.rows * per);
  const [pixel, value] = [numberReader(index, path), numberReader(column, path)];
  let ascending = true;
  let n = 0;
  for (let row = 0; row < table.rows; row += rowsAtOnce) {
    const stop = Math.min(table.rows, row + rowsAtOnce);
    const bytes = await table.read(row, stop);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let start = 0; start < (stop - row) * rowBytes; start += rowBytes)
      for (let i = 0; i < per; i++, n++) {
        const p = pixel(view, start + index.offset + i * numberBytes(index));
        const v = value(view, start + column.offset + i * numberBytes(column));
        if (!(Number.isInteger(p) && p >= 0 && p < npix))
          throw new FormatError(
            `Expected pixel numbers from 0 to ${npix} (excluded) in ${path}, found ${p} in row ${row + start / rowBytes}.`,
            { path },
          );
        if (n > 0 && p <= (pixels[n - 1] as number)) ascending = false;
        pixels[n] = p;
        values[n] = isMissing(v, sentinel) ? Number.NaN : v;
      }
  }
  return ascending ? { pixels, values } : sorted({ pixels, values }, path);
}

function sorted({ pixels, values }: SparseMap, path: string): SparseMap {
  const order = Uint32Array.from(pixels, (_, i) => i).sort((a, b) => (pixels[a] as number) - (pixels[b] as number));
  const out = { pixels: new Float64Array(pixels.length), values: new Float64Array(pixels.length) };
  for (const [i, from] of order.entries()) {
    out.pixels[i] = pixels[from] as number;
    out.values[i] = values[from] as number;
    if (i > 0 && out.pixels[i] === out.pixels[i - 1])
      throw new FormatError(`Expected every pixel once in ${path}, found pixel ${out.pixels[i]} twice.`, { path });
  }
  return out;
}

/** The index of the first pixel at or after a number. */
function lowerBound(pixels: Float64Array, pixel: number): number {
  let [low, high] = [0, pixels.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((pixels[middle] as number) < pixel) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function sparseBlock({ pixels, values }: SparseMap, start: number, stop: number): MapBlock {
  return {
    start,
    stop,
    copy(from, to, out, at) {
      out.fill(Number.NaN, at, at + to - from);
      for (let i = lowerBound(pixels, from); i < pixels.length && (pixels[i] as number) < to; i++)
        out[at + (pixels[i] as number) - from] = values[i] as number;
    },
  };
}
