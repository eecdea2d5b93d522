/** @module */
import type { LazyArray } from "../graph/lazy-array.ts";
import { type GradientOptions, gradient } from "./gradient.ts";

export type SobelOptions = GradientOptions;

/**
 * Sobel's gradient: with an axis, the difference (-1, 0, 1) along it, smoothed by (1, 2, 1) along the others (`scipy.ndimage.sobel`); without, the
 * length of the vector of these. Not normalised: a slope of 1 a voxel gives `2 x 4^(n - 1)` along one of n axes, and scikit-image's `sobel`
 * is this divided by `2 x 4^(n - 1) x sqrt(n)`. Whatever the spacing. float32 (float64 for float64).
 */
export function sobel(image: LazyArray, options: SobelOptions = {}): LazyArray<"float32" | "float64"> {
  return gradient(image, [2, 1], options);
}
