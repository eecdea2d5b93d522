/**
 * The types of a voxel. Names as in NumPy and Zarr v3.
 * @module
 */
import { GeometryError } from "../errors.ts";

/** The typed array that holds each dtype; bool is one byte a voxel, 0 or 1. */
export interface TypedArrayOf {
  bool: Uint8Array;
  uint8: Uint8Array;
  int8: Int8Array;
  uint16: Uint16Array;
  int16: Int16Array;
  uint32: Uint32Array;
  int32: Int32Array;
  uint64: BigUint64Array;
  int64: BigInt64Array;
  float32: Float32Array;
  float64: Float64Array;
}
export type Dtype = keyof TypedArrayOf;
export type TypedArray = TypedArrayOf[Dtype];

const constructors = {
  bool: Uint8Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  uint64: BigUint64Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** All dtypes, narrowest first. */
export const dtypes = Object.keys(constructors) as readonly Dtype[];

export const isDtype = (name: string): name is Dtype => Object.hasOwn(constructors, name);

/** Bytes of one voxel. */
export const itemSize = (dtype: Dtype): number => constructors[dtype].BYTES_PER_ELEMENT;

/** A zeroed typed array for `length` voxels. */
export function allocate<D extends Dtype>(dtype: D, length: number): TypedArrayOf[D] {
  return new constructors[dtype](length) as TypedArrayOf[D];
}

/** A typed array over existing bytes, without a copy. `byteOffset` must be a multiple of the item size. */
export function viewOf<D extends Dtype>(dtype: D, buffer: ArrayBufferLike, byteOffset: number, length: number): TypedArrayOf[D] {
  const Type = constructors[dtype] as unknown as new (buffer: ArrayBufferLike, byteOffset: number, length: number) => TypedArrayOf[D];
  return new Type(buffer, byteOffset, length);
}

export const isInteger = (dtype: Dtype): boolean => dtype !== "bool" && !dtype.startsWith("float");
export const isFloat = (dtype: Dtype): dtype is "float32" | "float64" => dtype.startsWith("float");
export const isBigInt = (dtype: Dtype): dtype is "uint64" | "int64" => dtype === "uint64" || dtype === "int64";

/** The smallest and largest value of an integer dtype, as exact bigints. */
export function integerRange(dtype: Dtype): { readonly min: bigint; readonly max: bigint } {
  if (dtype === "bool") return { min: 0n, max: 1n };
  if (isFloat(dtype)) throw new GeometryError(`Expected an integer dtype, found ${dtype}.`);
  const bits = BigInt(itemSize(dtype) * 8);
  return dtype.startsWith("u") ? { min: 0n, max: (1n << bits) - 1n } : { min: -(1n << (bits - 1n)), max: (1n << (bits - 1n)) - 1n };
}
