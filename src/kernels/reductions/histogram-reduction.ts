import type { Dtype } from "../../array/dtype.ts";
import { GeometryError, UnsupportedError } from "../../errors.ts";
import type { Json } from "../../format/source.ts";
import { decodeFloat, type JsonNumber } from "../json-number.ts";
import type { Extrema } from "./extrema.ts";
import { histogramEdges } from "./histogram-edges.ts";
import type { Reduction, ReductionPass } from "./reduction.ts";

/** Parameters of the reduction `histogram`. */
export type HistogramOptions = {
  /** Number of equal bins. */
  readonly bins: number;
  /** Lower and upper edge; the smallest and the largest voxel when absent, which takes a pass more. */
  readonly range?: readonly [JsonNumber, JsonNumber];
};

/** The passes of a histogram between the extremes of the image. */
export function histogramOfData(bins: number, dtype: Dtype): Omit<Reduction, "value"> {
  const pass = (i: number, previous: readonly Json[]): ReductionPass => {
    if (i === 0) return { collector: "extrema", params: {} };
    const { min, max } = previous[0] as Extrema;
    return {
      collector: "histogram",
      params: { edges: histogramEdges(dtype, bins, [decodeFloat(min), decodeFloat(max)], { ofData: true }) },
    };
  };
  return { passes: 2, pass, draft: (i) => pass(i, [{ min: 0, max: bins }]) };
}

/** Counts and edges as `numpy.histogram(image, bins, range)`. */
export function histogramReduction({ bins, range }: HistogramOptions, dtype: Dtype): Reduction {
  if (dtype === "bool") throw new UnsupportedError("A mask (bool) has no histogram.", { hint: "Its sum and count say it all." });
  if (!(Number.isInteger(bins) && bins > 0)) throw new GeometryError(`Expected a positive number of bins, found ${bins}.`);
  const value = (results: readonly Json[]): Json => results.at(-1) as Json;
  if (range !== undefined) {
    const edges = histogramEdges(dtype, bins, [decodeFloat(range[0]), decodeFloat(range[1])]);
    const pass = (): ReductionPass => ({ collector: "histogram", params: { edges } });
    return { passes: 1, pass, draft: pass, value };
  }
  return { ...histogramOfData(bins, dtype), value };
}
