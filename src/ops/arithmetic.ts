/**
 * Arithmetic voxel by voxel, on arrays of one shape or an array and a number (plain or lazy).
 *
 * Integers never wrap: the result has the narrowest dtype that holds every possible one (uint8 + uint8 is uint16), and where no
 * dtype does (64 bits), a result that does not fit is an error that names the voxel. Floats stay float32 beside partners that it
 * holds exactly, else become float64. The result lies where the first array lies.
 * @module
 */

import type { Dtype } from "../array/dtype.ts";
import { type Arithmetic, promote } from "../array/promotion.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { applyKernel } from "./apply.ts";
import { type Operand, operandsOf, promotionOperand } from "./operand.ts";
import { scalarParams } from "./scalar.ts";

function arithmetic(op: Exclude<Arithmetic, "compare">, a: Operand, b: Operand): LazyArray {
  const operands = operandsOf(op, a, b);
  const { dtype } = promote(op, promotionOperand(a), promotionOperand(b));
  if (!("number" in operands)) return applyKernel("arithmetic", { op, dtype }, operands.arrays);
  const { params, scalars } = scalarParams({ value: operands.number });
  const order = operands.reverse ? { reverse: true } : {};
  return applyKernel("arithmetic", { op, dtype, ...params, ...order }, operands.arrays, scalars);
}

/** a + b. */
export const add = (a: Operand, b: Operand): LazyArray => arithmetic("add", a, b);
/** a - b; unsigned integers give signed ones. */
export const subtract = (a: Operand, b: Operand): LazyArray => arithmetic("subtract", a, b);
/** a times b. */
export const multiply = (a: Operand, b: Operand): LazyArray => arithmetic("multiply", a, b);
/** a / b, always a float; x / 0 is an infinity, 0 / 0 NaN. */
export const divide = (a: Operand, b: Operand): LazyArray => arithmetic("divide", a, b);
/** The smaller of a and b at each voxel; NaN where either is. */
export const minimum = (a: Operand, b: Operand): LazyArray => arithmetic("minimum", a, b);
/** The larger of a and b at each voxel; NaN where either is. */
export const maximum = (a: Operand, b: Operand): LazyArray => arithmetic("maximum", a, b);

/** -a. Unsigned integers give signed ones of the next width. */
export const negate = (image: LazyArray): LazyArray =>
  applyKernel("arithmetic", { op: "negate", dtype: promote("subtract", 0, image.dtype).dtype }, [image]);

/** The distance from 0. Signed integers give unsigned ones of the same width: the magnitude of -128 is 128. */
export const absolute = (image: LazyArray): LazyArray =>
  applyKernel("arithmetic", { op: "abs", dtype: magnitudeDtype(image.dtype) }, [image]);

function magnitudeDtype(dtype: Dtype): Dtype {
  if (dtype === "bool") return "uint8";
  return dtype.startsWith("int") ? (`u${dtype}` as Dtype) : dtype;
}
