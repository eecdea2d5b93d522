/**
 * Labels chosen by what is known of them over the whole image, and what becomes of them.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { toFrameVec } from "../geometry/frame.ts";
import type { LabelImage, LazyArray } from "../graph/lazy-array.ts";
import { scalarNode } from "../graph/nodes.ts";
import type { LabelSelectionParams, SelectLabelsParams } from "../kernels/selection/index.ts";
import { applyKernel } from "../ops/apply.ts";

/** What becomes of the voxels of a label image, given the labels that a rule chooses. Exact for objects that span any number of blocks. */
export function selected<D extends "bool" | "uint32">(
  labels: LabelImage,
  rule: LabelSelectionParams,
  result: SelectLabelsParams["result"],
): LazyArray<D> {
  const chosen = scalarNode("labelSelection", rule, labels.node);
  return applyKernel<D>("selectLabels", { labels: { $scalar: chosen.id }, result }, [labels], [chosen]);
}

/** Labels of at most so many voxels. */
export function small(maxSize: number): LabelSelectionParams {
  if (!Number.isInteger(maxSize) || maxSize < 0)
    throw new GeometryError(`Expected maxSize to be a whole number of voxels, 0 or more, found ${maxSize}.`, { option: "maxSize" });
  return { rule: "small", maxSize };
}

/** Labels with a voxel at either end of an axis. */
export function atBorder(image: LazyArray): LabelSelectionParams {
  const [z, y, x] = toFrameVec(
    image.shape.map(() => 1),
    0,
  );
  return { rule: "border", axes: [z === 1, y === 1, x === 1] };
}
