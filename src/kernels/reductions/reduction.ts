/**
 * Reductions by name: one or more passes of a collector over the image, each with parameters from the passes before, and a value at the end.
 *
 * ```
 *   otsu of float32:  extrema -> { min, max }  --edges-->  histogram -> counts  --> value
 *   otsu of uint8:    otsuCounts -> value
 * ```
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import type { Json } from "../../format/source.ts";
import type { Params } from "../kernel.ts";
import type { Extrema } from "./extrema.ts";
import { type HistogramOptions, histogramReduction } from "./histogram-reduction.ts";
import { histogramThreshold } from "./histogram-threshold.ts";
import { liFromHistogram } from "./li.ts";
import { otsuReduction } from "./otsu-reduction.ts";
import { type PercentileOptions, percentileReduction } from "./percentile.ts";
import type { Summary } from "./summary.ts";
import { triangleFromHistogram } from "./triangle.ts";

/** One pass over the image. */
export interface ReductionPass {
  /** Name of a collector. */
  readonly collector: string;
  readonly params: Params;
}

/** What to run, and how to read the value off. */
export interface Reduction {
  /** At least one. */
  readonly passes: number;
  /** Pass `i` (0 first), given the results of the passes before it. */
  pass(i: number, previous: readonly Json[]): ReductionPass;
  /** Pass `i` before anything is known, with parameters that need as much memory as those of the pass ever will: for plans. */
  draft(i: number): ReductionPass;
  /** The value, given the results of all passes. Numbers that JSON cannot hold are encoded (see `encodeNumber`). */
  value(results: readonly Json[]): Json;
}

/** A reduction of one pass. */
const single = (collector: string, params: Params, value: (result: Json) => Json): Reduction => ({
  passes: 1,
  pass: () => ({ collector, params }),
  draft: () => ({ collector, params }),
  value: ([result]) => value(result as Json),
});

const ofSummary = (name: keyof Summary): Reduction =>
  single("summary", { squares: name === "std" }, (result) => (result as Summary)[name] as Json);
const ofExtrema = (name: keyof Extrema): Reduction => single("extrema", {}, (result) => (result as Extrema)[name]);

/** Enough for a threshold within a ten-thousandth of the range of the values. */
const LI_BINS = 16_384;

/** Float images have Li's threshold to within a bin: half a bin is where the iteration stops. */
function liOfFloats(counts: readonly number[], centers: readonly number[]): number {
  return liFromHistogram(counts, centers, ((centers[1] as number) - (centers[0] as number)) / 2);
}

/** All reductions. `count` is the number of voxels. */
export const reductions = {
  count: () => ofExtrema("count"),
  min: () => ofExtrema("min"),
  max: () => ofExtrema("max"),
  sum: () => ofSummary("sum"),
  mean: () => ofSummary("mean"),
  std: () => ofSummary("std"),
  summary: () => single("summary", {}, (result) => result),
  histogram: (params: Params, dtype: Dtype) => histogramReduction(params as HistogramOptions, dtype),
  percentile: (params: Params, dtype: Dtype) => percentileReduction(params as PercentileOptions, dtype),
  /** The set of labels that a rule chooses, as text. */
  labelSelection: (params: Params) => single("labelSelection", params, (result) => result),
  otsu: (params: Params, dtype: Dtype) => otsuReduction(params as { readonly bins?: number }, dtype),
  triangle: (_params: Params, dtype: Dtype) =>
    histogramThreshold({ collector: "triangleCounts", bins: 256, fromHistogram: triangleFromHistogram }, dtype),
  li: (_params: Params, dtype: Dtype) => histogramThreshold({ collector: "liCounts", bins: LI_BINS, fromHistogram: liOfFloats }, dtype),
} as const satisfies { readonly [name: string]: (params: Params, dtype: Dtype) => Reduction };

export type ReductionName = keyof typeof reductions;

/**
 * A reduction for images of a dtype.
 *
 * @param params `histogram`: `{ bins, range? }`; `percentile`: `{ q }`, a number or a list, 0 to 100; `otsu`: `{ bins? }`; none for the others.
 * @throws GeometryError for an unknown name or parameters that cannot be, UnsupportedError for a dtype that it does not take.
 */
export function reduction(name: string, params: Params, dtype: Dtype): Reduction {
  if (!Object.hasOwn(reductions, name)) {
    throw new GeometryError(`Expected a reduction (${Object.keys(reductions).join(", ")}), found ${name}.`);
  }
  return reductions[name as ReductionName](params, dtype);
}
