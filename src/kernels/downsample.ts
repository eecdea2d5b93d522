/**
 * Windows of voxels as one voxel each: the mean of images, the mode of labels.
 *
 * ```
 *   input    | a b | c d | e        factor 2: the last window holds what is left
 *   output   |  A  |  B  | E
 * ```
 * The windows of an array lie on a grid that begins at its first voxel, so the result does not depend on how the array is cut.
 * @module
 */
import { type Dtype, isBigInt, isFloat, isInteger, type TypedArrayOf } from "../array/dtype.ts";
import { GeometryError } from "../errors.ts";
import type { Vec } from "../geometry/vec.ts";
import type { Triple } from "./kernel.ts";
import type { LayerRing } from "./layers.ts";

/**
 * - `mean`: sums are exact for integers, and for floats taken in float64 in C order; integers are rounded half to even, as NumPy's
 *   `rint(mean)`. One NaN makes a NaN.
 * - `mode`: the most frequent value; of those that come equally often the smallest that is not 0, so that thin things do not vanish.
 */
export type Resample = "mean" | "mode";
export const resamples: readonly Resample[] = ["mean", "mode"];

/** Part of the key of what is downsampled. */
export const DOWNSAMPLE_VERSION = 1;

const largestFactor = 8;

/** What suits arrays of a dtype: a mean of labels is no label. */
export const defaultResample = (dtype: Dtype): Resample => (dtype === "bool" || dtype === "uint32" || dtype === "uint64" ? "mode" : "mean");

/** Throws GeometryError for factors and dtypes that cannot be. */
export function checkDownsample(ndim: number, dtype: Dtype, factor: Vec, resample: Resample): void {
  if (factor.length !== ndim || !factor.every((f) => Number.isInteger(f) && f >= 1 && f <= largestFactor))
    throw new GeometryError(`Expected ${ndim} factors from 1 to ${largestFactor}, one per axis, found [${factor.join(", ")}].`);
  if (factor.slice(0, Math.max(0, ndim - 3)).some((f) => f !== 1))
    throw new GeometryError(`Expected a factor of 1 on all axes but the last three, found [${factor.join(", ")}].`);
  if (resample === "mean" && dtype === "bool")
    throw new GeometryError("Expected mode to downsample a mask (bool), found mean.", { hint: "Turn it into a uint8 image first." });
  if (resample === "mode" && isFloat(dtype)) throw new GeometryError(`Expected mean to downsample ${dtype}, found mode.`);
}

/**
 * Makes layers `[from, to)` of `target`. Layer n of it is made of the layers from n x factor on of `source`, whose first row and column
 * are the first of a window, and which ends (`source.end`, height, width) where the image does, or with a window.
 */
export function downsampleLayers(source: LayerRing, target: LayerRing, from: number, to: number, factor: Triple, resample: Resample): void {
  const [fz, fy, fx] = factor;
  const row = rowMaker(source.dtype, resample, source.width, target.width, fx);
  for (let z = from; z < to; z++) {
    const layers = Math.min(fz, source.end - z * fz);
    for (let y = 0; y < target.height; y++) {
      const rows = Math.min(fy, source.height - y * fy);
      const window: TypedArrayOf[Dtype][] = [];
      for (let dz = 0; dz < layers; dz++) {
        for (let dy = 0; dy < rows; dy++) {
          const at = y * fy + dy;
          window.push(source.dtype === "bool" ? source.bits(z * fz + dz, at) : source.row(z * fz + dz, at));
        }
      }
      row(window, target.dtype === "bool" ? target.bits(z, y) : target.row(z, y));
    }
  }
}

/** Makes one row of the target from the rows of its windows. */
type RowMaker = (rows: readonly TypedArrayOf[Dtype][], target: TypedArrayOf[Dtype]) => void;

function rowMaker(dtype: Dtype, resample: Resample, width: number, count: number, fx: number): RowMaker {
  if (dtype === "bool") return maskRows(width, count, fx);
  if (resample === "mode") return modeRows(width, count, fx);
  return isBigInt(dtype) ? bigMeanRows(width, count, fx) : meanRows(isInteger(dtype), width, count, fx);
}

