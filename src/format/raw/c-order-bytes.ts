/**
 * Voxels made into the bytes that writers store.
 * @module
 */
import { allocate, type TypedArray } from "../../array/dtype.ts";
import { cStrides, NdArray } from "../../array/nd-array.ts";
import { product, type Vec } from "../../geometry/vec.ts";
import { machineIsLittleEndian, swapped } from "./voxels.ts";

/** The voxels of an array in C order, low byte first. A view where the array lies so in memory, else a copy. */
export function cOrderBytes(array: NdArray): Uint8Array {
  const { data, offset, size } = array.contiguous ? array : contiguousCopy(array);
  const bytes = new Uint8Array(data.buffer, data.byteOffset + offset * data.BYTES_PER_ELEMENT, size * data.BYTES_PER_ELEMENT);
  return machineIsLittleEndian || data.BYTES_PER_ELEMENT === 1 ? bytes : swapped(bytes, data.BYTES_PER_ELEMENT);
}

/**
 * A copy of any strided array in C order. The copy goes plane by plane: one axis of the plane is the fastest of the source, the
 * other the fastest of the result, and the plane is cut into tiles, so that neither side leaves the cache.
 */
export function contiguousCopy(from: NdArray): NdArray {
  const { shape, stride, dtype, data } = from;
  const out = allocate(dtype, from.size);
  const result = new NdArray(dtype, out, shape);
  if (out.length === 0 || shape.length === 0) {
    if (out.length === 1) out[0] = data[from.offset] as never;
    return result;
  }
  const step = cStrides(shape);
  const long = shape.flatMap((n, axis) => (n > 1 ? [axis] : []));
  const fastest = (steps: Vec): number =>
    long.reduce((best, axis) => (Math.abs(steps[axis] as number) < Math.abs(steps[best] as number) ? axis : best), long[0] ?? 0);
  const inner = fastest(step);
  const across = fastest(stride) === inner ? (long.at(-2) ?? inner) : fastest(stride);
  const along = (axis: number): PlaneAxis => ({ length: shape[axis] as number, from: stride[axis] as number, to: step[axis] as number });
  const rows = across === inner ? { length: 1, from: 0, to: 0 } : along(across);
  for (const { source, target } of planes(from, step, [inner, across])) copyPlane(data, source, out, target, rows, along(inner));
  return result;
}

interface PlaneAxis {
  readonly length: number;
  readonly from: number;
  readonly to: number;
}

const tile = 64;

function copyPlane(data: TypedArray, source: number, out: TypedArray, target: number, rows: PlaneAxis, columns: PlaneAxis): void {
  for (let r0 = 0; r0 < rows.length; r0 += tile) {
    const r1 = Math.min(rows.length, r0 + tile);
    for (let c0 = 0; c0 < columns.length; c0 += tile) {
      const c1 = Math.min(columns.length, c0 + tile);
      for (let r = r0; r < r1; r++) {
        const s = source + r * rows.from;
        const t = target + r * rows.to;
        for (let c = c0; c < c1; c++) out[t + c * columns.to] = data[s + c * columns.from] as never;
      }
    }
  }
}

/** Where every plane over two axes begins, in the source and in the result. */
function* planes(from: NdArray, step: Vec, over: readonly number[]): Generator<{ readonly source: number; readonly target: number }> {
  const counts = from.shape.map((n, axis) => (over.includes(axis) ? 1 : n));
  const index = counts.map(() => 0);
  for (let left = product(counts); left > 0; left--) {
    const along = (steps: Vec): number => index.reduce((sum, i, axis) => sum + i * (steps[axis] as number), 0);
    yield { source: from.offset + along(from.stride), target: along(step) };
    for (let axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (counts[axis] as number)) break;
      index[axis] = 0;
    }
  }
}
