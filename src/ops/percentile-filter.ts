/** @module */
import type { Dtype } from "../array/dtype.ts";
import { GeometryError } from "../errors.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { BorderOptions } from "./filtered.ts";
import { type NeighbourhoodOptions, neighbourhoodOf } from "./neighbourhood.ts";
import { atRank } from "./rank-filter.ts";

export interface PercentileFilterOptions extends NeighbourhoodOptions, BorderOptions {
  /** 0 (the smallest) to 100 (the largest). */
  readonly percentile: number;
}

/**
 * The percentile of the neighbourhood of each voxel, in the dtype of the image: one of its values, at rank `floor(voxels x percentile / 100)` of
 * the sorted ones, the last for 100 (`scipy.ndimage.percentile_filter`). NaN counts as larger than infinity.
 */
export function percentileFilter<D extends Dtype>(image: LazyArray<D>, options: PercentileFilterOptions): LazyArray<D> {
  const { percentile } = options;
  if (!(percentile >= 0 && percentile <= 100))
    throw new GeometryError(`Expected percentile to lie between 0 and 100, found ${percentile}.`, { option: "percentile" });
  const neighbourhood = neighbourhoodOf(image, options, "percentileFilter");
  const { voxels } = neighbourhood;
  return atRank(image, neighbourhood, Math.min(voxels - 1, Math.floor((voxels * percentile) / 100)), options);
}
