/** @module */
import type { LazyArray, Mask } from "../graph/lazy-array.ts";
import { applyKernel, requireMask } from "./apply.ts";
import { type Footprint, footprintFor } from "./footprint.ts";

export interface DilateOptions {
  readonly footprint: Footprint;
  /**
   * What lies outside the image.
   * @default 0: nothing grows in from the border
   */
  readonly borderValue?: 0 | 1 | undefined;
}

/** True where the footprint, mirrored, meets the mask. */
export function dilate(mask: LazyArray, options: DilateOptions): Mask {
  requireMask(mask, "dilate");
  const footprint = footprintFor(mask, options.footprint);
  const { borderValue } = options;
  return applyKernel<"bool">("dilate", borderValue === undefined ? { footprint } : { footprint, borderValue }, [mask]);
}
