/**
 * How far the region a block reads reaches past the region it writes.
 * @module
 */
import { add, checkWhole, fill, maximum, sameDims, type Vec } from "./vec.ts";

/**
 * Voxels read beyond the written ones, per axis: `before` the low and `after` the high corner.
 * The two differ for even footprints and for causal filters.
 */
export interface Halo {
  readonly before: Vec;
  readonly after: Vec;
}

/** The halo of an operation that looks at one voxel only. */
export const noHalo = (ndim: number): Halo => ({ before: fill(ndim, 0), after: fill(ndim, 0) });

/** The same reach on both sides. */
export const symmetricHalo = (reach: Vec): Halo => ({ before: reach, after: reach });

/** The halo of two operations one after the other: the reaches add up. */
export const chainHalos = (a: Halo, b: Halo): Halo => ({ before: add(a.before, b.before), after: add(a.after, b.after) });

/** The halo of two operations side by side on one input: the larger reach. */
export const joinHalos = (a: Halo, b: Halo): Halo => ({ before: maximum(a.before, b.before), after: maximum(a.after, b.after) });

/** Throws GeometryError unless both sides have `ndim` whole numbers of 0 or more. */
export function checkHalo(halo: Halo, ndim: number): void {
  for (const side of ["before", "after"] as const) {
    sameDims(fill(ndim, 0), halo[side], `a halo (${side})`);
    checkWhole(halo[side], `a halo (${side})`, 0);
  }
}
