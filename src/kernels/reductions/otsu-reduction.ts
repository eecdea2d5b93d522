import { type Dtype, isFloat, itemSize } from "../../array/dtype.ts";
import { UnsupportedError } from "../../errors.ts";
import type { Json } from "../../format/source.ts";
import { countsParams } from "./counts.ts";
import type { Extrema } from "./extrema.ts";
import type { Histogram } from "./histogram.ts";
import { binCenters } from "./histogram-edges.ts";
import { edgesOfData } from "./histogram-reduction.ts";
import { otsuFromHistogram } from "./otsu.ts";
import type { Reduction } from "./reduction.ts";

/**
 * Otsu's threshold with the bits of `skimage.filters.threshold_otsu`: `bins` (256) equal bins between the extremes of a float image, one bin per
 * integer of an integer image. An image of one value has that value. NaN and infinities are an error (GeometryError), as is there.
 */
export function otsuReduction({ bins = 256 }: { readonly bins?: number }, dtype: Dtype): Reduction {
  if (dtype === "bool") throw new UnsupportedError("A mask (bool) has no threshold.", { hint: "Use the mask itself." });
  if (isFloat(dtype)) return ofFloats(bins, dtype);
  if (itemSize(dtype) <= 2) {
    return { passes: 1, pass: () => ({ collector: "otsuCounts", params: countsParams(dtype) }), value: ([result]) => result as Json };
  }
  return {
    passes: 2,
    pass(i, previous) {
      if (i === 0) return { collector: "extrema", params: {} };
      const { min, max } = previous[0] as Extrema;
      return { collector: "otsuCounts", params: countsParams(dtype, [min, max]) };
    },
    value: (results) => results[1] as Json,
  };
}

function ofFloats(bins: number, dtype: "float32" | "float64"): Reduction {
  return {
    passes: 2,
    pass(i, previous) {
      if (i === 0) return { collector: "extrema", params: {} };
      return { collector: "histogram", params: { edges: edgesOfData(dtype, bins, previous[0] as Json) } };
    },
    value([extrema, histogram]) {
      const { min, max } = extrema as Extrema;
      if (min === max) return min;
      const { counts, edges } = histogram as Histogram;
      return otsuFromHistogram(counts, binCenters(dtype, edges), dtype);
    },
  };
}
