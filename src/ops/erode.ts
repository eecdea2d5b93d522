/** @module */
import type { LazyArray, Mask } from "../graph/lazy-array.ts";
import { applyKernel, requireMask } from "./apply.ts";
import { type Footprint, footprintFor } from "./footprint.ts";

export interface ErodeOptions {
  readonly footprint: Footprint;
  /**
   * What lies outside the image.
   * @default 1: erosion does not eat in from the border, as in scikit-image; 0 is the default of SciPy
   */
  readonly borderValue?: 0 | 1 | undefined;
}

/** True where the whole footprint lies within the mask. */
export function erode(mask: LazyArray, options: ErodeOptions): Mask {
  requireMask(mask, "erode");
  const footprint = footprintFor(mask, options.footprint);
  const { borderValue } = options;
  return applyKernel<"bool">("erode", borderValue === undefined ? { footprint } : { footprint, borderValue }, [mask]);
}
