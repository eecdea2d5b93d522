/**
 * Intervals of the values of a dtype. Every test of a voxel against numbers becomes `low <= v <= high` with bounds *in the dtype*,
 * so that a compiled comparison in the dtype gives exactly what a comparison of real numbers would.
 * @module
 */
import { type Dtype, integerRange, isFloat } from "../../array/dtype.ts";

/** Both ends belong to it. */
export interface Interval {
  readonly low: number | bigint;
  readonly high: number | bigint;
}

/** Conditions that must all hold. */
export interface Conditions {
  readonly above?: number | bigint | undefined;
  readonly atLeast?: number | bigint | undefined;
  readonly below?: number | bigint | undefined;
  readonly atMost?: number | bigint | undefined;
}

/** The values of a dtype that meet all conditions (NaN aside); undefined when there are none. A NaN bound is met by none. */
export function intervalOf(dtype: Dtype, { above, atLeast, below, atMost }: Conditions): Interval | undefined {
  let { low, high } = wholeRange(dtype);
  for (const [bound, strict] of [
    [above, true],
    [atLeast, false],
  ] as const) {
    if (bound === undefined) continue;
    const least = leastFrom(dtype, bound, strict);
    if (least === undefined) return undefined;
    if (least > low) low = least;
  }
  for (const [bound, strict] of [
    [below, true],
    [atMost, false],
  ] as const) {
    if (bound === undefined) continue;
    const least = leastFrom(dtype, -bound, strict);
    if (least === undefined) return undefined;
    if (-least < high) high = -least;
  }
  return low <= high ? { low, high } : undefined;
}

function wholeRange(dtype: Dtype): Interval {
  if (isFloat(dtype)) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const { min, max } = integerRange(dtype);
  return { low: min, high: max };
}

/** The smallest value of the dtype's kind (for integers: the smallest integer) that is >= bound, or > bound when strict. */
function leastFrom(dtype: Dtype, bound: number | bigint, strict: boolean): number | bigint | undefined {
  if (Number.isNaN(bound)) return undefined;
  if (isFloat(dtype)) return leastFloat(dtype, bound, strict);
  if (typeof bound === "bigint") return strict ? bound + 1n : bound;
  if (bound === Number.POSITIVE_INFINITY) return undefined;
  // Below every integer dtype; -Infinity itself has no bigint.
  if (bound < -(2 ** 64)) return -(1n << 64n);
  return strict ? BigInt(Math.floor(bound)) + 1n : BigInt(Math.ceil(bound));
}

function leastFloat(dtype: "float32" | "float64", bound: number | bigint, strict: boolean): number | undefined {
  const rounded = Number(bound);
  let value = dtype === "float32" ? Math.fround(rounded) : rounded;
  // JavaScript compares bigints and numbers exactly.
  if (value < bound || (strict && value <= bound)) value = nextUp(dtype, value);
  if (strict && value <= bound) return undefined;
  return value;
}

/** The next larger value; Infinity stays. */
export function nextUp(dtype: "float32" | "float64", value: number): number {
  if (value === Number.POSITIVE_INFINITY || Number.isNaN(value)) return value;
  const view = new DataView(new ArrayBuffer(8));
  if (dtype === "float32") {
    if (value === 0) return 2 ** -149;
    view.setFloat32(0, value);
    view.setInt32(0, view.getInt32(0) + (value > 0 ? 1 : -1));
    return view.getFloat32(0);
  }
  if (value === 0) return Number.MIN_VALUE;
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return view.getFloat64(0);
}
