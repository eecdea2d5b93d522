/** @module */
import type { LazyArray } from "../graph/lazy-array.ts";
import { closing } from "./closing.ts";
import type { Footprint } from "./footprint.ts";
import { excess } from "./morphology.ts";
import { opening } from "./opening.ts";

export interface TopHatOptions {
  readonly footprint: Footprint;
}

/**
 * What an opening takes away: bright details that the footprint does not fit into. Of a mask its voxels that the opening lacks. Unsigned and
 * float images keep their dtype; of signed ones the result has the dtype of a difference.
 */
export const whiteTopHat = (image: LazyArray, options: TopHatOptions): LazyArray => excess(image, opening(image, options));

/** What a closing adds: dark details that the mirrored footprint does not fit into. Dtypes as of whiteTopHat. */
export const blackTopHat = (image: LazyArray, options: TopHatOptions): LazyArray => excess(closing(image, options), image);
