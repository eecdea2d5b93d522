/** @module */
import type { Dtype } from "../array/dtype.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { Footprint } from "./footprint.ts";
import { applyMorphology } from "./morphology.ts";

export interface ErodeOptions {
  readonly footprint: Footprint;
  /**
   * The value of all voxels outside the image: 0 or 1 for a mask, a value of the image's dtype otherwise.
   * @default they take no part: erosion does not eat in from the border, as in scikit-image; 0 is the default of SciPy for masks
   */
  readonly borderValue?: number | bigint | undefined;
}

/**
 * Of a mask: true where the whole footprint lies within the mask. Of a grey image: the smallest value within the footprint, NaN where one is. In
 * symbols erosion(p) = min over d of image(p + d) for the offsets d of the footprint, as SciPy and scikit-image have it.
 *
 * Without a borderValue nothing outside counts. For footprints that are symmetric and convex (ball, box, cross) that is scikit-image's and SciPy's
 * `mode="reflect"`; where no voxel of a footprint lies inside, the result is true, the largest integer, or Infinity.
 */
export const erode = <D extends Dtype>(image: LazyArray<D>, options: ErodeOptions): LazyArray<D> =>
  applyMorphology("erode", image, options);
