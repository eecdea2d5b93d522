/** @module */
import { GeometryError } from "../errors.ts";
import type { LabelImage, LazyArray, Mask } from "../graph/lazy-array.ts";
import { requireLabels } from "../ops/apply.ts";
import { label } from "./label.ts";
import { required } from "./remove-small-objects.ts";
import { atBorder, selected } from "./selected.ts";

export interface ClearBorderOptions {
  /** Needed for a mask: how its voxels are joined to objects, 1 = faces, up to the number of axes = corners too (scikit-image's choice). */
  readonly connectivity?: number | undefined;
}

/** Removes the objects that touch the border of the image: whatever of them was cut off cannot be measured. Labels keep their numbers. */
export function clearBorder(mask: Mask, options: ClearBorderOptions): Mask;
export function clearBorder(labels: LabelImage, options?: ClearBorderOptions): LabelImage;
export function clearBorder(image: LazyArray, { connectivity }: ClearBorderOptions = {}): LazyArray {
  if (image.dtype === "bool") {
    const objects = label(image as Mask, { connectivity: required(connectivity) });
    return selected(objects, atBorder(image), { background: false, inside: false, outside: true });
  }
  requireLabels(image, "clearBorder");
  if (connectivity !== undefined)
    throw new GeometryError("Expected no connectivity for a label image: its labels are the objects.", { option: "connectivity" });
  return selected(image as LabelImage, atBorder(image), "labels");
}
