/**
 * Footprints: the neighbourhoods of morphology, as offsets around a voxel.
 *
 * A {@link Footprint} is plain JSON with one number per axis, slowest first. Kernels take it in frame form, three axes
 * z, y, x, where an axis that the image lacks has radius 0 (ball, cross), size 1 (box) or offset 0.
 * @module
 */
import type { NdArray } from "../../array/nd-array.ts";
import { GeometryError } from "../../errors.ts";
import type { Vec } from "../../geometry/vec.ts";
import type { Triple } from "../kernel.ts";

export type Footprint =
  | { readonly ball: Vec }
  | { readonly box: Vec }
  | { readonly cross: Vec }
  /** Any set of voxels, as offsets from the centre. */
  | { readonly offsets: readonly Vec[] };

/**
 * All voxels whose centres lie within an ellipsoid: sum (d / r)^2 <= 1 over the axes. With equal radii it is
 * scikit-image's `ball` or `disk`. Radii are in voxels and need not be whole, so that `radius / spacing` gives a ball in
 * physical units; one part in 10^9 is forgiven, since such a quotient is rounded (12 / 0.4 is not quite 30).
 */
export const ball = (radius: Vec): Footprint => ({ ball: radius });

/** A box of this shape around its centre; all sizes odd. `box([3, 3, 3])` is the 26-neighbourhood with its centre. */
export const box = (shape: Vec): Footprint => ({ box: shape });

/**
 * The axis-aligned arms of these lengths, and the centre. With length 1 it is SciPy's `generate_binary_structure(ndim, 1)`;
 * with longer arms it stays a cross (it is *not* scikit-image's diamond or octahedron).
 */
export const cross = (length: Vec): Footprint => ({ cross: length });

/** The voxels of an array that are not 0, around the one at half its shape (of an even shape the one behind the middle, as in SciPy). */
export function customFootprint(mask: NdArray): Footprint {
  const offsets: Vec[] = [];
  for (let i = 0; i < mask.size; i++) {
    const index = new Array<number>(mask.shape.length);
    for (let axis = mask.shape.length - 1, rest = i; axis >= 0; axis--) {
      const n = mask.shape[axis] as number;
      index[axis] = rest % n;
      rest = Math.floor(rest / n);
    }
    if (Number(mask.get(...index)) !== 0) offsets.push(index.map((at, axis) => at - Math.floor((mask.shape[axis] as number) / 2)));
  }
  return { offsets };
}

/**
 * A footprint in frame form: `toFrame` lifts one vector of the image's axes to z, y, x and puts the fill value on the
 * axes that the image lacks (geometry's `toFrameVec`).
 */
export function frameFootprint(footprint: Footprint, toFrame: (vec: Vec, fillValue: number) => Triple): Footprint {
  if ("ball" in footprint) return { ball: toFrame(footprint.ball, 0) };
  if ("box" in footprint) return { box: toFrame(footprint.box, 1) };
  if ("cross" in footprint) return { cross: toFrame(footprint.cross, 0) };
  return { offsets: footprint.offsets.map((offset) => toFrame(offset, 0)) };
}

/** Neighbours in one row: layer and row relative to the voxel, and the columns `x0 .. x1`, both included. */
export type FootprintRow = readonly [dz: number, dy: number, x0: number, x1: number];

/** A footprint in frame form as rows, sorted, with as few rows as can be. */
export function footprintRows(footprint: Footprint): FootprintRow[] {
  if ("ball" in footprint) return ballRows(triple(footprint.ball, "radii"));
  if ("box" in footprint) return boxRows(triple(footprint.box, "sizes"));
  if ("cross" in footprint) return crossRows(triple(footprint.cross, "lengths"));
  return offsetRows(footprint.offsets);
}

/** The footprint mirrored at its centre. */
export const reflectRows = (rows: readonly FootprintRow[]): FootprintRow[] =>
  sorted(rows.map(([dz, dy, x0, x1]): FootprintRow => [minus(dz), minus(dy), minus(x1), minus(x0)]));

