/** @module */
import type { Dtype } from "../array/dtype.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { dilate } from "./dilate.ts";
import { erode } from "./erode.ts";
import type { Footprint } from "./footprint.ts";

export interface ClosingOptions {
  readonly footprint: Footprint;
}

/** Dilation, then erosion: fills what the mirrored footprint does not fit into, gaps of a mask; valleys narrower than it, of a grey image. Borders as in scikit-image: what lies outside is ignored. */
export const closing = <D extends Dtype>(image: LazyArray<D>, options: ClosingOptions): LazyArray<D> =>
  erode(dilate(image, options), options);
