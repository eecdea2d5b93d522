/** @module */
import type { Dtype } from "../array/dtype.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { BorderOptions } from "./filtered.ts";
import { type NeighbourhoodOptions, neighbourhoodOf } from "./neighbourhood.ts";
import { atRank } from "./rank-filter.ts";

export interface MedianFilterOptions extends NeighbourhoodOptions, BorderOptions {}

/**
 * The median of the neighbourhood of each voxel (`scipy.ndimage.median_filter`), in the dtype of the image; of an even number of neighbours
 * the upper of the two in the middle. NaN counts as larger than infinity.
 */
export function medianFilter<D extends Dtype>(image: LazyArray<D>, options: MedianFilterOptions): LazyArray<D> {
  const neighbourhood = neighbourhoodOf(image, options, "medianFilter");
  return atRank(image, neighbourhood, neighbourhood.voxels >> 1, options);
}
