/** @module */

import { GeometryError } from "../errors.ts";
import type { PerAxis } from "../geometry/axes.ts";
import { toFrameVec } from "../geometry/frame.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { type Boundary, gaussianWeights } from "../kernels/filters/index.ts";
import { applyKernel, requireFramewise, spaceOf } from "./apply.ts";
import { inOption } from "./option.ts";

/** Voxels; a wider Gaussian is a mistake in a unit, or work for a coarser level. */
const WIDEST = 10_000;

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
  if (!(truncate > 0)) throw new GeometryError(`Expected truncate to be more than 0, found ${truncate}.`, { option: "truncate" });
  if (!Number.isFinite(constantValue))
    throw new GeometryError(`Expected a finite constantValue, found ${constantValue}.`, { option: "constantValue" });
  const sigma = inOption("sigma", () => sigmaOf(image, options.sigma));
  const weights = toFrameVec(sigma, 0).map((s) => gaussianWeights(s, truncate));
  return inOption("boundary", () => applyKernel("gaussian", { weights, boundary, constantValue }, [image]));
}

/** Standard deviations in voxels, per axis. */
function sigmaOf(image: LazyArray, given: GaussianFilterOptions["sigma"]): number[] {
  const frames = image.ndim > 3;
  if (frames && (typeof given === "number" || typeof given === "string"))
    requireFramewise(
      image.shape.map(() => 1),
      image,
      "sigma",
    );
  const sigma = spaceOf(image).voxels(given, "sigma", frames ? 0 : undefined);
  const bad = sigma.findIndex((s) => !(s >= 0 && s <= WIDEST));
  if (bad >= 0) {
    throw new GeometryError(`Expected sigma from 0 to ${WIDEST} voxels on axis ${image.axes[bad]}, found ${sigma[bad]}.`, {
      hint: "Check its unit and the spacing of the image.",
    });
  }
  requireFramewise(sigma, image, "sigma");
  return sigma;
}
