/** @module */
import type { Dtype } from "../array/dtype.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { dilate } from "./dilate.ts";
import { erode } from "./erode.ts";
import type { Footprint } from "./footprint.ts";

export interface OpeningOptions {
  readonly footprint: Footprint;
}

/** Erosion, then dilation: removes what the footprint does not fit into, from a mask; peaks narrower than it, from a grey image. Borders as in scikit-image: what lies outside is ignored. */
export const opening = <D extends Dtype>(image: LazyArray<D>, options: OpeningOptions): LazyArray<D> =>
  dilate(erode(image, options), options);
