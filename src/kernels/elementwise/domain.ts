/**
 * In which numbers to compute so that nothing is lost: float64, 64-bit integers, or (rarely, slowly) bigints.
 * @module
 */
import { type Dtype, isBigInt, isFloat } from "../../array/dtype.ts";

/** The domains of assembly/wide.ts (a position is a code), and `exact`: JavaScript's own exact arithmetic and comparisons. */
export const domains = ["float64", "int64", "uint64", "exact"] as const;
export type Domain = (typeof domains)[number];

/** An operand: the dtype of an array, or a number. */
export type Operand = Dtype | number | bigint;

const isArray = (operand: Operand): operand is Dtype => typeof operand === "string";
const inRange = (value: number | bigint, low: bigint, high: bigint): boolean => value >= low && value <= high;

/** Fits int64 (uint64) whatever its value. */
const fitsSigned = (o: Operand): boolean => (isArray(o) ? !isFloat(o) && o !== "uint64" : inRange(o, -(1n << 63n), (1n << 63n) - 1n));
const fitsUnsigned = (o: Operand): boolean => (isArray(o) ? o === "bool" || o.startsWith("uint") : inRange(o, 0n, (1n << 64n) - 1n));
/** At most 32 bits. */
const isSmall = (o: Operand): boolean => (isArray(o) ? !isFloat(o) && !isBigInt(o) : inRange(o, -(1n << 32n), 1n << 32n));

/**
 * Where to compute a result of an integer or float dtype. An overflow of the domain always means that the result does not fit:
 * two int64 may overflow int64 and still fit uint64, so that case goes the exact way.
 */
export function arithmeticDomain(result: Dtype, operands: readonly Operand[]): Domain {
  if (isFloat(result)) return "float64";
  if (operands.every(isSmall)) {
    if (!isBigInt(result)) return "float64";
    return result === "uint64" && operands.every(fitsUnsigned) ? "uint64" : "int64";
  }
  if (operands.every(fitsSigned) && result !== "uint64") return "int64";
  if (operands.every(fitsUnsigned) && (result === "bool" || result.startsWith("uint"))) return "uint64";
  return "exact";
}

/** Where to compare two arrays. */
export function comparisonDomain(a: Dtype, b: Dtype): Domain {
  if (!isBigInt(a) && !isBigInt(b)) return "float64";
  if (fitsSigned(a) && fitsSigned(b)) return "int64";
  return fitsUnsigned(a) && fitsUnsigned(b) ? "uint64" : "exact";
}

/** Where to convert a dtype through. */
export function castDomain(from: Dtype): Domain {
  return from === "uint64" ? "uint64" : from === "int64" ? "int64" : "float64";
}
