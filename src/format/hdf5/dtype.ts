/**
 * Types of HDF5 as dtypes.
 * @module
 */
import type { StoredType } from "../raw/index.ts";
import { type Hdf5Metadata, TypeClass } from "./library.ts";

/** A dtype, or the name of the type and why it does not open. */
export type OpenedType =
  | { readonly dtype: StoredType; readonly name?: undefined; readonly reason?: undefined }
  | { readonly dtype?: undefined; readonly name: string; readonly reason: string };

const others = new Map<number, string>([
  [TypeClass.time, "time"],
  [TypeClass.string, "string"],
  [TypeClass.opaque, "opaque"],
  [TypeClass.compound, "compound"],
  [TypeClass.reference, "reference"],
  [TypeClass.vlen, "sequence of variable length"],
  [TypeClass.array, "array"],
]);

/**
 * Integers and floats of both byte orders; bit fields as unsigned integers; enumerations as their integers, h5py's booleans (FALSE = 0,
 * TRUE = 1) as bool.
 */
export function dtypeOf(metadata: Pick<Hdf5Metadata, "type" | "size" | "signed" | "littleEndian" | "enum_type">): OpenedType {
  const { type, size, signed, littleEndian } = metadata;
  if (type === TypeClass.float) return floatOf(size);
  if (type === TypeClass.integer) return integerOf(size, signed);
  if (type === TypeClass.bitfield) return integerOf(size, false);
  if (type === TypeClass.enumeration) {
    if (isBoolean(metadata)) return { dtype: "bool" };
    // HDF5 does not convert the byte order of enumerations.
    return littleEndian || size === 1 ? integerOf(size, signed) : refused("big-endian enumeration", "HDF5 does not convert its byte order");
  }
  const name = others.get(type) ?? `type class ${type}`;
  return refused(name, `${name} elements are not numbers`);
}

const refused = (name: string, reason: string): OpenedType => ({ name, reason });

function floatOf(size: number): OpenedType {
  if (size === 2) return { dtype: "float16" };
  if (size === 4) return { dtype: "float32" };
  if (size === 8) return { dtype: "float64" };
  return refused(`float${8 * size}`, `floats of ${8 * size} bits are not supported; convert them to float64`);
}

function integerOf(size: number, signed: boolean): OpenedType {
  if (size === 1) return { dtype: signed ? "int8" : "uint8" };
  if (size === 2) return { dtype: signed ? "int16" : "uint16" };
  if (size === 4) return { dtype: signed ? "int32" : "uint32" };
  if (size === 8) return { dtype: signed ? "int64" : "uint64" };
  return refused(`integer of ${size} bytes`, `integers of ${size} bytes are not supported`);
}

function isBoolean({ size, enum_type }: Pick<Hdf5Metadata, "size" | "enum_type">): boolean {
  const members = Object.entries(enum_type?.members ?? {});
  return size === 1 && members.length === 2 && enum_type?.members["FALSE"] === 0 && enum_type.members["TRUE"] === 1;
}
