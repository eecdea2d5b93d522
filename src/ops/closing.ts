/** @module */
import type { Mask } from "../graph/lazy-array.ts";
import { dilate } from "./dilate.ts";
import { erode } from "./erode.ts";
import type { Footprint } from "./footprint.ts";

export interface ClosingOptions {
  readonly footprint: Footprint;
}

/** Dilation, then erosion: fills what the footprint does not fit into. Borders as in scikit-image: what lies outside is ignored. */
export const closing = (mask: Mask, options: ClosingOptions): Mask => erode(dilate(mask, options), options);
