/**
 * Copies between arrays of the same shape and any strides.
 * @module
 */
import type { Dtype, TypedArrayOf } from "../../array/dtype.ts";
import { NdArray } from "../../array/nd-array.ts";

type Values = { [i: number]: number | bigint };

/** Copies all voxels; rows that lie together in both arrays are moved at once. Both must have one dtype and shape. */
export function copyStrided(source: NdArray, target: NdArray): void {
  const { shape } = target;
  if (target.size === 0) return;
  const last = shape.length - 1;
  const length = last < 0 ? 1 : (shape[last] as number);
  const [from, to] = [source.stride[last] ?? 1, target.stride[last] ?? 1];
  const [input, output] = [source.data as Values, target.data as Values];
  const row = (at: number, into: number): void => {
    if (from === 1 && to === 1) (target.data as Uint8Array).set((source.data as Uint8Array).subarray(at, at + length), into);
    else for (let i = 0; i < length; i++) output[into + i * to] = input[at + i * from] as number;
  };
  const walk = (axis: number, at: number, into: number): void => {
    const [step, stride] = [source.stride[axis] ?? 0, target.stride[axis] ?? 0];
    if (axis >= last) row(at, into);
    else for (let i = 0; i < (shape[axis] as number); i++) walk(axis + 1, at + i * step, into + i * stride);
  };
  walk(0, source.offset, target.offset);
}

/** The same voxels in C order: the array itself where they already are, with nothing before or behind. */
export function inCOrder<D extends Dtype>(array: NdArray<D>): NdArray<D> {
  if (array.contiguous && array.offset === 0 && array.data.length === array.size) return array;
  if (array.contiguous) {
    const data = array.data.subarray(array.offset, array.offset + array.size) as TypedArrayOf[D];
    return new NdArray(array.dtype, data, array.shape);
  }
  const copy = NdArray.zeros(array.dtype, array.shape);
  copyStrided(array, copy);
  return copy;
}
