/**
 * How NumPy and Zarr write dtypes.
 * @module
 */
import { UnsupportedError } from "../errors.ts";
import type { Endian } from "./bytes.ts";
import { type Dtype, dtypes, isDtype, isFloat, itemSize } from "./dtype.ts";

/** NumPy's letter for a kind, then bytes: "u2" is uint16. */
const codes = new Map<string, Dtype>(dtypes.map((dtype) => [code(dtype), dtype]));

function code(dtype: Dtype): string {
  const kind = dtype === "bool" ? "b" : isFloat(dtype) ? "f" : dtype.startsWith("u") ? "u" : "i";
  return `${kind}${itemSize(dtype)}`;
}

/**
 * Reads a NumPy type string as .npy headers and Zarr v2 have them: "<u2", ">f8", "|b1". Throws UnsupportedError for others
 * (float16, complex, strings, records).
 */
export function parseNumpyDtype(text: string): { readonly dtype: Dtype; readonly endian: Endian } {
  const dtype = codes.get(text.slice(1));
  const order = text[0];
  const known = order === "<" || order === ">" || (order === "|" && dtype !== undefined && itemSize(dtype) === 1);
  if (dtype !== undefined && known) return { dtype, endian: order === ">" ? "big" : "little" };
  throw unsupported(text, "NumPy", [...codes.keys()].map((c) => (c.endsWith("1") ? `|${c}` : `<${c}`))); // biome-ignore format: short
}

/** The NumPy type string of a dtype: "<u2"; "|u1" for single bytes, which have no order. */
export function numpyDtype(dtype: Dtype, endian: Endian = "little"): string {
  const order = itemSize(dtype) === 1 ? "|" : endian === "little" ? "<" : ">";
  return `${order}${code(dtype)}`;
}

/** Reads a Zarr v3 data type; its names are voxmill's. Throws UnsupportedError for others ("float16", "complex64", "r24"). */
export function parseZarrDtype(name: string): Dtype {
  if (isDtype(name)) return name;
  throw unsupported(name, "Zarr", dtypes);
}

const unsupported = (found: string, whose: string, known: readonly string[]): UnsupportedError =>
  new UnsupportedError(`Expected one of the ${whose} dtypes ${known.join(", ")}, found "${found}".`);
