/**
 * One tile: from samples in memory to stored bytes.
 * @module
 */
import { zlibSync } from "fflate";
import { allocate, itemSize, type TypedArray } from "../../array/dtype.ts";
import { NdArray } from "../../array/nd-array.ts";
import type { TiffPlan } from "./write-plan.ts";
import { copyRows } from "./write-regions.ts";

/** The stored bytes of a tile of shape (rows, columns, samples), filled up with zeros to the full tile. */
export function encodeTile(plan: TiffPlan, part: NdArray): Uint8Array {
  const { tileRows, tileWidth, samples, dtype, predictor, options } = plan;
  const tile = new NdArray(dtype, allocate(dtype, tileRows * tileWidth * samples), [tileRows, tileWidth * samples]);
  copyRows(joinSamples(part), tile.view([0, 0], [part.shape[0] as number, (part.shape[1] as number) * samples]));
  if (predictor === 2) difference(tile.data, tileWidth * samples, samples);
  const bytes = new Uint8Array(tile.data.buffer, 0, tile.data.length * itemSize(dtype));
  return options.compression === "none" ? bytes : zlibSync(bytes, { level: 6 });
}

/** (rows, columns, samples) as (rows, columns x samples), by a copy where pixels do not follow one another. */
function joinSamples(part: NdArray): NdArray {
  const [rows = 0, columns = 0, samples = 1] = part.shape;
  const shape = [rows, columns * samples];
  const [row = 0, column = 0] = part.stride;
  if (column === samples) return new NdArray(part.dtype, part.data, shape, [row, 1], part.offset);
  const copy = NdArray.zeros(part.dtype, part.shape);
  copyRows(part, copy);
  return new NdArray(part.dtype, copy.data, shape);
}

/** Horizontal differencing, in place, from the end of each row so that every difference sees the original neighbour. */
function difference(data: TypedArray, row: number, samples: number): void {
  for (let start = 0; start < data.length; start += row) {
    for (let i = start + row - 1; i >= start + samples; i--) {
      if (data instanceof BigUint64Array || data instanceof BigInt64Array) data[i] = (data[i] as bigint) - (data[i - samples] as bigint);
      else data[i] = (data[i] as number) - (data[i - samples] as number);
    }
  }
}
