/** @module */

import { GeometryError } from "../errors.ts";
import type { PerAxis } from "../geometry/axes.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { add, multiply, subtract } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { type BorderOptions, filtered } from "./filtered.ts";
import { checkTruncate, gaussianPasses, sigmaOf } from "./gaussian.ts";
import { applySeparable, separableReach } from "./separable.ts";

export interface UnsharpMaskOptions extends BorderOptions {
  /** Standard deviation of the blur: voxels (a number) or a length ("12 um"), for all axes or per axis by name. */
  readonly sigma: PerAxis<number | string>;
  /** How much of the details is added; below 0 they are taken away. @default 1, as scikit-image */
  readonly amount?: number | undefined;
  /** Where the blur is cut, in standard deviations. @default 4, as scikit-image */
  readonly truncate?: number | undefined;
}

/**
 * Sharpens: adds to the image what a blur takes from it, `image + amount x (image - blurred)` (`skimage.filters.unsharp_mask` on values as they are,
 * neither rescaled nor clipped; its radius is sigma). float32 (float64 for float64).
 */
export function unsharpMask(image: LazyArray, options: UnsharpMaskOptions): LazyArray<"float32" | "float64"> {
  const { amount = 1, truncate = 4 } = options;
  checkTruncate(truncate);
  if (!Number.isFinite(amount)) throw new GeometryError(`Expected a finite amount, found ${amount}.`, { option: "amount" });
  const still = image.shape.map(() => 0);
  const blur = gaussianPasses(sigmaOf(image, options.sigma), truncate, still);
  const dtype = image.dtype === "float64" ? "float64" : "float32";
  return filtered(image, separableReach(blur), options, (padded, border) => {
    const values = cast(padded, { dtype });
    const details = subtract(values, applySeparable(padded, blur, border));
    return cast(add(values, multiply(details, amount)), { dtype });
  }) as LazyArray as LazyArray<"float32" | "float64">;
}
