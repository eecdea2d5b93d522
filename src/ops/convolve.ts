/** @module */
import { NdArray } from "../array/nd-array.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { CorrelateOptions } from "./correlate.ts";
import { correlateWeights, originOf, weightsOf } from "./weights.ts";

export type ConvolveOptions = CorrelateOptions;

/**
 * Convolves with weights (`scipy.ndimage.convolve`): {@link correlate} with the weights mirrored. float32 (float64 for float64).
 */
export function convolve(image: LazyArray, options: ConvolveOptions): LazyArray<"float32" | "float64"> {
  const weights = weightsOf(image, options.weights);
  const origin = originOf(image, weights, options.origin ?? 0);
  const mirrored = NdArray.zeros("float64", weights.shape);
  weights.data.forEach((weight, i) => {
    mirrored.data[weights.size - 1 - i] = weight;
  });
  // The middle of an even filter moves to its other side.
  const moved = origin.map((o, axis) => 0 - o - ((weights.shape[axis] as number) % 2 === 0 ? 1 : 0));
  return correlateWeights(image, mirrored, moved, options);
}
