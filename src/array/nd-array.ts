/**
 * An n-dimensional array in memory: data, shape and strides, as in NumPy.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { equal, product, type Vec } from "../geometry/vec.ts";
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
  constructor(dtype: D, data: TypedArrayOf[D], shape: Vec, stride: Vec = cStrides(shape), offset = 0) {
    const last = shape.reduce((sum, n, axis) => sum + Math.max(0, n - 1) * (stride[axis] as number), offset);
    if (product(shape) > 0 && last >= data.length) {
      throw new GeometryError(`Expected at least ${last + 1} values for shape [${shape.join(", ")}], found ${data.length}.`);
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
  /** True when the values lie one after another in C order. */
  get contiguous(): boolean {
    return equal(this.stride, cStrides(this.shape));
  }
  /** One value. */
  get(...index: readonly number[]): TypedArrayOf[D][number] {
    return this.data[index.reduce((at, i, axis) => at + i * (this.stride[axis] as number), this.offset)] as TypedArrayOf[D][number];
  }
  /** The part `[start, stop)` of every axis, as a view on the same data. */
  view(start: Vec, stop: Vec): NdArray<D> {
    const shape = stop.map((s, i) => s - (start[i] as number));
    const offset = start.reduce((at, s, i) => at + s * (this.stride[i] as number), this.offset);
    return new NdArray(this.dtype, this.data, shape, this.stride, offset);
  }
}
