/** @module */
import type { PerAxis } from "../geometry/axes.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { add } from "./arithmetic.ts";
import { type BorderOptions, bothSides, filtered } from "./filtered.ts";
import { checkTruncate, farthest, gaussianPasses, sigmaOf, unitVectors } from "./gaussian.ts";
import { applySeparable } from "./separable.ts";

export interface GaussianLaplaceOptions extends BorderOptions {
  /** Standard deviation, above 0 on the last three axes: voxels (a number) or a length ("12 um"), for all axes or per axis by name. */
  readonly sigma: PerAxis<number | string>;
  /** Where the kernel is cut, in standard deviations. @default 4, as scipy.ndimage */
  readonly truncate?: number | undefined;
}

/**
 * The Laplacian of a Gaussian: the sum of its second derivatives along all axes (`scipy.ndimage.gaussian_laplace`), per voxel, whatever the spacing.
 * Bright blobs of radius `sigma x sqrt(ndim)` have minima. float32 (float64 for float64).
 */
export function gaussianLaplace(image: LazyArray, options: GaussianLaplaceOptions): LazyArray<"float32" | "float64"> {
  const { truncate = 4 } = options;
  checkTruncate(truncate);
  const sigma = sigmaOf(image, options.sigma);
  const parts = unitVectors(image).map((unit) =>
    gaussianPasses(
      sigma,
      truncate,
      unit.map((n) => 2 * n),
    ),
  );
  return filtered(image, bothSides(farthest(parts)), options, (padded, border) =>
    parts.map((part): LazyArray => applySeparable(padded, part, border)).reduce(add),
  ) as LazyArray<"float32" | "float64">;
}
