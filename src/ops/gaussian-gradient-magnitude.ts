/** @module */
import type { PerAxis } from "../geometry/axes.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { applyKernel } from "./apply.ts";
import { type BorderOptions, bothSides, filtered } from "./filtered.ts";
import { checkTruncate, farthest, gaussianPasses, sigmaOf, unitVectors } from "./gaussian.ts";
import { applySeparable } from "./separable.ts";

export interface GaussianGradientMagnitudeOptions extends BorderOptions {
  /** Standard deviation, above 0 on the last three axes: voxels (a number) or a length ("12 um"), for all axes or per axis by name. */
  readonly sigma: PerAxis<number | string>;
  /** Where the kernel is cut, in standard deviations. @default 4, as scipy.ndimage */
  readonly truncate?: number | undefined;
}

/**
 * The length of the gradient, by first derivatives of a Gaussian (`scipy.ndimage.gaussian_gradient_magnitude`): per voxel, whatever the spacing.
 * float32 (float64 for float64).
 */
export function gaussianGradientMagnitude(image: LazyArray, options: GaussianGradientMagnitudeOptions): LazyArray<"float32" | "float64"> {
  const { truncate = 4 } = options;
  checkTruncate(truncate);
  const sigma = sigmaOf(image, options.sigma);
  const parts = unitVectors(image).map((order) => gaussianPasses(sigma, truncate, order));
  return filtered(image, bothSides(farthest(parts)), options, (padded, border) =>
    applyKernel(
      "magnitude",
      {},
      parts.map((part) => applySeparable(padded, part, border)),
    ),
  );
}
