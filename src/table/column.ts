/**
 * Columns of a table: named values of one type.
 * @module
 */
import { allocate, type Dtype, type TypedArray } from "../array/dtype.ts";
import { GeometryError } from "../errors.ts";

/** What a column can hold: numbers and booleans in a typed array, or text; null is a missing text. A missing number is NaN. */
export type ColumnData = TypedArray | readonly (string | null)[];
export type ColumnType = Dtype | "string";

/** One value of a row. */
export type Value = number | bigint | boolean | string | null;

/** Values with a name, a type and a unit. */
export interface Column {
  readonly name: string;
  readonly dtype: ColumnType;
  /** Unit of the values ("micrometer"), "" for counts, ratios and unknown ones. */
  readonly unit: string;
  readonly data: ColumnData;
}

export interface ColumnOptions {
  /** @default "" */
  readonly unit?: string | undefined;
  /** Says that a Uint8Array holds booleans. @default what the typed array says */
  readonly dtype?: "bool" | undefined;
}

const dtypeOfArray: readonly (readonly [new (length: number) => TypedArray, Dtype])[] = [
  [Uint8Array, "uint8"],
  [Int8Array, "int8"],
  [Uint16Array, "uint16"],
  [Int16Array, "int16"],
  [Uint32Array, "uint32"],
  [Int32Array, "int32"],
  [BigUint64Array, "uint64"],
  [BigInt64Array, "int64"],
  [Float32Array, "float32"],
  [Float64Array, "float64"],
];

/** A column of typed values or text. */
export function column(name: string, data: ColumnData, options: ColumnOptions = {}): Column {
  const { unit = "", dtype } = options;
  if (isText(data)) return { name, dtype: "string", unit, data };
  const found = dtypeOfArray.find(([type]) => data instanceof type)?.[1];
  if (found === undefined || (dtype === "bool" && found !== "uint8")) {
    throw new GeometryError(
      `Expected column ${name} to be a typed array of ${dtype ?? "a dtype"} or an array of strings, found another one.`,
    );
  }
  return { name, dtype: dtype ?? found, unit, data };
}

const isText = (data: ColumnData): data is readonly (string | null)[] => Array.isArray(data);

/** The value in a row. */
export function valueAt({ dtype, data }: Column, row: number): Value {
  const value = data[row] as number | bigint | string | null;
  return dtype === "bool" ? value === 1 : value;
}

/** The column that values of unknown type make: booleans, the narrowest integers of 32 or 64 bits, floats, or text. */
export function columnOfValues(name: string, values: readonly Value[], options: { readonly unit?: string | undefined } = {}): Column {
  const { unit } = options;
  const known = values.filter((value) => value !== null);
  const complete = known.length === values.length;
  if (known.length > 0 && known.every((value) => typeof value === "boolean") && complete) {
    return column(name, Uint8Array.from(values, Number), { unit, dtype: "bool" });
  }
  if (known.length > 0 && known.every((value) => typeof value === "number" || typeof value === "bigint")) {
    const dtype = complete ? integerTypeFor(known) : undefined;
    if (dtype === undefined)
      return column(
        name,
        Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value))),
        { unit },
      );
    const wide = dtype === "int64" || dtype === "uint64";
    const data = allocate(dtype, values.length);
    for (const [i, value] of values.entries()) data[i] = (wide ? BigInt(value as number | bigint) : Number(value)) as never;
    return column(name, data, { unit });
  }
  const text = values.map((value) => (value === null || typeof value === "string" ? value : String(value)));
  return column(name, text, { unit });
}

const integerTypes = [
  ["int32", -(2n ** 31n), 2n ** 31n - 1n],
  ["uint32", 0n, 2n ** 32n - 1n],
  ["int64", -(2n ** 63n), 2n ** 63n - 1n],
  ["uint64", 0n, 2n ** 64n - 1n],
] as const;

/** The first type that holds all of them; undefined where one is no integer, a negative zero, or too large. */
function integerTypeFor(values: readonly (number | bigint)[]): Dtype | undefined {
  let min = 0n;
  let max = 0n;
  for (const value of values) {
    if (typeof value === "number" && (!Number.isSafeInteger(value) || Object.is(value, -0))) return undefined;
    const exact = BigInt(value);
    if (exact < min) min = exact;
    if (exact > max) max = exact;
  }
  return integerTypes.find(([, low, high]) => min >= low && max <= high)?.[0];
}
