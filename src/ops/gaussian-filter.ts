/** @module */
import type { PerAxis } from "../geometry/axes.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { type BorderOptions, filtered } from "./filtered.ts";
import { checkTruncate, gaussianPasses, orderOf, sigmaOf } from "./gaussian.ts";
import { applySeparable, separableReach } from "./separable.ts";

export interface GaussianFilterOptions extends BorderOptions {
  /** Standard deviation: voxels (a number) or a length ("12 um"), for all axes or per axis by name. Axes before the last three: 0 unless named. */
  readonly sigma: PerAxis<number | string>;
  /** Where the kernel is cut, in standard deviations. @default 4, as scipy.ndimage */
  readonly truncate?: number | undefined;
  /**
   * Which derivative of the Gaussian, for all axes or per axis by name: 0 smooths, 1 is the first derivative, ... Per voxel, whatever the
   * spacing. A derivative needs a sigma above 0. @default 0 on all axes
   */
  readonly order?: PerAxis<number> | undefined;
}

/**
 * Smooths with a Gaussian (a cut, normalised FIR kernel, as `scipy.ndimage.gaussian_filter`), or filters with its derivatives. The result is float32
 * (float64 for float64), never rescaled. NaN spreads over the kernel's reach.
 */
export function gaussianFilter(image: LazyArray, options: GaussianFilterOptions): LazyArray<"float32" | "float64"> {
  const { truncate = 4, order = 0 } = options;
  checkTruncate(truncate);
  const passes = gaussianPasses(sigmaOf(image, options.sigma), truncate, orderOf(image, order));
  return filtered(image, separableReach(passes), options, (padded, border) => applySeparable(padded, passes, border));
}
