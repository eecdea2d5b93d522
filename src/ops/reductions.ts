/**
 * Numbers over a whole array, lazily: `compute` them, or hand them to an operator that takes a number. Sums are exact: the
 * same for any blocks, any order.
 * @module
 */
import { GeometryError } from "../errors.ts";
import type { Json } from "../format/source.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { LazyScalar } from "../graph/lazy-scalar.ts";
import { scalarNode } from "../graph/nodes.ts";
import { reduction } from "../kernels/reductions/index.ts";

function reduce(name: string, image: LazyArray, params: { readonly [key: string]: Json } = {}): LazyScalar {
  reduction(name, params, image.dtype); // refuses what it cannot do here, where the mistake is
  return new LazyScalar(scalarNode(name, params, image.node));
}

/** The sum of all values. */
export const sum = (image: LazyArray): LazyScalar => reduce("sum", image);
/** The mean: the exact sum divided once. */
export const mean = (image: LazyArray): LazyScalar => reduce("mean", image);
/** The smallest value. */
export const min = (image: LazyArray): LazyScalar => reduce("min", image);
/** The largest value. */
export const max = (image: LazyArray): LazyScalar => reduce("max", image);
/** The standard deviation (ddof 0), from exact sums. */
export const std = (image: LazyArray): LazyScalar => reduce("std", image);

export interface PercentileOptions {
  /** 0 to 100. */
  readonly q: number;
}
/** The exact q-th percentile, interpolated linearly between the two nearest values (NumPy's default). */
export function percentile(image: LazyArray, options: PercentileOptions): LazyScalar {
  if (!(options.q >= 0 && options.q <= 100))
    throw new GeometryError(`Expected q to lie between 0 and 100, found ${options.q}.`, { option: "q" });
  return reduce("percentile", image, { q: options.q });
}

export interface HistogramOptions {
  /** Number of bins. @default 256 */
  readonly bins?: number | undefined;
  /** Lower edge of the first and upper edge of the last bin. @default the smallest and largest value */
  readonly range?: readonly [low: number, high: number] | undefined;
}
/** Counts in bins of equal width (NumPy's rules: the last bin includes its upper edge). Computes to `{ counts, edges }`. */
export function histogram(image: LazyArray, options: HistogramOptions = {}): LazyScalar {
  const { bins = 256, range } = options;
  if (!(Number.isInteger(bins) && bins > 0))
    throw new GeometryError(`Expected bins to be a whole number above 0, found ${bins}.`, { option: "bins" });
  if (range !== undefined && !(range.every(Number.isFinite) && range[0] < range[1]))
    throw new GeometryError(`Expected a range of two finite numbers, the smaller first; found [${range.join(", ")}].`, { option: "range" });
  return reduce("histogram", image, range === undefined ? { bins } : { bins, range });
}

/** Otsu's threshold as scikit-image computes it: 256 bins between the extremes, one bin per value for integer images. */
export const otsu = (image: LazyArray): LazyScalar => reduce("otsu", image);

/** The triangle threshold as scikit-image computes it: 256 bins between the extremes, one bin per value for integer images. */
export const triangle = (image: LazyArray): LazyScalar => reduce("triangle", image);

/**
 * Li's threshold of minimum cross entropy, by scikit-image's iteration. Integer images: on the exact histogram, scikit-image's value but for the last
 * digits. Float images: on 16,384 bins between the extremes, where scikit-image takes every value by itself; within about a bin of it.
 */
export const li = (image: LazyArray): LazyScalar => reduce("li", image);
