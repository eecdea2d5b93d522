/** @module */
import type { Mask } from "../graph/lazy-array.ts";
import { dilate } from "./dilate.ts";
import { erode } from "./erode.ts";
import type { Footprint } from "./footprint.ts";

export interface OpeningOptions {
  readonly footprint: Footprint;
}

/** Erosion, then dilation: removes what the footprint does not fit into. Borders as in scikit-image: what lies outside is ignored. */
export const opening = (mask: Mask, options: OpeningOptions): Mask => dilate(erode(mask, options), options);
