/**
 * Where a NIfTI image lies: spacing, translation, and an affine where these two are not enough.
 * @module
 */
import type { Affine, Orientation } from "../../geometry/affine.ts";
import type { NiftiHeader } from "./header.ts";

export interface Placement {
  /** Per file axis, x first. */
  readonly spacing: readonly number[];
  readonly translation: readonly number[];
  readonly affine: Affine | undefined;
  /** Of a world that the file knows: RAS (nifti1.h). */
  readonly orientation?: Orientation | undefined;
}

/** Directions may lean this far (relative to the spacing) and still count as straight: the noise of float32 rotations. */
const straight = 1e-6;

/**
 * The world is given by the sform where its code is set, else by the qform, else by pixdim alone ("method" 3, 2, 1 of nifti1.h).
 * A matrix with positive scales and no rotation becomes spacing and translation. Any other (also a flip) is kept as `affine`;
 * then spacing is pixdim and the translation is 0.
 */
export function placement(header: NiftiHeader): Placement {
  const { dim, pixdim, toffset } = header;
  const sizes = dim.map((_, axis) => positiveOr1(pixdim[axis + 1]));
  const start = dim.map((_, axis) => (axis === 3 && Number.isFinite(toffset) ? toffset : 0));
  const affine = worldMatrix(header);
  if (affine === undefined) return { spacing: sizes, translation: start, affine };
  const orientation = "RAS" as const;
  if (!isPlain(affine, dim.length)) return { spacing: sizes, translation: start, affine, orientation };
  const ofAxis = (axis: number, column: number): number => (affine[axis] as readonly number[])[column] as number;
  return {
    spacing: sizes.map((size, axis) => (axis < 3 ? ofAxis(axis, axis) : size)),
    translation: start.map((from, axis) => (axis < 3 ? ofAxis(axis, 3) : from)),
    affine: undefined,
    orientation,
  };
}

/** A pixdim of 0 or less, or NaN, says nothing. */
const positiveOr1 = (value: number | undefined): number => (value !== undefined && value > 0 && Number.isFinite(value) ? value : 1);

function worldMatrix(header: NiftiHeader): Affine | undefined {
  const affine = header.sformCode > 0 ? [...header.srow, [0, 0, 0, 1]] : header.qformCode > 0 ? quaternionMatrix(header) : undefined;
  return affine?.every((row) => row.every(Number.isFinite)) ? affine : undefined;
}

/** The rotation of the quaternion (a, b, c, d), its columns scaled by pixdim, z also by the handedness pixdim[0] (nifti1.h, method 2). */
function quaternionMatrix({ quatern, qoffset, pixdim }: NiftiHeader): Affine {
  const [b, c, d] = quatern as [number, number, number];
  const rest = 1 - (b * b + c * c + d * d);
  // A quaternion of a half turn may come out a little too long.
  const scale = rest < 1e-7 ? 1 / Math.sqrt(b * b + c * c + d * d) : 1;
  const [B, C, D] = [b * scale, c * scale, d * scale];
  const A = rest < 1e-7 ? 0 : Math.sqrt(rest);
  const handed = (pixdim[0] as number) < 0 ? -1 : 1;
  const [sx, sy, sz] = [positiveOr1(pixdim[1]), positiveOr1(pixdim[2]), positiveOr1(pixdim[3]) * handed];
  const rotation = [
    [A * A + B * B - C * C - D * D, 2 * (B * C - A * D), 2 * (B * D + A * C)],
    [2 * (B * C + A * D), A * A + C * C - B * B - D * D, 2 * (C * D - A * B)],
    [2 * (B * D - A * C), 2 * (C * D + A * B), A * A + D * D - B * B - C * C],
  ] as const;
  const rows = rotation.map(([x, y, z], row) => [x * sx, y * sy, z * sz, qoffset[row] as number]);
  return [...rows, [0, 0, 0, 1]];
}

/** Whether spacing and translation of the axes that the array has say the same as the matrix. */
function isPlain(affine: Affine, ndim: number): boolean {
  const row = (i: number): readonly number[] => affine[i] as readonly number[];
  for (let i = 0; i < 3; i++) {
    const scale = row(i)[i] as number;
    if (!(scale > 0)) return false;
    if (i >= ndim && row(i)[3] !== 0) return false;
    for (let j = 0; j < 3; j++) {
      const column = row(j)[j] as number;
      if (i !== j && Math.abs(row(i)[j] as number) > straight * Math.min(scale, Math.abs(column))) return false;
    }
  }
  return true;
}
