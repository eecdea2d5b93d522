import type { Dtype } from "../../array/dtype.ts";
import { histogramThreshold } from "./histogram-threshold.ts";
import { otsuFromHistogram } from "./otsu.ts";
import type { Reduction } from "./reduction.ts";

/**
 * Otsu's threshold with the bits of `skimage.filters.threshold_otsu`: `bins` (256) equal bins between the extremes of a float image, one bin per
 * integer of an integer image. An image of one value has that value. NaN and infinities are an error (GeometryError), as is there.
 */
export const otsuReduction = ({ bins = 256 }: { readonly bins?: number }, dtype: Dtype): Reduction =>
  histogramThreshold({ collector: "otsuCounts", bins, fromHistogram: otsuFromHistogram }, dtype);
