/**
 * Which intensities are black and which are white.
 * @module
 */
import { isFloat } from "../array/dtype.ts";
import type { NdArray } from "../array/nd-array.ts";
import { GeometryError } from "../errors.ts";
import { planeOf, valueReader } from "./plane.ts";

/** `lo` and below gets the first colour, `hi` and above the last. When both are equal that value is drawn in the middle. */
export interface IntensityWindow {
  readonly lo: number;
  readonly hi: number;
}

/** How a window is chosen: two values, or two percentiles of the finite values. */
export type WindowChoice = readonly [lo: number, hi: number] | { readonly percentiles: readonly [lo: number, hi: number] };

/**
 * 1 and 99.8: a few hot or dead pixels do not turn the image grey.
 * The upper end cuts less, because in most images of science the interesting part is small and bright.
 */
export const defaultWindow: WindowChoice = { percentiles: [1, 99.8] };

/** Planes of more values than this are looked at every second, third ... row and column. */
const sampleLimit = 2 ** 20;

/**
 * The window of one plane, or one window for several that are to be compared.
 * Bool is [0, 1] and colour planes of uint8 are [0, 255], unless two values are given; NaN and infinities do not count.
 * Where the percentiles fall together (a sparse mask) the whole range is taken.
 */
export function intensityWindow(planes: NdArray | readonly NdArray[], choice?: WindowChoice): IntensityWindow {
  const arrays = "shape" in planes ? [planes] : planes;
  if (choice !== undefined && !("percentiles" in choice)) return explicit(choice);
  if (arrays.every((array) => array.dtype === "bool")) return { lo: 0, hi: 1 };
  if (choice === undefined && arrays.every((array) => array.dtype === "uint8" && array.shape.length === 3)) return { lo: 0, hi: 255 };
  const { percentiles } = choice ?? (defaultWindow as { percentiles: readonly [number, number] });
  const [low, high] = percentiles;
  if (!(low >= 0 && low < high && high <= 100)) {
    throw new GeometryError(`Expected two percentiles from 0 to 100, the smaller first; found ${low} and ${high}.`);
  }
  const values = finiteValues(arrays).sort();
  if (values.length === 0) return { lo: 0, hi: 1 };
  const [lo, hi] = [quantile(values, low / 100), quantile(values, high / 100)];
  return hi > lo ? { lo, hi } : { lo: values[0] as number, hi: values[values.length - 1] as number };
}

function explicit([lo, hi]: readonly [number, number]): IntensityWindow {
  if (!(lo <= hi && Number.isFinite(lo) && Number.isFinite(hi))) {
    throw new GeometryError(`Expected a window of two finite values, the smaller first; found [${lo}, ${hi}].`, {
      hint: "Use `invert` to draw large values dark.",
    });
  }
  return { lo, hi };
}

function finiteValues(arrays: readonly NdArray[]): Float64Array {
  const total = arrays.reduce((sum, array) => sum + array.size, 0);
  const step = Math.ceil(Math.sqrt(total / sampleLimit));
  const values = new Float64Array(
    arrays.reduce((sum, { shape: [h = 0, w = 0, c = 1] }) => sum + Math.ceil(h / step) * Math.ceil(w / step) * c, 0),
  );
  let count = 0;
  for (const array of arrays) {
    const plane = planeOf(array);
    const read = valueReader(plane);
    const mayBeMissing = isFloat(array.dtype);
    // Alpha is not an intensity.
    const channels = Math.min(3, plane.channels);
    for (let y = 0; y < plane.height; y += step) {
      for (let x = 0; x < plane.width; x += step) {
        for (let channel = 0; channel < channels; channel++) {
          const value = read(y, x, channel);
          if (!mayBeMissing || Number.isFinite(value)) values[count++] = value;
        }
      }
    }
  }
  return values.subarray(0, count);
}

/** Between two sorted values linearly, as NumPy's default. */
function quantile(sorted: Float64Array, fraction: number): number {
  const position = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(position)] as number;
  const above = sorted[Math.ceil(position)] as number;
  return below + (above - below) * (position - Math.floor(position));
}

/** Where a value lies in the window, 0 to 1; NaN stays NaN. */
export function windowPosition(value: number, { lo, hi }: IntensityWindow): number {
  if (hi > lo) return Math.min(1, Math.max(0, (value - lo) / (hi - lo)));
  return Number.isNaN(value) ? value : value < lo ? 0 : value > lo ? 1 : 0.5;
}
