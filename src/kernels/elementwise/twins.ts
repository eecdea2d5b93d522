/**
 * What the kernels of this folder compute, voxel by voxel in plain TypeScript. Arrays are in C order.
 * @module
 */
import { type Dtype, isBigInt, isFloat, type TypedArray } from "../../array/dtype.ts";
import { NdArray } from "../../array/nd-array.ts";
import { GeometryError } from "../../errors.ts";
import { decodeNumber } from "../json-number.ts";
import type { ArithmeticParams } from "./arithmetic.ts";
import type { CastParams } from "./cast.ts";
import { type ClipParams, clipBounds } from "./clip.ts";
import type { CompareParams } from "./compare.ts";
import type { LogicalParams } from "./logical.ts";
import { castNumber, compareNumbers, exactResult, floatResult } from "./scalar.ts";
import { conditionsOf, type ThresholdParams } from "./threshold.ts";
import { otherwiseOf, type WhereParams } from "./where.ts";

type Value = number | bigint;

/** An array of the same shape, computed voxel by voxel. */
function map(dtype: Dtype, arrays: readonly NdArray[], compute: (...values: readonly Value[]) => Value | boolean): NdArray {
  const result = NdArray.zeros(dtype, (arrays[0] as NdArray).shape);
  const target = result.data as { [i: number]: Value };
  const data = arrays.map((array) => array.data as TypedArray);
  for (let i = 0; i < result.size; i++) {
    const value = compute(...data.map((d) => d[i] as Value));
    target[i] = isBigInt(dtype) ? BigInt(value) : Number(value);
  }
  return result;
}

export function thresholdTwin(params: ThresholdParams, image: NdArray): NdArray {
  const { above, atLeast, below, atMost } = conditionsOf(params);
  return map("bool", [image], (v) => {
    const value = v as Value;
    if (above !== undefined && !(value > above)) return false;
    if (atLeast !== undefined && !(value >= atLeast)) return false;
    if (below !== undefined && !(value < below)) return false;
    return atMost === undefined || value <= atMost;
  });
}

export function compareTwin(params: CompareParams, ...images: readonly NdArray[]): NdArray {
  const number = params.value === undefined ? undefined : decodeNumber(params.value);
  return map("bool", images, (a, b = number) => compareNumbers(params.op, a as Value, b as Value));
}

export function logicalTwin({ op }: LogicalParams, ...masks: readonly NdArray[]): NdArray {
  return map("bool", masks, (a, b) => {
    if (op === "not") return a === 0;
    if (op === "and") return a === 1 && b === 1;
    if (op === "or") return a === 1 || b === 1;
    return op === "xor" ? a !== b : a === 1 && b === 0;
  });
}

export function arithmeticTwin(params: ArithmeticParams, ...images: readonly NdArray[]): NdArray {
  const { op, dtype } = params;
  const number =
    params.value === undefined ? [] : [decodeNumber(params.value)].map((v) => (dtype === "float32" ? Math.fround(Number(v)) : v));
  return map(dtype, images, (...values) => {
    const operands = params.reverse === true ? [...number, ...values] : [...values, ...number];
    if (isFloat(dtype)) return floatResult(op, Number(operands[0]), Number(operands[1] ?? 0));
    const result = exactResult(op, operands, dtype);
    if (result === undefined) throw new GeometryError(`${op}(${operands.join(", ")}) does not fit ${dtype}.`);
    return result;
  });
}

export function castTwin({ dtype, clip = false }: CastParams, image: NdArray): NdArray {
  return map(dtype, [image], (v) => {
    const value = v as Value;
    if (dtype === "bool") return Number(value) !== 0;
    if (dtype === "float32" && typeof value === "bigint") return roundToFloat32(value);
    if (isFloat(dtype)) return Number(value);
    const result = castNumber(value, dtype, clip);
    if (result === undefined) throw new GeometryError(`${value} does not fit ${dtype}.`);
    return result;
  });
}

/** A 64-bit integer rounded once: Number() would round to 53 bits first. Any lost bit decides a tie, so keep it as the last of 53. */
function roundToFloat32(value: bigint): number {
  const magnitude = value < 0n ? -value : value;
  const rest = magnitude & 0xfffn;
  const sticky = magnitude >= 1n << 53n ? ((magnitude >> 12n) | (rest === 0n ? 0n : 1n)) << 12n : magnitude;
  return Math.fround(Number(value < 0n ? -sticky : sticky));
}

export function clipTwin(params: ClipParams, image: NdArray): NdArray {
  const { low, high } = clipBounds(params, image.dtype);
  return map(image.dtype, [image], (v) => {
    const value = v as Value;
    if (value < low) return low;
    if (value > high) return high;
    return value;
  });
}

export function whereTwin(params: WhereParams, mask: NdArray, a: NdArray, b?: NdArray): NdArray {
  const otherwise = otherwiseOf(params, a.dtype);
  return map(a.dtype, b === undefined ? [mask, a] : [mask, a, b], (m, x, y = otherwise) => (m === 1 ? (x as Value) : y));
}