/** Sums of windows, column by column: `sums[i] += ` the values `i * fx` and those behind. */
function addRow(sums: Float64Array, row: ArrayLike<number>, width: number, fx: number): void {
  const whole = Math.floor(width / fx);
  if (fx === 2) {
    for (let i = 0, x = 0; i < whole; i++, x += 2) sums[i] = (sums[i] as number) + (row[x] as number) + (row[x + 1] as number);
  } else {
    for (let i = 0; i < whole; i++) {
      let sum = sums[i] as number;
      for (let x = i * fx; x < (i + 1) * fx; x++) sum += row[x] as number;
      sums[i] = sum;
    }
  }
  for (let x = whole * fx; x < width; x++) sums[whole] = (sums[whole] as number) + (row[x] as number);
}

/** To the nearest whole number, halves to the even one. */
function roundHalfEven(value: number): number {
  const up = Math.round(value);
  return up - value === 0.5 && up % 2 !== 0 ? up - 1 : up;
}

function meanRows(integer: boolean, width: number, count: number, fx: number): RowMaker {
  const sums = new Float64Array(count);
  return (rows, target) => {
    sums.fill(0);
    for (const row of rows) addRow(sums, row as Uint8Array, width, fx);
    const out = target as Float64Array;
    for (let i = 0; i < count; i++) {
      const mean = (sums[i] as number) / (rows.length * Math.min(fx, width - i * fx));
      // A NaN that went through additions may carry bits of its own.
      out[i] = integer ? roundHalfEven(mean) : Number.isNaN(mean) ? Number.NaN : mean;
    }
  };
}

/** 64-bit integers: `floor(sum / n)` and its remainder decide, all exact. */
function bigMeanRows(width: number, count: number, fx: number): RowMaker {
  return (rows, target) => {
    const out = target as BigInt64Array;
    for (let i = 0; i < count; i++) {
      let sum = 0n;
      const end = Math.min(width, (i + 1) * fx);
      for (const row of rows) for (let x = i * fx; x < end; x++) sum += row[x] as bigint;
      const n = BigInt(rows.length * (end - i * fx));
      const rest = ((sum % n) + n) % n;
      const floor = (sum - rest) / n;
      const twice = 2n * rest;
      out[i] = twice > n || (twice === n && floor % 2n !== 0n) ? floor + 1n : floor;
    }
  };
}

/** Masks, packed: true where at least half of a window is. */
function maskRows(width: number, count: number, fx: number): RowMaker {
  return (rows, target) => {
    const out = target as Uint8Array;
    out.fill(0);
    for (let i = 0; i < count; i++) {
      let ones = 0;
      const end = Math.min(width, (i + 1) * fx);
      for (const row of rows) for (let x = i * fx; x < end; x++) ones += ((row[x >> 3] as number) >> (x & 7)) & 1;
      if (2 * ones >= rows.length * (end - i * fx)) out[i >> 3] = (out[i >> 3] as number) | (1 << (i & 7));
    }
  };
}

function modeRows(width: number, count: number, fx: number): RowMaker {
  const window: (number | bigint)[] = [];
  return (rows, target) => {
    const out = target as { [i: number]: number | bigint };
    for (let i = 0; i < count; i++) {
      const begin = i * fx;
      const end = Math.min(width, begin + fx);
      const first = (rows[0] as TypedArrayOf[Dtype])[begin] as number | bigint;
      let uniform = true;
      for (const row of rows) for (let x = begin; x < end; x++) uniform &&= row[x] === first;
      out[i] = uniform ? first : modeOf(gather(window, rows, begin, end));
    }
  };
}

/** The values of a window, ascending: small windows are sorted by insertion. */
function gather(window: (number | bigint)[], rows: readonly TypedArrayOf[Dtype][], begin: number, end: number): (number | bigint)[] {
  let n = 0;
  for (const row of rows) {
    for (let x = begin; x < end; x++) {
      const value = row[x] as number | bigint;
      let at = n++;
      for (; at > 0 && (window[at - 1] as number | bigint) > value; at--) window[at] = window[at - 1] as number | bigint;
      window[at] = value;
    }
  }
  window.length = n;
  return window;
}

/** The most frequent of ascending values; ties go to the first that is not 0. */
function modeOf(sorted: readonly (number | bigint)[]): number | bigint {
  let best = sorted[0] as number | bigint;
  let most = 0;
  for (let start = 0; start < sorted.length; ) {
    const value = sorted[start] as number | bigint;
    let stop = start + 1;
    while (stop < sorted.length && sorted[stop] === value) stop++;
    const zero = best === 0 || best === 0n;
    if (stop - start > most || (stop - start === most && zero)) {
      best = value;
      most = stop - start;
    }
    start = stop;
  }
  return best;
}
