/** @module */
import { GeometryError, UnsupportedError } from "../errors.ts";
import { type LabelImage, LazyArray, type Mask } from "../graph/lazy-array.ts";
import { mergeNode } from "../graph/nodes.ts";
import { requireMask } from "../ops/apply.ts";

export interface LabelOptions {
  /** How many axes two neighbours may differ in: 1 = faces, up to the number of axes = corners too. */
  readonly connectivity: number;
}

/**
 * Numbers the connected components of a mask: 1, 2, ... in the order of their first voxels (C order), 0 is background; the same
 * numbers as `scipy.ndimage.label`, whatever the blocks. Components may span any number of blocks. More than 2^32 - 1 are an error.
 */
export function label(mask: Mask, options: LabelOptions): LabelImage {
  requireMask(mask, "label");
  if (mask.ndim > 3) {
    throw new UnsupportedError(`Expected a mask of one to three axes for label, found ${mask.ndim} (${mask.axes.join(", ")}).`, {
      hint: "Label one time point or channel at a time: slice it.",
      option: "input",
    });
  }
  const { connectivity } = options;
  if (!Number.isInteger(connectivity) || connectivity < 1 || connectivity > mask.ndim) {
    throw new GeometryError(
      `Expected connectivity from 1 (faces) to ${mask.ndim} (corners) for ${mask.ndim} axes, found ${connectivity}.`,
      {
        option: "connectivity",
      },
    );
  }
  return new LazyArray<"uint32">(mergeNode("label", { connectivity, dtype: "uint32" }, [mask.node]), mask, mask.chunks);
}
