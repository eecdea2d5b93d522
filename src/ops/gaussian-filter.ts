/** @module */

import { GeometryError } from "../errors.ts";
import type { PerAxis } from "../geometry/axes.ts";
import { toFrameVec } from "../geometry/frame.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { type Boundary, gaussianWeights } from "../kernels/filters/index.ts";
import { applyKernel, requireFramewise, spaceOf } from "./apply.ts";

export interface GaussianFilterOptions {
  /** Standard deviation: voxels (a number) or a length ("12 um"), for all axes or per axis by name. Axes before the last three: 0 unless named. */
  readonly sigma: PerAxis<number | string>;
  /** Where the kernel is cut, in standard deviations. @default 4, as scipy.ndimage */
  readonly truncate?: number | undefined;
  /** What lies past the image. @default "reflect" (d c b a | a b c d | d c b a), as scipy.ndimage */
  readonly boundary?: Boundary | undefined;
  /** The value past the image for boundary "constant". @default 0 */
  readonly constantValue?: number | undefined;
}

/**
 * Smooths with a Gaussian (a cut, normalised FIR kernel, as `scipy.ndimage.gaussian_filter`). The result is float32 (float64
 * for float64), never rescaled. NaN spreads over the kernel's reach.
 */
export function gaussianFilter(image: LazyArray, options: GaussianFilterOptions): LazyArray<"float32" | "float64"> {
  const { truncate = 4, boundary = "reflect", constantValue = 0 } = options;
  if (!(truncate > 0)) throw new GeometryError(`Expected truncate to be more than 0, found ${truncate}.`);
  const frames = image.ndim > 3;
  if (frames && (typeof options.sigma === "number" || typeof options.sigma === "string"))
    requireFramewise(
      image.shape.map(() => 1),
      image,
      "sigma",
    );
  const sigma = spaceOf(image).voxels(options.sigma, "sigma", frames ? 0 : undefined);
  const bad = sigma.findIndex((s) => !(s >= 0 && Number.isFinite(s)));
  if (bad >= 0) throw new GeometryError(`Expected sigma to be 0 or more on axis ${image.axes[bad]}, found ${sigma[bad]}.`);
  requireFramewise(sigma, image, "sigma");
  const weights = toFrameVec(sigma, 0).map((s) => gaussianWeights(s, truncate));
  return applyKernel("gaussian", { weights, boundary, constantValue }, [image]);
}
