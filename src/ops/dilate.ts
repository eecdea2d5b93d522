/** @module */
import type { Mask } from "../graph/lazy-array.ts";
import { applyKernel, requireMask } from "./apply.ts";
import { type Footprint, footprintFor } from "./footprint.ts";
import { inOption } from "./option.ts";

export interface DilateOptions {
  readonly footprint: Footprint;
  /**
   * What lies outside the image.
   * @default 0: nothing grows in from the border
   */
  readonly borderValue?: 0 | 1 | undefined;
}

/** True where the footprint, mirrored, meets the mask. */
export function dilate(mask: Mask, options: DilateOptions): Mask {
  requireMask(mask, "dilate");
  const { borderValue } = options;
  return inOption("footprint", () => {
    const footprint = footprintFor(mask, options.footprint);
    return applyKernel<"bool">("dilate", borderValue === undefined ? { footprint } : { footprint, borderValue }, [mask]);
  });
}
