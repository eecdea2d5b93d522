import { type Dtype, isFloat, itemSize } from "../../array/dtype.ts";
import { UnsupportedError } from "../../errors.ts";
import type { Json } from "../../format/source.ts";
import { countsParams, MAX_COUNTED } from "./counts.ts";
import type { Extrema } from "./extrema.ts";
import type { Histogram } from "./histogram.ts";
import { binCenters } from "./histogram-edges.ts";
import { histogramOfData } from "./histogram-reduction.ts";
import { otsuFromHistogram } from "./otsu.ts";
import type { Reduction, ReductionPass } from "./reduction.ts";

/**
 * Otsu's threshold with the bits of `skimage.filters.threshold_otsu`: `bins` (256) equal bins between the extremes of a float image, one bin per
 * integer of an integer image. An image of one value has that value. NaN and infinities are an error (GeometryError), as is there.
 */
export function otsuReduction({ bins = 256 }: { readonly bins?: number }, dtype: Dtype): Reduction {
  if (dtype === "bool") throw new UnsupportedError("A mask (bool) has no threshold.", { hint: "Use the mask itself." });
  if (isFloat(dtype)) return ofFloats(bins, dtype);
  if (itemSize(dtype) <= 2) {
    const pass = (): ReductionPass => ({ collector: "otsuCounts", params: countsParams(dtype) });
    return { passes: 1, pass, draft: pass, value: ([result]) => result as Json };
  }
  const pass = (i: number, previous: readonly Json[]): ReductionPass => {
    if (i === 0) return { collector: "extrema", params: {} };
    const { min, max } = previous[0] as Extrema;
    return { collector: "otsuCounts", params: countsParams(dtype, [min, max]) };
  };
  return {
    passes: 2,
    pass,
    draft: (i) => pass(i, [{ min: 0, max: MAX_COUNTED - 1 }]),
    value: (results) => results[1] as Json,
  };
}

function ofFloats(bins: number, dtype: "float32" | "float64"): Reduction {
  return {
    ...histogramOfData(bins, dtype),
    value([extrema, histogram]) {
      const { min, max } = extrema as Extrema;
      if (min === max) return min;
      const { counts, edges } = histogram as Histogram;
      return otsuFromHistogram(counts, binCenters(dtype, edges), dtype);
    },
  };
}
