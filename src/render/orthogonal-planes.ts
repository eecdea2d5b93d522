/**
 * Three planes that cut a volume at right angles.
 * @module
 */
import { NdArray } from "../array/nd-array.ts";
import { GeometryError } from "../errors.ts";
import type { Vec } from "../geometry/vec.ts";

/** The three planes through one voxel, each named by the axis it is perpendicular to. */
export interface OrthogonalPlanes {
  /** (y, x) */
  readonly z: NdArray;
  /** (z, x) */
  readonly y: NdArray;
  /** (z, y) */
  readonly x: NdArray;
  /** Index (z, y, x) of the common voxel. */
  readonly index: Vec;
}

/** Views of a volume (z, y, x) through one voxel, the middle one unless another is given. Throws a GeometryError for other shapes. */
export function orthogonalPlanes(volume: NdArray, index: Vec = volume.shape.map((n) => Math.floor(n / 2))): OrthogonalPlanes {
  const { shape, stride } = volume;
  const inside = shape.length === 3 && index.length === 3 && index.every((i, axis) => i >= 0 && i < (shape[axis] as number));
  if (!inside) {
    throw new GeometryError(
      `Expected a volume (z, y, x) and a voxel in it, found shape [${shape.join(", ")}] and voxel [${index.join(", ")}].`,
    );
  }
  const cut = (axis: number): NdArray => {
    const kept = (vector: Vec): number[] => vector.filter((_, other) => other !== axis);
    const offset = volume.offset + (index[axis] as number) * (stride[axis] as number);
    return new NdArray(volume.dtype, volume.data, kept(shape), kept(stride), offset);
  };
  return { z: cut(0), y: cut(1), x: cut(2), index };
}

/** A view of a plane (y, x) with the named axes running backwards. */
export function flippedPlane(plane: NdArray, vertical: boolean, horizontal: boolean): NdArray {
  const backwards = [vertical, horizontal];
  const last = (axis: number): number => ((plane.shape[axis] as number) - 1) * (plane.stride[axis] as number);
  const offset = backwards.reduce((at, flip, axis) => (flip ? at + last(axis) : at), plane.offset);
  const stride = plane.stride.map((step, axis) => (backwards[axis] ? -step : step));
  return new NdArray(plane.dtype, plane.data, plane.shape, stride, offset);
}
