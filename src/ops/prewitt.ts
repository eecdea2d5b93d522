/** @module */
import type { LazyArray } from "../graph/lazy-array.ts";
import { type GradientOptions, gradient } from "./gradient.ts";

export type PrewittOptions = GradientOptions;

/**
 * Prewitt's gradient: with an axis, the difference (-1, 0, 1) along it, summed over three voxels along the others (`scipy.ndimage.prewitt`);
 * without, the length of the vector of these. Not normalised: a slope of 1 a voxel gives `2 x 3^(n - 1)` along one of n axes. Whatever the
 * spacing. float32 (float64 for float64).
 */
export function prewitt(image: LazyArray, options: PrewittOptions = {}): LazyArray<"float32" | "float64"> {
  return gradient(image, [1, 1], options);
}
