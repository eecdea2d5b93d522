/**
 * Thresholds that are read off a histogram: one bin per integer of an integer image, equal bins between the extremes of a float image.
 * @module
 */
import { type Dtype, isFloat, itemSize } from "../../array/dtype.ts";
import { isVoxmillError, UnsupportedError } from "../../errors.ts";
import type { Json } from "../../format/source.ts";
import { decodeFloat } from "../json-number.ts";
import { countsParams, MAX_COUNTED } from "./counts.ts";
import type { Extrema } from "./extrema.ts";
import type { Histogram } from "./histogram.ts";
import { binCenters, histogramEdges } from "./histogram-edges.ts";
import type { Reduction, ReductionPass } from "./reduction.ts";

/** One method: a collector for integers, whose result is the threshold, and a function for floats. */
export interface HistogramThreshold {
  readonly collector: string;
  readonly bins: number;
  fromHistogram(counts: readonly number[], centers: readonly number[], dtype: "float32" | "float64"): number;
}

/**
 * The passes of a threshold. An image of one value has that value. NaN and infinities are an error (GeometryError).
 */
export function histogramThreshold(method: HistogramThreshold, dtype: Dtype): Reduction {
  const { collector } = method;
  if (dtype === "bool") throw new UnsupportedError("A mask (bool) has no threshold.", { hint: "Use the mask itself." });
  if (isFloat(dtype)) return ofFloats(method, dtype);
  if (itemSize(dtype) <= 2) {
    const pass = (): ReductionPass => ({ collector, params: countsParams(dtype) });
    return { passes: 1, pass, draft: pass, value: ([result]) => result as Json };
  }
  const pass = (i: number, previous: readonly Json[]): ReductionPass => {
    if (i === 0) return { collector: "extrema", params: {} };
    const { min, max } = previous[0] as Extrema;
    return { collector, params: countsParams(dtype, [min, max]) };
  };
  return {
    passes: 2,
    pass,
    draft: (i) => pass(i, [{ min: 0, max: MAX_COUNTED - 1 }]),
    value: (results) => results[1] as Json,
  };
}

function ofFloats({ bins, fromHistogram }: HistogramThreshold, dtype: "float32" | "float64"): Reduction {
  const pass = (i: number, previous: readonly Json[]): ReductionPass => {
    if (i === 0) return { collector: "extrema", params: {} };
    const { min, max } = previous[0] as Extrema;
    return { collector: "histogram", params: { edges: edgesBetween(dtype, bins, decodeFloat(min), decodeFloat(max)) } };
  };
  return {
    passes: 2,
    pass,
    draft: (i) => pass(i, [{ min: 0, max: bins }]),
    value([extrema, histogram]) {
      const { min, max } = extrema as Extrema;
      if (min === max) return min;
      const { counts, edges } = histogram as Histogram;
      return fromHistogram(counts, binCenters(dtype, edges), dtype);
    },
  };
}

/** As many bins as the floats between two values are told apart by, 256 at least: with fewer floats than that it is an error. */
function edgesBetween(dtype: Dtype, bins: number, min: number, max: number): number[] {
  for (let n = bins; n > 256; n = Math.floor(n / 2)) {
    try {
      return histogramEdges(dtype, n, [min, max], { ofData: true });
    } catch (error) {
      if (!isVoxmillError(error) || !Number.isFinite(max - min)) throw error;
    }
  }
  return histogramEdges(dtype, Math.min(bins, 256), [min, max], { ofData: true });
}
