/**
 * Filters of numcodecs that work on voxels before they become bytes. They are read, not written.
 * @module
 */
import { allocate, type Dtype, isBigInt, isDtype, isFloat, type TypedArrayOf } from "../../array/dtype.ts";
import { UnsupportedError } from "../../errors.ts";
import type { CodecSpec } from "./codec.ts";
import { dtypeOf, type StoredType } from "./stored-type.ts";

type Values = TypedArrayOf[Dtype];

/** A filter with its parameters bound. */
export interface ValueFilter {
  /** The type of the voxels as the filter stores them. */
  readonly stored: StoredType;
  /** Back to the voxels of the array; the given ones may be changed. */
  readonly decode: (values: Values) => Values;
}

/** NumPy's "<i2" and Zarr's "int16" both mean int16. Byte order is not the filter's affair. */
function typeOf(word: unknown, absent: StoredType): StoredType | undefined {
  if (word === undefined) return absent;
  if (typeof word !== "string") return undefined;
  if (isDtype(word)) return word;
  const match = /^[<>|=]?([biuf])([1248])$/.exec(word);
  if (match === null) return undefined;
  const kind = { b: "bool", i: "int", u: "uint", f: "float" }[match[1] as "b" | "i" | "u" | "f"];
  const name = kind === "bool" ? "bool" : `${kind}${8 * Number(match[2])}`;
  return isDtype(name) || name === "float16" ? (name as StoredType) : undefined;
}

/** Each voxel is stored as its difference to the one before. Sums wrap as the integers of the array do. */
function delta(dtype: Dtype): (values: Values) => Values {
  return (values) => {
    const result = allocate(dtype, values.length) as { [i: number]: number | bigint };
    let sum: number | bigint = isBigInt(dtype) ? 0n : 0;
    for (let i = 0; i < values.length; i++) {
      result[i] = (sum as number) + (values[i] as number);
      sum = result[i] as number;
    }
    return result as unknown as Values;
  };
}

/** Voxels were stored as (x - offset) * scale, rounded. */
function fixedScaleOffset(dtype: Dtype, offset: number, scale: number): (values: Values) => Values {
  return (values) => {
    const result = allocate(dtype, values.length) as { [i: number]: number };
    for (let i = 0; i < values.length; i++) result[i] = (values[i] as number) / scale + offset;
    return result as unknown as Values;
  };
}

/** Loads a filter. Throws UnsupportedError for unknown names and parameters. */
export async function loadValueFilter({ name, configuration }: CodecSpec, stored: StoredType): Promise<ValueFilter> {
  const plain = name.replace(/^numcodecs\./, "");
  const dtype = dtypeOf(stored);
  const inFile = typeOf(configuration["astype"], stored);
  if (plain === "bitround") return { stored, decode: (values) => values };
  if (plain === "delta" && inFile === stored && !isFloat(dtype)) return { stored, decode: delta(dtype) };
  const { offset, scale } = configuration;
  if (plain === "fixedscaleoffset" && inFile !== undefined && isFloat(dtype) && typeof offset === "number" && typeof scale === "number") {
    if (!isBigInt(dtypeOf(inFile))) return { stored: inFile, decode: fixedScaleOffset(dtype, offset, scale) };
  }
  throw new UnsupportedError(`The filter "${name}" of ${dtype} voxels with ${JSON.stringify(configuration)} cannot be read.`);
}

/** True for names that {@link loadValueFilter} may know. */
export const isValueFilter = (name: string): boolean => /^(numcodecs\.)?(delta|bitround|fixedscaleoffset)$/.test(name);
