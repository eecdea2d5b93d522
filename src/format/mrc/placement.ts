/**
 * Where an MRC map lies: spacing, translation, and an affine where the cell is oblique.
 * @module
 */
import type { MrcHeader } from "./header.ts";

export interface Placement {
  /** Per axis of the file: sections, rows, columns. */
  readonly spacing: readonly number[];
  readonly translation: readonly number[];
  /** Voxel (column, row, section, 1) to world (x, y, z, 1), row-major; undefined where the cell is rectangular. */
  readonly affine: readonly (readonly number[])[] | undefined;
  /** False where the file gives no cell. */
  readonly known: boolean;
}

/**
 * The spacing along x is the cell's length by MX, and so on. The first voxel lies at ORIGIN where that is set (MRC2014, image
 * processing), else at NXSTART, NYSTART, NZSTART voxels (CCP4, crystallography), as ChimeraX reads them. IMOD's flag 4 says that
 * the signs of ORIGIN are its own, inverted.
 */
export function placement(header: MrcHeader): Placement {
  const { grid, cell, order, start } = header;
  const known = cell.every((length, axis) => length > 0 && Number.isFinite(length) && (grid[axis] as number) > 0);
  // Indexed by x, y, z.
  const steps = cell.map((length, axis) => (known ? length / (grid[axis] as number) : 1));
  const begins = [0, 1, 2].map((axis) => (start[order.indexOf(axis)] as number) * (steps[axis] as number));
  const origin = originOf(header);
  const oblique = known ? obliqueAxes(header) : undefined;
  const inFileOrder = (values: readonly number[]): number[] => order.toReversed().map((axis) => values[axis] as number);
  const translation = inFileOrder(origin ?? begins);
  if (oblique === undefined) return { spacing: inFileOrder(steps), translation, affine: undefined, known };
  const first = origin ?? oblique.map((row) => row.reduce((sum, value, axis) => sum + value * (begins[axis] as number), 0));
  const affine = oblique.map((row, i) => [...order.map((axis) => (row[axis] as number) * (steps[axis] as number)), first[i] as number]);
  return { spacing: inFileOrder(steps), translation, affine: [...affine, [0, 0, 0, 1]], known };
}

/** ORIGIN along x, y, z, undefined where it is not set. */
function originOf({ origin, imodFlags }: MrcHeader): readonly number[] | undefined {
  if (origin.every((value) => value === 0) || !origin.every(Number.isFinite)) return undefined;
  return imodFlags === undefined || (imodFlags & 4) === 0 ? origin : origin.map((value) => (value === 0 ? 0 : -value));
}

/** Directions (columns) of the cell's edges in a world whose x runs along the first and whose y lies in the plane of the first two. */
function obliqueAxes({ angles }: MrcHeader): readonly (readonly number[])[] | undefined {
  const usable = angles.every((angle) => angle > 0 && angle < 180);
  if (!usable || angles.every((angle) => angle === 90)) return undefined;
  // cos(90 degrees) is exactly 0 here, so that a cell with two right angles has clean zeros.
  const cosines = angles.map((angle) => (angle === 90 ? 0 : Math.cos((angle * Math.PI) / 180)));
  const [alpha, beta, gamma] = cosines as [number, number, number];
  const sine = Math.sqrt(1 - gamma * gamma);
  const across = (alpha - beta * gamma) / sine;
  const height = 1 - beta * beta - across * across;
  if (!(height > 0)) return undefined;
  return [
    [1, gamma, beta],
    [0, sine, across],
    [0, 0, Math.sqrt(height)],
  ];
}
