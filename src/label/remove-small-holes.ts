/** @module */
import type { Mask } from "../graph/lazy-array.ts";
import { requireMask } from "../ops/apply.ts";
import { not } from "../ops/logic.ts";
import { label } from "./label.ts";
import { selected, small } from "./selected.ts";

export interface RemoveSmallHolesOptions {
  /** Holes of so many voxels or fewer are filled, as scikit-image's max_size. */
  readonly maxSize: number;
  /** How background voxels are joined to holes: 1 = faces, up to the number of axes = corners too. */
  readonly connectivity: number;
}

/**
 * Fills small holes of a mask: connected components of its background, those at the border of the image among them, as scikit-image does. For holes of
 * any size that are closed see fillHoles.
 */
export function removeSmallHoles(mask: Mask, { maxSize, connectivity }: RemoveSmallHolesOptions): Mask {
  requireMask(mask, "removeSmallHoles");
  const rule = small(maxSize);
  return selected<"bool">(label(not(mask), { connectivity }), rule, { background: true, inside: true, outside: false });
}
