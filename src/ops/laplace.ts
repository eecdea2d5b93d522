/** @module */
import type { LazyArray } from "../graph/lazy-array.ts";
import type { Term } from "../kernels/filters/index.ts";
import { type BorderOptions, frameAxes } from "./filtered.ts";
import { correlateTerms } from "./weights.ts";

export type LaplaceOptions = BorderOptions;

/**
 * The Laplacian: the sum over the last three axes of the second difference (1, -2, 1), per voxel, whatever the spacing (`scipy.ndimage.laplace`;
 * scikit-image's has the opposite sign). float32 (float64 for float64).
 */
export function laplace(image: LazyArray, options: LaplaceOptions = {}): LazyArray<"float32" | "float64"> {
  const axes = frameAxes(image.ndim);
  const unit = (axis: number, far: number): Term => [axis === 0 ? far : 0, axis === 1 ? far : 0, axis === 2 ? far : 0, 1];
  const terms: Term[] = [
    ...axes.map((axis) => unit(axis, -1)),
    [0, 0, 0, -2 * axes.length],
    ...axes.toReversed().map((axis) => unit(axis, 1)),
  ];
  return correlateTerms(image, terms, options);
}