function ballRows([rz, ry, rx]: Triple): FootprintRow[] {
  requireNotNegative([rz, ry, rx], "a ball's radii");
  const inside = insideEllipsoid([rz, ry, rx]);
  const reach = (r: number): number => Math.floor(r * (1 + tolerance));
  const rows: FootprintRow[] = [];
  for (let dz = minus(reach(rz)); dz <= reach(rz); dz++) {
    for (let dy = minus(reach(ry)); dy <= reach(ry); dy++) {
      let width = reach(rx);
      while (width >= 0 && !inside(dz, dy, width)) width--;
      if (width >= 0) rows.push([dz, dy, minus(width), width]);
    }
  }
  return rows;
}

const tolerance = 1e-9;

/** Multiplied out, so that whole radii compare whole numbers: sum d_i^2 prod_(j != i) r_j^2 <= prod r_j^2 over axes of radius > 0. */
function insideEllipsoid(radii: Triple): (...d: Triple) => boolean {
  const squares = radii.map((r) => (r > 0 ? r * r : 1));
  const [zz, yy, xx] = squares as unknown as Triple;
  if (radii.every((r) => r === radii[0] || r === 0)) {
    const limit = Math.max(...radii) ** 2 * (1 + tolerance);
    return (dz, dy, dx) => dz * dz + dy * dy + dx * dx <= limit;
  }
  const limit = zz * yy * xx * (1 + tolerance);
  return (dz, dy, dx) => dz * dz * yy * xx + dy * dy * zz * xx + dx * dx * zz * yy <= limit;
}

function boxRows(shape: Triple): FootprintRow[] {
  requireOdd(shape, "a box's sizes");
  const [rz, ry, rx] = shape.map((n) => (n - 1) / 2) as unknown as Triple;
  const rows: FootprintRow[] = [];
  for (let dz = minus(rz); dz <= rz; dz++) for (let dy = minus(ry); dy <= ry; dy++) rows.push([dz, dy, minus(rx), rx]);
  return rows;
}

function crossRows(length: Triple): FootprintRow[] {
  requireNotNegative(length, "a cross's arms");
  const [rz, ry, rx] = length.map(Math.floor) as unknown as Triple;
  const rows: FootprintRow[] = [[0, 0, minus(rx), rx]];
  for (let dz = 1; dz <= rz; dz++) rows.push([-dz, 0, 0, 0], [dz, 0, 0, 0]);
  for (let dy = 1; dy <= ry; dy++) rows.push([0, -dy, 0, 0], [0, dy, 0, 0]);
  return sorted(rows);
}

function offsetRows(offsets: readonly Vec[]): FootprintRow[] {
  const points = sorted(offsets.map((offset) => triple(offset, "offsets")).map(([z, y, x]): FootprintRow => [z, y, x, x]));
  const rows: [number, number, number, number][] = [];
  for (const [z, y, x] of points) {
    if (![z, y, x].every(Number.isSafeInteger)) throw new GeometryError(`Expected whole offsets in a footprint, found [${z}, ${y}, ${x}].`);
    const last = rows.at(-1);
    if (last !== undefined && last[0] === z && last[1] === y && x <= last[3] + 1) last[3] = x;
    else rows.push([z, y, x, x]);
  }
  if (rows.length === 0) throw new GeometryError("Expected a footprint of at least one voxel, found none.");
  return rows;
}

/** The negative, but never -0, which would not equal 0 in a key. */
const minus = (n: number): number => 0 - n;

const sorted = (rows: FootprintRow[]): FootprintRow[] => rows.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);

function triple(vec: Vec, what: string): Triple {
  if (vec.length !== 3) throw new GeometryError(`Expected a footprint in frame form, ${what} for z, y, x, found [${vec.join(", ")}].`);
  return vec as unknown as Triple;
}

function requireNotNegative(vec: Vec, what: string): void {
  if (!vec.every((r) => r >= 0 && Number.isFinite(r)))
    throw new GeometryError(`Expected ${what} to be 0 or more, found [${vec.join(", ")}].`);
}

function requireOdd(vec: Vec, what: string): void {
  if (!vec.every((n) => n >= 1 && n % 2 === 1)) {
    throw new GeometryError(`Expected ${what} to be odd, so that the footprint has a centre, found [${vec.join(", ")}].`);
  }
}
