/**
 * Comparing arrays with an answer one can read.
 * @module
 */
import { fromLinear } from "../geometry/c-order.ts";
import { equal } from "../geometry/vec.ts";
import { packed } from "./copy-region.ts";
import type { TypedArray } from "./dtype.ts";
import type { NdArray } from "./nd-array.ts";

export interface DifferenceOptions {
  /**
   * How far values may lie apart, absolutely. 0 asks for equal values.
   * @default 0
   */
  readonly tolerance?: number | undefined;
}

/**
 * Says how two arrays differ (dtype, shape, or the first differing value in C order and how many there are), or undefined when they
 * do not. NaN equals NaN and 0 equals -0.
 */
export function firstDifference(a: NdArray, b: NdArray, options: DifferenceOptions = {}): string | undefined {
  if (a.dtype !== b.dtype) return `dtypes differ: ${a.dtype} and ${b.dtype}`;
  if (!equal(a.shape, b.shape)) return `shapes differ: [${a.shape.join(", ")}] and [${b.shape.join(", ")}]`;
  const [left, right] = [valuesOf(a), valuesOf(b)];
  const { tolerance = 0 } = options;
  let first = -1;
  let count = 0;
  for (let i = 0; i < left.length; i++) {
    if (same(left[i] as number | bigint, right[i] as number | bigint, tolerance)) continue;
    if (count === 0) first = i;
    count++;
  }
  if (count === 0) return undefined;
  const at = fromLinear(first, a.shape).join(", ");
  return `values differ at [${at}]: ${left[first]} and ${right[first]} (${count} of ${left.length} differ)`;
}

/** True when {@link firstDifference} finds none. */
export const arraysEqual = (a: NdArray, b: NdArray): boolean => firstDifference(a, b) === undefined;

function same(a: number | bigint, b: number | bigint, tolerance: number): boolean {
  if (a === b) return true;
  if (typeof a === "bigint" || typeof b === "bigint") return Math.abs(Number(BigInt(a) - BigInt(b))) <= tolerance;
  return Math.abs(a - b) <= tolerance || (Number.isNaN(a) && Number.isNaN(b));
}

function valuesOf(array: NdArray): TypedArray {
  const dense = array.contiguous ? array : packed(array);
  return dense.data.subarray(dense.offset, dense.offset + dense.size) as TypedArray;
}
