/**
 * The names of NRRD types.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";

const names: { readonly [D in Dtype]?: readonly string[] } = {
  int8: ["signed char", "int8", "int8_t"],
  uint8: ["uchar", "unsigned char", "uint8", "uint8_t"],
  int16: ["short", "short int", "signed short", "signed short int", "int16", "int16_t"],
  uint16: ["ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t"],
  int32: ["int", "signed int", "int32", "int32_t"],
  uint32: ["uint", "unsigned int", "uint32", "uint32_t"],
  int64: ["longlong", "long long", "long long int", "signed long long", "signed long long int", "int64", "int64_t"],
  uint64: ["ulonglong", "unsigned long long", "unsigned long long int", "uint64", "uint64_t"],
  float32: ["float"],
  float64: ["double"],
};

const byName = new Map(Object.entries(names).flatMap(([dtype, list]) => list.map((name) => [name, dtype as Dtype])));

/** The dtype of a type's name, or undefined: also for "block", which is bytes without a meaning. */
export const dtypeOf = (name: string): Dtype | undefined => byName.get(name.toLowerCase().replaceAll(/\s+/g, " "));
