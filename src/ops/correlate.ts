/** @module */
import type { NdArray } from "../array/nd-array.ts";
import type { Nested } from "../array/nested.ts";
import type { PerAxis } from "../geometry/axes.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { BorderOptions } from "./filtered.ts";
import { correlateWeights, originOf, weightsOf } from "./weights.ts";

export interface CorrelateOptions extends BorderOptions {
  /** One weight per voxel: nested lists or an array, with as many axes as the image (the last three of more). */
  readonly weights: Nested | NdArray;
  /**
   * Moves the filter: with 0 its voxel `floor(n / 2)` lies on the voxel that is computed, with 1 the one after. For all axes or per axis by name.
   * @default 0, as scipy.ndimage
   */
  readonly origin?: PerAxis<number> | undefined;
}

/**
 * Weighs the neighbours of each voxel and adds them up (`scipy.ndimage.correlate`): float32 (float64 for float64). Weights of 0 are left
 * out, so that NaN spreads only to where it is weighed.
 */
export function correlate(image: LazyArray, options: CorrelateOptions): LazyArray<"float32" | "float64"> {
  const weights = weightsOf(image, options.weights);
  return correlateWeights(image, weights, originOf(image, weights, options.origin ?? 0), options);
}
