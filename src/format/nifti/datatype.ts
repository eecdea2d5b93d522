/**
 * The voxel types of NIfTI.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";

/** A NIfTI datatype: how it opens, or why it does not. */
export interface NiftiType {
  readonly code: number;
  /** The name nifti1.h gives it. */
  readonly name: string;
  readonly bytes: number;
  /** How its voxels open. For types that do not: the dtype of one component, for description only. */
  readonly dtype: Dtype;
  /** Why voxels of this type cannot be decoded. */
  readonly reason?: string;
}

const complex = "complex voxels are not supported; split them into real and imaginary files";
const colour = "colour voxels are not supported in NIfTI; convert them to a file per channel";
const wide = "128-bit floats are not supported; convert them to float64";

const types: readonly NiftiType[] = [
  { code: 2, name: "UINT8", bytes: 1, dtype: "uint8" },
  { code: 4, name: "INT16", bytes: 2, dtype: "int16" },
  { code: 8, name: "INT32", bytes: 4, dtype: "int32" },
  { code: 16, name: "FLOAT32", bytes: 4, dtype: "float32" },
  { code: 64, name: "FLOAT64", bytes: 8, dtype: "float64" },
  { code: 256, name: "INT8", bytes: 1, dtype: "int8" },
  { code: 512, name: "UINT16", bytes: 2, dtype: "uint16" },
  { code: 768, name: "UINT32", bytes: 4, dtype: "uint32" },
  { code: 1024, name: "INT64", bytes: 8, dtype: "int64" },
  { code: 1280, name: "UINT64", bytes: 8, dtype: "uint64" },
  { code: 32, name: "COMPLEX64", bytes: 8, dtype: "float32", reason: complex },
  { code: 1792, name: "COMPLEX128", bytes: 16, dtype: "float64", reason: complex },
  { code: 2048, name: "COMPLEX256", bytes: 32, dtype: "float64", reason: complex },
  { code: 1536, name: "FLOAT128", bytes: 16, dtype: "float64", reason: wide },
  { code: 128, name: "RGB24", bytes: 3, dtype: "uint8", reason: colour },
  { code: 2304, name: "RGBA32", bytes: 4, dtype: "uint8", reason: colour },
];

/** The type with this code, or undefined where nifti1.h knows none (or none that fills whole bytes). */
export const niftiType = (code: number): NiftiType | undefined => types.find((type) => type.code === code);

/** The type that holds a dtype. NIfTI has no booleans: they are written as uint8, 0 and 1. */
export function niftiTypeOf(dtype: Dtype): NiftiType {
  const wanted = dtype === "bool" ? "uint8" : dtype;
  return types.find((type) => type.dtype === wanted && type.reason === undefined) as NiftiType;
}
