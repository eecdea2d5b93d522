/** @module */
import { GeometryError } from "../errors.ts";
import type { LabelImage, LazyArray, Mask } from "../graph/lazy-array.ts";
import { requireLabels } from "../ops/apply.ts";
import { label } from "./label.ts";
import { selected, small } from "./selected.ts";

export interface RemoveSmallObjectsOptions {
  /** Objects of so many voxels or fewer are removed, as scikit-image's max_size. */
  readonly maxSize: number;
  /** Needed for a mask: how its voxels are joined to objects, 1 = faces, up to the number of axes = corners too. A label image says that itself. */
  readonly connectivity?: number | undefined;
}

/** Removes small objects: connected components from a mask; from a label image the labels of few voxels, wherever they lie. */
export function removeSmallObjects(mask: Mask, options: RemoveSmallObjectsOptions): Mask;
export function removeSmallObjects(labels: LabelImage, options: RemoveSmallObjectsOptions): LabelImage;
export function removeSmallObjects(image: LazyArray, { maxSize, connectivity }: RemoveSmallObjectsOptions): LazyArray {
  const rule = small(maxSize);
  if (image.dtype === "bool") {
    const objects = label(image as Mask, { connectivity: required(connectivity) });
    return selected(objects, rule, { background: false, inside: false, outside: true });
  }
  requireLabels(image, "removeSmallObjects");
  if (connectivity !== undefined)
    throw new GeometryError("Expected no connectivity for a label image: its labels are the objects.", { option: "connectivity" });
  return selected(image as LabelImage, rule, "labels");
}

/** The connectivity of a mask. */
export function required(connectivity: number | undefined): number {
  if (connectivity !== undefined) return connectivity;
  throw new GeometryError("Expected a connectivity for a mask, found none.", {
    hint: "Give 1 for neighbours across faces, up to the number of axes for corners too.",
    option: "connectivity",
  });
}
