/** @module */
import type { Dtype } from "../array/dtype.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { BorderOptions } from "./filtered.ts";
import { type NeighbourhoodOptions, neighbourhoodOf } from "./neighbourhood.ts";
import { atRank } from "./rank-filter.ts";

export interface MinimumFilterOptions extends NeighbourhoodOptions, BorderOptions {}

/**
 * The smallest value of the neighbourhood of each voxel (`scipy.ndimage.minimum_filter`), in the dtype of the image. NaN counts as larger than
 * infinity: the result is NaN only where all neighbours are. A box costs only the logarithm of its size.
 */
export function minimumFilter<D extends Dtype>(image: LazyArray<D>, options: MinimumFilterOptions): LazyArray<D> {
  return atRank(image, neighbourhoodOf(image, options, "minimumFilter"), 0, options);
}
