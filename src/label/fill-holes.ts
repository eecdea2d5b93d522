/** @module */
import type { Mask } from "../graph/lazy-array.ts";
import { requireMask } from "../ops/apply.ts";
import { not } from "../ops/logic.ts";
import { label } from "./label.ts";
import { atBorder, selected } from "./selected.ts";

export interface FillHolesOptions {
  /**
   * How background voxels are joined: 1 = across faces only, so that a wall that is closed but for its corners holds; up to the number of axes. SciPy's
   * binary_fill_holes has 1.
   */
  readonly connectivity: number;
}

/** Fills the holes of a mask: background that no path through background joins to the border of the image, however far it winds. */
export function fillHoles(mask: Mask, options: FillHolesOptions): Mask {
  requireMask(mask, "fillHoles");
  const background = label(not(mask), options);
  return selected<"bool">(background, atBorder(mask), { background: true, inside: false, outside: true });
}
