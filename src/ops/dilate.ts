/** @module */
import type { Dtype } from "../array/dtype.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { Footprint } from "./footprint.ts";
import { applyMorphology } from "./morphology.ts";

export interface DilateOptions {
  readonly footprint: Footprint;
  /**
   * The value of all voxels outside the image: 0 or 1 for a mask, a value of the image's dtype otherwise.
   * @default they take no part: nothing grows in from the border
   */
  readonly borderValue?: number | bigint | undefined;
}

/**
 * Of a mask: true where the footprint, mirrored, meets the mask. Of a grey image: the largest value within the mirrored footprint, NaN where one
 * is. In symbols dilation(p) = max over d of image(p - d) for the offsets d of the footprint, as SciPy and scikit-image have it, so that
 * an erosion and a dilation by one footprint make an opening, also where it is not symmetric.
 *
 * Where no voxel of a mirrored footprint lies inside the image, the result is false, the smallest integer, or -Infinity.
 */
export const dilate = <D extends Dtype>(image: LazyArray<D>, options: DilateOptions): LazyArray<D> =>
  applyMorphology("dilate", image, options);
