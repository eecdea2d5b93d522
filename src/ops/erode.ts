/** @module */
import type { Mask } from "../graph/lazy-array.ts";
import { applyKernel, requireMask } from "./apply.ts";
import { type Footprint, footprintFor } from "./footprint.ts";
import { inOption } from "./option.ts";

export interface ErodeOptions {
  readonly footprint: Footprint;
  /**
   * What lies outside the image.
   * @default 1: erosion does not eat in from the border, as in scikit-image; 0 is the default of SciPy
   */
  readonly borderValue?: 0 | 1 | undefined;
}

/** True where the whole footprint lies within the mask. */
export function erode(mask: Mask, options: ErodeOptions): Mask {
  requireMask(mask, "erode");
  const { borderValue } = options;
  return inOption("footprint", () => {
    const footprint = footprintFor(mask, options.footprint);
    return applyKernel<"bool">("erode", borderValue === undefined ? { footprint } : { footprint, borderValue }, [mask]);
  });
}
