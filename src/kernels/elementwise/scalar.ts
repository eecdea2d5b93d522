/**
 * Single numbers: what the kernels do, on one voxel, exactly. The plain twins and the slow paths use it.
 * @module
 */
import { type Dtype, integerRange } from "../../array/dtype.ts";
import type { Operation } from "./arithmetic.ts";
import type { Comparison } from "./compare.ts";

/** An integer result as a bigint, or undefined when it does not fit the dtype. */
export function exactResult(op: Operation, operands: readonly (number | bigint)[], dtype: Dtype): bigint | undefined {
  const [a, b = 0n] = operands.map(BigInt) as [bigint, bigint?];
  const result = integerOperation(op, a, b);
  const { min, max } = integerRange(dtype);
  return result >= min && result <= max ? result : undefined;
}

function integerOperation(op: Operation, a: bigint, b: bigint): bigint {
  switch (op) {
    case "add":
      return a + b;
    case "subtract":
      return a - b;
    case "multiply":
      return a * b;
    case "minimum":
      return a < b ? a : b;
    case "maximum":
      return a > b ? a : b;
    case "negate":
      return -a;
    case "abs":
      return a < 0n ? -a : a;
    case "divide":
      throw new Error("Integer division has a float result.");
  }
}

/** A float64 result; the caller rounds it to its dtype. */
export function floatResult(op: Operation, a: number, b: number): number {
  switch (op) {
    case "add":
      return a + b;
    case "subtract":
      return a - b;
    case "multiply":
      return a * b;
    case "divide":
      return a / b;
    case "minimum":
      return Math.min(a, b);
    case "maximum":
      return Math.max(a, b);
    case "negate":
      return -a;
    case "abs":
      return Math.abs(a);
  }
}

/** Compares two numbers as the real numbers that they are: JavaScript is exact for a number and a bigint too. */
export function compareNumbers(op: Comparison, a: number | bigint, b: number | bigint): boolean {
  switch (op) {
    case "eq":
      return a <= b && a >= b; // not ===, which no number and bigint are
    case "ne":
      return !(a <= b && a >= b);
    case "lt":
      return a < b;
    case "le":
      return a <= b;
    case "gt":
      return a > b;
    case "ge":
      return a >= b;
  }
}

/** Truncates towards zero and fits an integer dtype; undefined when it does not fit and may not be clipped. NaN never fits. */
export function castNumber(value: number | bigint, dtype: Dtype, clip: boolean): bigint | undefined {
  const { min, max } = integerRange(dtype);
  if (typeof value === "number" && !Number.isFinite(value)) {
    return Number.isNaN(value) || !clip ? undefined : value > 0 ? max : min;
  }
  const whole = typeof value === "number" ? BigInt(Math.trunc(value)) : value;
  if (whole >= min && whole <= max) return whole;
  return clip ? (whole < min ? min : max) : undefined;
}
