/**
 * Neighbourhoods of filters as users give them: a box by its size, or any footprint.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { type PerAxis, perAxis } from "../geometry/axes.ts";
import { toFrameVec } from "../geometry/frame.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { RankParams } from "../kernels/filters/index.ts";
import type { Triple } from "../kernels/kernel.ts";
import { footprintRows } from "../kernels/morphology/footprint.ts";
import { requireFramewise } from "./apply.ts";
import type { Reach } from "./filtered.ts";
import { type Footprint, footprintFor } from "./footprint.ts";
import { inOption } from "./option.ts";

/** One of the two. */
export interface NeighbourhoodOptions {
  /**
   * Voxels of a box, for all axes or per axis by name; 1 leaves an axis alone. An even box has one voxel more before its centre than after, as in
   * scipy.ndimage. Axes before the last three: 1 unless named.
   */
  readonly size?: PerAxis<number> | undefined;
  /** Which neighbours count: a ball, a box, a cross, or any offsets. */
  readonly footprint?: Footprint | undefined;
}

/** A box wider than this is a mistake, or work for a coarser level. */
const WIDEST = 10_000;

/** A box, or rows of any footprint. */
export type Neighbourhood = { readonly rows: RankParams["rows"]; readonly voxels: number; readonly reach: Reach; readonly box: boolean };

/** The neighbourhood that options give. */
export function neighbourhoodOf(image: LazyArray, { size, footprint }: NeighbourhoodOptions, what: string): Neighbourhood {
  if ((size === undefined) === (footprint === undefined)) {
    throw new GeometryError(`Expected either size or footprint for ${what}, found ${size === undefined ? "neither" : "both"}.`, {
      hint: "For example { size: 3 } or { footprint: ball(2) }.",
      option: size === undefined ? "size" : "footprint",
    });
  }
  if (size !== undefined) return boxNeighbourhood(boxReach(image, size));
  const rows = inOption("footprint", () => footprintRows(footprintFor(image, footprint as Footprint)));
  const reach = reachOf(rows);
  const box = boxNeighbourhood(reach);
  const voxels = rows.reduce((sum, [, , x0, x1]) => sum + x1 - x0 + 1, 0);
  return voxels === box.voxels ? box : { rows, voxels, reach, box: false };
}

/** How far a box of this size reaches. */
export function boxReach(image: LazyArray, size: PerAxis<number>): Reach {
  return inOption("size", () => {
    const frames = image.ndim > 3;
    const given = frames && typeof size === "number" ? Object.fromEntries(image.axes.slice(-3).map((a) => [a, size])) : size;
    const sizes = perAxis<number>(given, image.axes, "size", frames ? 1 : undefined);
    const bad = sizes.findIndex((n) => !(Number.isInteger(n) && n >= 1 && n <= WIDEST));
    if (bad >= 0) {
      throw new GeometryError(`Expected a whole size from 1 to ${WIDEST} voxels on axis ${image.axes[bad]}, found ${sizes[bad]}.`, {
        hint: "Work on a coarser level for wider boxes.",
      });
    }
    requireFramewise(
      sizes.map((n) => n - 1),
      image,
      "size - 1",
    );
    const [z, y, x] = toFrameVec(sizes, 1);
    return { before: [z >> 1, y >> 1, x >> 1], after: [(z - 1) >> 1, (y - 1) >> 1, (x - 1) >> 1] };
  });
}

function boxNeighbourhood(reach: Reach): Neighbourhood {
  const { before, after } = reach;
  const rows: RankParams["rows"][number][] = [];
  for (let z = 0 - before[0]; z <= after[0]; z++)
    for (let y = 0 - before[1]; y <= after[1]; y++) rows.push([z, y, 0 - before[2], after[2]]);
  return { rows, voxels: rows.length * (before[2] + after[2] + 1), reach, box: true };
}

function reachOf(rows: RankParams["rows"]): Reach {
  const most = (of: (row: RankParams["rows"][number]) => number): number => Math.max(0, ...rows.map(of));
  const before: Triple = [most(([dz]) => 0 - dz), most(([, dy]) => 0 - dy), most(([, , x0]) => 0 - x0)];
  return { before, after: [most(([dz]) => dz), most(([, dy]) => dy), most(([, , , x1]) => x1)] };
}
