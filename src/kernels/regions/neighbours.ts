/**
 * The neighbours of a voxel that come before it, and what they tell about the Euler number.
 * @module
 */
import type { Triple } from "../kernel.ts";

const sides = [-1, 0, 1] as const;

/** The 13 steps (dz, dy, dx) to the neighbours that come before a voxel in C order, in C order. */
export const neighbourSteps: readonly Triple[] = sides
  .flatMap((dz) => sides.flatMap((dy) => sides.map((dx): Triple => [dz, dy, dx])))
  .slice(0, 13);

/**
 * What a voxel adds to the Euler number, for each set of neighbours before it that belong to the same region (bit d for
 * {@link neighbourSteps}[d]).
 *
 * A region is the union of closed cubes, so that voxels that share a corner are connected; its Euler number is that of the cell
 * complex, vertices - edges + faces - cubes (Toriwaki and Yonekura, Euler number and connectivity indexes of a three dimensional
 * digital picture, Forma 17, 2002). Each cell is counted with the first voxel that it belongs to: of the 27 cells of a voxel those
 * are new that no neighbour before it shares.
 */
export function eulerTable(): Int8Array {
  const table = new Int8Array(1 << 13);
  const low = 0;
  const high = 2;
  const cells = sides.flatMap((z) => sides.flatMap((y) => sides.map((x) => [z + 1, y + 1, x + 1] as const)));
  /** Per cell: the neighbours that share it, and its sign. A cell that lies in the middle along an axis extends along it. */
  const parts = cells.map((cell) => ({
    sign: cell.filter((side) => side !== low && side !== high).length % 2 === 0 ? 1 : -1,
    shared: neighbourSteps.reduce((mask, step, d) => {
      const touches = step.every((n, axis) => n === 0 || cell[axis] === (n < 0 ? low : high));
      return touches ? mask | (1 << d) : mask;
    }, 0),
  }));
  for (let mask = 0; mask < table.length; mask++)
    table[mask] = parts.reduce((sum, { sign, shared }) => ((mask & shared) === 0 ? sum + sign : sum), 0);
  return table;
}
