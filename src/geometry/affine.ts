/**
 * Voxel-to-world matrices, for images that do not lie straight in their world.
 *
 * An affine is 4 x 4 and row-major. Its columns belong to the axes of space (z, y, x) of the array, the fastest first, then to those of x, y, z
 * that the array lacks; the fourth holds the world position of the first voxel's centre. Its rows are the world's x, y, z, which an
 * {@link Orientation} tells how to read.
 * @module
 */

export type Affine = readonly (readonly number[])[];

/**
 * Where the world's x, y and z point, for images of bodies: to the Right or Left, Anterior or Posterior, Superior. NIfTI is RAS; DICOM,
 * ITK and most NRRD files are LPS.
 */
export type Orientation = "RAS" | "LPS" | "LAS";

export const orientations: readonly Orientation[] = ["RAS", "LPS", "LAS"];

const space = ["x", "y", "z"] as const;
const isSpace = (name: string): boolean => (space as readonly string[]).includes(name);

/** Names of the first three columns of the affine of an array with these axes (slowest first). */
export function affineColumns(axes: readonly string[]): string[] {
  const present = axes.filter(isSpace).reverse();
  return [...present, ...space.filter((name) => !present.includes(name))];
}

/** The columns of an affine in another order: `to` and `from` name them. */
export function reordered(affine: Affine, from: readonly string[], to: readonly string[]): Affine {
  return affine.map((row) => [...to.map((name) => row[from.indexOf(name)] as number), row[3] as number]);
}

/**
 * The affine of a grid whose voxel (0, 0, 0) lies at `offset` of the other, with steps of `factor` of its voxels; per axis of the array, slowest
 * first. `kept` are the axes of the new array, all of them by default.
 */
export function affineOfPart(
  affine: Affine,
  axes: readonly string[],
  {
    offset,
    factor,
    kept = axes,
  }: { readonly offset: readonly number[]; readonly factor?: readonly number[]; readonly kept?: readonly string[] },
): Affine {
  const columns = affineColumns(axes);
  const of = (values: readonly number[] | undefined, name: string, otherwise: number): number => values?.[axes.indexOf(name)] ?? otherwise;
  const moved = affine.map((row, r) => {
    if (r === 3) return row;
    const origin = columns.reduce((sum, name, c) => sum + (row[c] as number) * of(offset, name, 0), row[3] as number);
    return [...columns.map((name, c) => (row[c] as number) * of(factor, name, 1)), origin];
  });
  return reordered(moved, columns, affineColumns(kept));
}

/** The affine that spacing and translation stand for. */
export function straightAffine(axes: readonly string[], spacing: readonly number[], translation: readonly number[]): Affine {
  const columns = affineColumns(axes);
  const at = (values: readonly number[], name: string, otherwise: number): number => values[axes.indexOf(name)] ?? otherwise;
  const rows = space.map((name) => [...columns.map((column) => (column === name ? at(spacing, name, 1) : 0)), at(translation, name, 0)]);
  return [...rows, [0, 0, 0, 1]];
}

/** The same places in a world of another orientation: axes that point the other way change their sign. Without one it is taken as it is. */
export function oriented(affine: Affine, from: Orientation | undefined, to: Orientation): Affine {
  if (from === undefined) return affine;
  // Zeros stay what they are: -0 reads badly.
  return affine.map((row, r) => (r < 3 && from[r] !== to[r] ? row.map((value) => (value === 0 ? 0 : -value)) : row));
}
