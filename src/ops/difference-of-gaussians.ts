/** @module */

import { GeometryError } from "../errors.ts";
import type { PerAxis } from "../geometry/axes.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { subtract } from "./arithmetic.ts";
import { type BorderOptions, bothSides, filtered } from "./filtered.ts";
import { checkTruncate, farthest, gaussianPasses, sigmaOf } from "./gaussian.ts";
import { applySeparable } from "./separable.ts";

/** What `skimage.filters.difference_of_gaussians` takes: near the Laplacian of a Gaussian. */
const WIDER = 1.6;

export interface DifferenceOfGaussiansOptions extends BorderOptions {
  /** Standard deviation of the narrower Gaussian: voxels (a number) or a length ("12 um"), for all axes or per axis by name. */
  readonly lowSigma: PerAxis<number | string>;
  /** Standard deviation of the wider Gaussian, nowhere below the narrower. @default 1.6 lowSigma, as scikit-image */
  readonly highSigma?: PerAxis<number | string> | undefined;
  /** Where the kernels are cut, in standard deviations. @default 4, as scikit-image */
  readonly truncate?: number | undefined;
}

/**
 * The image smoothed a little less the image smoothed more: structures of a size between (`skimage.filters.difference_of_gaussians`, on values as
 * they are; its boundary is "nearest"). float32 (float64 for float64).
 */
export function differenceOfGaussians(image: LazyArray, options: DifferenceOfGaussiansOptions): LazyArray<"float32" | "float64"> {
  const { truncate = 4 } = options;
  checkTruncate(truncate);
  const low = sigmaOf(image, options.lowSigma, "lowSigma");
  const high = options.highSigma === undefined ? low.map((s) => s * WIDER) : sigmaOf(image, options.highSigma, "highSigma");
  const bad = high.findIndex((s, axis) => s < (low[axis] as number));
  if (bad >= 0) {
    throw new GeometryError(
      `Expected highSigma to be at least lowSigma (${low[bad]} voxels) on axis ${image.axes[bad]}, found ${high[bad]}.`,
      {
        option: "highSigma",
      },
    );
  }
  const still = image.shape.map(() => 0);
  const [narrow, wide] = [gaussianPasses(low, truncate, still), gaussianPasses(high, truncate, still)];
  return filtered(image, bothSides(farthest([narrow, wide])), options, (padded, border) =>
    subtract(applySeparable(padded, narrow, border), applySeparable(padded, wide, border)),
  ) as LazyArray<"float32" | "float64">;
}
