/**
 * An n-dimensional array in memory: data, shape and strides, as in NumPy.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { checkWhole, product, sameDims, type Vec } from "../geometry/vec.ts";
import { allocate, type Dtype, type TypedArrayOf } from "./dtype.ts";

/** Strides of C order, in voxels. */
export function cStrides(shape: Vec): number[] {
  const stride = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    stride[axis] = step;
    step *= shape[axis] as number;
  }
  return stride;
}

/** Values in memory. `stride` and `offset` count voxels of `data`, not bytes. */
export class NdArray<D extends Dtype = Dtype> {
  readonly dtype: D;
  readonly data: TypedArrayOf[D];
  readonly shape: Vec;
  readonly stride: Vec;
  readonly offset: number;
  /** Throws GeometryError unless every voxel lies inside `data`. Default: C order from its first value. Strides may be negative. */
  constructor(dtype: D, data: TypedArrayOf[D], shape: Vec, stride: Vec = cStrides(shape), offset = 0) {
    sameDims(shape, stride, "a stride");
    checkWhole(shape, "an array's shape", 0);
    const reach = shape.map((n, axis) => Math.max(0, n - 1) * (stride[axis] as number));
    const first = reach.reduce((sum, n) => sum + Math.min(0, n), offset);
    const last = reach.reduce((sum, n) => sum + Math.max(0, n), offset);
    if (product(shape) > 0 && (first < 0 || last >= data.length)) {
      throw new GeometryError(
        `Expected at least ${last + 1} values for shape [${shape.join(", ")}] with stride [${stride.join(", ")}] from ${offset}, found ${data.length}.`,
      );
    }
    this.dtype = dtype;
    this.data = data;
    this.shape = shape;
    this.stride = stride;
    this.offset = offset;
  }
  /** A zeroed array. */
  static zeros<D extends Dtype>(dtype: D, shape: Vec): NdArray<D> {
    return new NdArray(dtype, allocate(dtype, product(shape)), shape);
  }
  get size(): number {
    return product(this.shape);
  }
  /** True when the values lie one after another in C order: then they are `data.subarray(offset, offset + size)`. */
  get contiguous(): boolean {
    const packed = cStrides(this.shape);
    return this.size === 0 || this.shape.every((n, axis) => n === 1 || this.stride[axis] === packed[axis]);
  }
  /** One value. */
  get(...index: readonly number[]): TypedArrayOf[D][number] {
    return this.data[index.reduce((at, i, axis) => at + i * (this.stride[axis] as number), this.offset)] as TypedArrayOf[D][number];
  }
  /** The part `[start, stop)` of every axis, as a view on the same data. Throws GeometryError where it leaves the array. */
  view(start: Vec, stop: Vec): NdArray<D> {
    sameDims(this.shape, start, "a start");
    sameDims(this.shape, stop, "a stop");
    if (!start.every((s, i) => s >= 0 && s <= (stop[i] as number) && (stop[i] as number) <= (this.shape[i] as number))) {
      throw new GeometryError(
        `Expected a part of an array of shape [${this.shape.join(", ")}], found [${start.map((s, i) => `${s}:${stop[i]}`).join(", ")}].`,
      );
    }
    const shape = stop.map((s, i) => s - (start[i] as number));
    const offset = start.reduce((at, s, i) => at + s * (this.stride[i] as number), this.offset);
    return new NdArray(this.dtype, this.data, shape, this.stride, offset);
  }
  /** The same voxels with the axes in another order, as a view: `[2, 1, 0]` turns x, y, z into z, y, x. */
  transpose(order: Vec): NdArray<D> {
    if (order.length !== this.shape.length || !this.shape.every((_, axis) => order.includes(axis))) {
      throw new GeometryError(`Expected each axis from 0 to ${this.shape.length - 1} once, found [${order.join(", ")}].`);
    }
    const pick = (vec: Vec): number[] => order.map((axis) => vec[axis] as number);
    return new NdArray(this.dtype, this.data, pick(this.shape), pick(this.stride), this.offset);
  }
}
