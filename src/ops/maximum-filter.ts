/** @module */
import type { Dtype } from "../array/dtype.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { BorderOptions } from "./filtered.ts";
import { type NeighbourhoodOptions, neighbourhoodOf } from "./neighbourhood.ts";
import { atRank } from "./rank-filter.ts";

export interface MaximumFilterOptions extends NeighbourhoodOptions, BorderOptions {}

/**
 * The largest value of the neighbourhood of each voxel (`scipy.ndimage.maximum_filter`), in the dtype of the image. NaN counts as larger than
 * infinity: the result is NaN where any neighbour is. A box costs only the logarithm of its size.
 */
export function maximumFilter<D extends Dtype>(image: LazyArray<D>, options: MaximumFilterOptions): LazyArray<D> {
  const neighbourhood = neighbourhoodOf(image, options, "maximumFilter");
  return atRank(image, neighbourhood, neighbourhood.voxels - 1, options);
}
