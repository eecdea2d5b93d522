/** @module */
import type { LazyArray } from "../graph/lazy-array.ts";
import { dilate } from "./dilate.ts";
import { erode } from "./erode.ts";
import type { Footprint } from "./footprint.ts";
import { excess } from "./morphology.ts";

export interface MorphologicalGradientOptions {
  readonly footprint: Footprint;
}

/**
 * Dilation less erosion (Beucher's gradient): how much values vary within the footprint. Of a mask: its outline, on both sides. The footprint
 * should hold its centre, else a dilation may lie below the erosion: that is an error for unsigned images. Dtypes as of whiteTopHat.
 */
export const morphologicalGradient = (image: LazyArray, options: MorphologicalGradientOptions): LazyArray =>
  excess(dilate(image, options), erode(image, options));
