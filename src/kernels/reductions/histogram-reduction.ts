import type { Dtype } from "../../array/dtype.ts";
import { GeometryError, UnsupportedError } from "../../errors.ts";
import type { Json } from "../../format/source.ts";
import { decodeFloat, type JsonNumber } from "../json-number.ts";
import type { Extrema } from "./extrema.ts";
import { histogramEdges } from "./histogram-edges.ts";
import type { Reduction } from "./reduction.ts";

/** Parameters of the reduction `histogram`. */
export type HistogramOptions = {
  /** Number of equal bins. */
  readonly bins: number;
  /** Lower and upper edge; the smallest and the largest voxel when absent, which takes a pass more. */
  readonly range?: readonly [JsonNumber, JsonNumber];
};

/** Edges from the extremes of the image. */
export function edgesOfData(dtype: Dtype, bins: number, extrema: Json): number[] {
  const { min, max } = extrema as Extrema;
  return histogramEdges(dtype, bins, [decodeFloat(min), decodeFloat(max)], { ofData: true });
}

/** Counts and edges as `numpy.histogram(image, bins, range)`. */
export function histogramReduction({ bins, range }: HistogramOptions, dtype: Dtype): Reduction {
  if (dtype === "bool") throw new UnsupportedError("A mask (bool) has no histogram.", { hint: "Its sum and count say it all." });
  if (!(Number.isInteger(bins) && bins > 0)) throw new GeometryError(`Expected a positive number of bins, found ${bins}.`);
  const value = (results: readonly Json[]): Json => results.at(-1) as Json;
  if (range !== undefined) {
    const edges = histogramEdges(dtype, bins, [decodeFloat(range[0]), decodeFloat(range[1])]);
    return { passes: 1, pass: () => ({ collector: "histogram", params: { edges } }), value };
  }
  return {
    passes: 2,
    pass(i, previous) {
      if (i === 0) return { collector: "extrema", params: {} };
      return { collector: "histogram", params: { edges: edgesOfData(dtype, bins, previous[0] as Json) } };
    },
    value,
  };
}
