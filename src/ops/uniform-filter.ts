/** @module */
import type { PerAxis } from "../geometry/axes.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { applyKernel } from "./apply.ts";
import { cast } from "./cast.ts";
import { type BorderOptions, filtered } from "./filtered.ts";
import { boxReach } from "./neighbourhood.ts";

export interface UniformFilterOptions extends BorderOptions {
  /**
   * Voxels of the box, for all axes or per axis by name; 1 leaves an axis alone. An even box has one voxel more before its centre than after, as in
   * scipy.ndimage. Axes before the last three: 1 unless named.
   */
  readonly size: PerAxis<number>;
}

/**
 * The mean of the box around each voxel: float32 (float64 for float64). `scipy.ndimage.uniform_filter` on float64, but without its running sums:
 * sums of integers are exact, and a NaN reaches only the voxels whose box holds it.
 */
export function uniformFilter(image: LazyArray, options: UniformFilterOptions): LazyArray<"float32" | "float64"> {
  const reach = boxReach(image, options.size);
  return filtered(image, reach, options, (padded, border) => {
    const numbers = padded.dtype === "bool" ? cast(padded, { dtype: "uint8" }) : padded;
    return applyKernel("uniform", { before: reach.before, after: reach.after, ...border }, [numbers]);
  });
}
