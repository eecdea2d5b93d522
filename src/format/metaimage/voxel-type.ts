/**
 * MetaImage's element types.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";

/** MET_LONG had 4 bytes on some machines and 8 on others: both are possible, and the length of the data decides. */
const types: { readonly [name: string]: readonly Dtype[] } = {
  MET_CHAR: ["int8"],
  MET_UCHAR: ["uint8"],
  MET_SHORT: ["int16"],
  MET_USHORT: ["uint16"],
  MET_INT: ["int32"],
  MET_UINT: ["uint32"],
  MET_LONG: ["int32", "int64"],
  MET_ULONG: ["uint32", "uint64"],
  MET_LONG_LONG: ["int64"],
  MET_ULONG_LONG: ["uint64"],
  MET_FLOAT: ["float32"],
  MET_DOUBLE: ["float64"],
};

/** The dtypes that a type's name may mean, or undefined. `MET_FLOAT_ARRAY` is the type of an element with several channels. */
export const dtypesOf = (name: string): readonly Dtype[] | undefined => types[name.toUpperCase().replace(/_ARRAY$/, "")];
