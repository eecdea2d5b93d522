/**
 * Where an array lies when its file gives a direction in the world for each axis.
 * @module
 */
import type { ArrayInfo } from "../source.ts";

/** Spacing and translation per axis in the order of the directions (fastest first), and a matrix where these two cannot say it. */
export interface Placement extends Pick<ArrayInfo, "affine"> {
  readonly spacing: readonly number[];
  readonly translation: readonly number[];
}

/** Directions may lean this far, relative to the spacing: the noise of numbers that were rounded to text. */
const straight = 1e-6;

const length = (vector: readonly number[]): number => Math.hypot(...vector);

/**
 * `directions[i]` is the step in the world from one voxel to the next along the i-th axis (x first), `origin` the centre of the
 * first voxel. Directions that run along their own world axis, forward, become spacing and translation. Others (also flips)
 * become the 4 x 4 matrix of voxel (x, y, z, 1) to world (x, y, z, 1), row-major; then spacing is the length of each step and the
 * translation is 0. Up to three axes and three world coordinates. Numbers that are not finite, or a step of 0, say nothing.
 */
export function placementOf(directions: readonly (readonly number[])[], origin: readonly number[]): Placement {
  const usable = directions.every((d) => d.every(Number.isFinite) && length(d) > 0 && Number.isFinite(length(d)));
  if (!usable || directions.length > 3 || origin.length > 3)
    return { spacing: directions.map(() => 1), translation: directions.map(() => 0) };
  const start = origin.map((o) => (Number.isFinite(o) ? o : 0));
  const spacing = directions.map(length);
  const plain =
    directions.every((d, i) => (d[i] ?? 0) > 0 && d.every((value, j) => j === i || Math.abs(value) <= straight * (d[i] as number))) &&
    start.every((o, j) => j < directions.length || o === 0);
  if (plain) return { spacing: directions.map((d, i) => d[i] as number), translation: directions.map((_, i) => start[i] ?? 0) };
  return { spacing, translation: directions.map(() => 0), affine: matrixOf(directions, start) };
}

function matrixOf(directions: readonly (readonly number[])[], origin: readonly number[]): number[][] {
  const columns = [0, 1, 2].map((axis) => directions[axis] ?? missingDirection(directions, axis));
  const rows = [0, 1, 2].map((row) => [...columns.map((column) => column[row] ?? 0), origin[row] ?? 0]);
  return [...rows, [0, 0, 0, 1]];
}

/** The third axis of a plane stands upright on it; that of a plane in a plane, or of a line, is a world axis. */
function missingDirection(directions: readonly (readonly number[])[], axis: number): number[] {
  const [a, b] = directions;
  if (axis === 2 && a?.length === 3 && b?.length === 3) {
    const [ax, ay, az] = a as [number, number, number];
    const [bx, by, bz] = b as [number, number, number];
    const normal = [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
    const size = length(normal);
    if (size > 0) return normal.map((value) => value / size);
  }
  return [0, 1, 2].map((row) => (row === axis ? 1 : 0));
}
