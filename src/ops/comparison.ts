/**
 * Comparisons voxel by voxel, of two images of one shape or an image and a number (plain or lazy), as masks.
 *
 * Values are compared as the real numbers that they are, whatever the dtypes: a float32 voxel 0.1 is greater than 0.1, because it
 * is 0.100000001490116. Of NaN only `notEqual` is true.
 * @module
 */
import type { LazyArray, Mask } from "../graph/lazy-array.ts";
import type { Comparison } from "../kernels/elementwise/index.ts";
import { applyKernel } from "./apply.ts";
import { type Operand, operandsOf } from "./operand.ts";
import { scalarParams } from "./scalar.ts";

function compare(what: string, op: Comparison, a: LazyArray, b: Operand): Mask {
  const operands = operandsOf(what, a, b);
  if (!("number" in operands)) return applyKernel<"bool">("compare", { op }, operands.arrays);
  const { params, scalars } = scalarParams({ value: operands.number });
  return applyKernel<"bool">("compare", { op, ...params }, operands.arrays, scalars);
}

/** a = b */
export const equal = (a: LazyArray, b: Operand): Mask => compare("equal", "eq", a, b);
/** a not = b */
export const notEqual = (a: LazyArray, b: Operand): Mask => compare("notEqual", "ne", a, b);
/** a < b */
export const less = (a: LazyArray, b: Operand): Mask => compare("less", "lt", a, b);
/** a <= b */
export const lessEqual = (a: LazyArray, b: Operand): Mask => compare("lessEqual", "le", a, b);
/** a > b */
export const greater = (a: LazyArray, b: Operand): Mask => compare("greater", "gt", a, b);
/** a >= b */
export const greaterEqual = (a: LazyArray, b: Operand): Mask => compare("greaterEqual", "ge", a, b);
