/** @module */
import type { Dtype } from "../array/dtype.ts";
import { type PerAxis, perAxis } from "../geometry/axes.ts";
import { downsampled } from "../graph/downsample.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { Resample } from "../kernels/downsample.ts";

export interface DownsampleOptions {
  /** Voxels per window, 1 to 8 per axis; axes before the last three keep theirs: 1. By name, axes left out have 1. */
  readonly factor: PerAxis;
  /** `mean` or `mode`. @default mode for masks and labels (bool, uint32, uint64), where a mean has no meaning; else mean */
  readonly resample?: Resample | undefined;
}

/**
 * The image at a lower resolution: every window of `factor` voxels becomes one, from the first voxel on; the last windows hold what is
 * left. Of the same dtype; means of integers are rounded half to even, modes that come equally often go to the smallest label but 0.
 *
 * Throws GeometryError for other factors, for the mean of a mask and for the mode of floats.
 */
export function downsample<D extends Dtype>(image: LazyArray<D>, { factor, resample }: DownsampleOptions): LazyArray<D> {
  return downsampled(image, perAxis(factor, image.axes, "factor", 1), resample);
}
