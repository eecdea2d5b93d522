/**
 * Which dtype the result of arithmetic has, so that no result ever wraps.
 *
 * Integers: the narrowest dtype that holds *every* possible result, unsigned if none is negative.
 * ```
 * uint8 + uint8   0 .. 510          uint16        uint8 - uint8     -255 .. 255     int16
 * uint8 * uint8   0 .. 65,025       uint16        uint32 + uint32   0 .. 2^33 - 2   uint64
 * uint8 + int8    -128 .. 382       int16         uint8 + 1         1 .. 256        uint16
 * ```
 * Where none holds them all (int64 + int64) the result is uint64 or int64 and has to be checked value by value: overflow is an error.
 * Floats: float32 with float32, bool and 8 or 16-bit integers stays float32, which holds them exactly; all else is float64.
 * Division always gives a float. Comparison gives bool.
 * @module
 */
import { type Dtype, dtypes, integerRange, isFloat, isInteger, itemSize } from "./dtype.ts";

/** Arithmetic on two arrays, or on an array and a number, voxel by voxel. */
export type Arithmetic = "add" | "subtract" | "multiply" | "divide" | "minimum" | "maximum" | "compare";

/** A dtype, or a number as it stands in the program. A whole number is an integer, another one a float as wide as its partner. */
export type Operand = Dtype | number | bigint;

/** What arithmetic gives. */
export interface Promotion {
  readonly dtype: Dtype;
  /** True when this dtype does not hold every possible result, so that each has to be checked. Only for 64-bit integers. */
  readonly checked: boolean;
}

/** Every possible value of an integer operand. */
interface Range {
  readonly min: bigint;
  readonly max: bigint;
}

/** The dtype of `a operation b`. */
export function promote(operation: Arithmetic, a: Operand, b: Operand): Promotion {
  if (operation === "compare") return { dtype: "bool", checked: false };
  const [left, right] = [rangeOf(a), rangeOf(b)];
  if (operation === "divide" || left === undefined || right === undefined) return { dtype: floatFor(a, b), checked: false };
  const range = results(operation, left, right);
  const dtype = smallestInteger(range.min, range.max);
  if (dtype !== undefined) return { dtype, checked: false };
  return { dtype: range.min < 0n ? "int64" : "uint64", checked: true };
}

/** The narrowest integer dtype from `min` to `max`, unsigned if it can be, or undefined when there is none. */
export function smallestInteger(min: bigint, max: bigint): Dtype | undefined {
  return dtypes.find((dtype) => {
    if (!isInteger(dtype)) return false;
    const range = integerRange(dtype);
    return range.min <= min && range.max >= max;
  });
}

/**
 * The narrowest dtype that holds every value of both exactly, for stacking or choosing; undefined for a 64-bit integer with a float
 * or uint64 with a signed integer, which no dtype holds.
 */
export function commonDtype(a: Dtype, b: Dtype): Dtype | undefined {
  if (a === b) return a;
  if (isFloat(a) || isFloat(b)) {
    const integer = isFloat(a) ? b : a;
    if (!isFloat(integer) && itemSize(integer) === 8) return undefined;
    return floatFor(a, b);
  }
  const [left, right] = [integerRange(a), integerRange(b)];
  return smallestInteger(lower(left.min, right.min), higher(left.max, right.max));
}

function rangeOf(operand: Operand): Range | undefined {
  if (typeof operand === "bigint") return { min: operand, max: operand };
  if (typeof operand === "number") return Number.isInteger(operand) ? { min: BigInt(operand), max: BigInt(operand) } : undefined;
  return isFloat(operand) ? undefined : integerRange(operand);
}

/** Bounds of the results over all pairs of values; sums and products are extreme where both operands are. */
function results(operation: Exclude<Arithmetic, "divide" | "compare">, a: Range, b: Range): Range {
  if (operation === "add") return { min: a.min + b.min, max: a.max + b.max };
  if (operation === "subtract") return { min: a.min - b.max, max: a.max - b.min };
  if (operation === "minimum") return { min: lower(a.min, b.min), max: lower(a.max, b.max) };
  if (operation === "maximum") return { min: higher(a.min, b.min), max: higher(a.max, b.max) };
  const corners = [a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max];
  return { min: corners.reduce(lower), max: corners.reduce(higher) };
}

/** float32 only beside a float32, and only where the partner loses nothing: numbers in the program adapt, as in NumPy 2. */
function floatFor(a: Operand, b: Operand): "float32" | "float64" {
  const narrow = (operand: Operand): boolean =>
    typeof operand !== "string" || operand === "float32" || (!isFloat(operand) && itemSize(operand) <= 2);
  return (a === "float32" || b === "float32") && narrow(a) && narrow(b) ? "float32" : "float64";
}

const lower = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const higher = (a: bigint, b: bigint): bigint => (a > b ? a : b);
