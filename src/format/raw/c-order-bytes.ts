/**
 * Voxels made into the bytes that writers store.
 * @module
 */
import { allocate } from "../../array/dtype.ts";
import { NdArray } from "../../array/nd-array.ts";
import { machineIsLittleEndian, swapped } from "./voxels.ts";

/** The voxels of an array in C order, low byte first. A view where the array lies so in memory, else a copy. */
export function cOrderBytes(array: NdArray): Uint8Array {
  const { data, offset, size } = array.contiguous ? array : contiguousCopy(array);
  const bytes = new Uint8Array(data.buffer, data.byteOffset + offset * data.BYTES_PER_ELEMENT, size * data.BYTES_PER_ELEMENT);
  return machineIsLittleEndian || data.BYTES_PER_ELEMENT === 1 ? bytes : swapped(bytes, data.BYTES_PER_ELEMENT);
}

/** A copy of any strided array in C order. */
export function contiguousCopy(from: NdArray): NdArray {
  const { shape, stride, dtype, data } = from;
  const out = allocate(dtype, from.size);
  if (out.length === 0) return new NdArray(dtype, out, shape);
  const last = shape.length - 1;
  const rowLength = last < 0 ? 1 : (shape[last] as number);
  const rowStep = last < 0 ? 1 : (stride[last] as number);
  const index = shape.map(() => 0);
  let row = from.offset;
  for (let at = 0; at < out.length; at += rowLength) {
    for (let i = 0; i < rowLength; i++) out[at + i] = data[row + i * rowStep] as never;
    for (let axis = last - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      row += stride[axis] as number;
      if ((index[axis] as number) < (shape[axis] as number)) break;
      row -= (index[axis] as number) * (stride[axis] as number);
      index[axis] = 0;
    }
  }
  return new NdArray(dtype, out, shape);
}
