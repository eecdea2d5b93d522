/**
 * Small arrays as nested lists, the way they look: for tests, examples and messages.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { fromLinear } from "../geometry/c-order.ts";
import { product } from "../geometry/vec.ts";
import { doesNotFit } from "./convert.ts";
import { packed } from "./copy-region.ts";
import { type Dtype, integerRange, isBigInt, isFloat, type TypedArray } from "./dtype.ts";
import { NdArray } from "./nd-array.ts";

/** A value, or a list of equally shaped lists: `[[0, 1], [2, 3]]`. Booleans count as 0 and 1. */
export type Nested = number | bigint | boolean | readonly Nested[];

/**
 * An array from nested lists, outermost the slowest axis. Throws GeometryError where rows differ in length, or where an integer
 * dtype cannot hold a value exactly.
 */
export function fromNested<D extends Dtype>(nested: Nested, dtype: D): NdArray<D> {
  const shape: number[] = [];
  for (let inner: Nested = nested; Array.isArray(inner); inner = (inner as readonly Nested[])[0] ?? 0) shape.push(inner.length);
  const values: (number | bigint)[] = [];
  flatten(nested, shape, 0, values);
  const array = NdArray.zeros(dtype, shape);
  const data: TypedArray = array.data;
  for (const [i, value] of values.entries()) {
    if (isFloat(dtype)) data[i] = Number(value);
    else {
      const whole = Number.isInteger(value) ? BigInt(value) : typeof value === "bigint" ? value : undefined;
      const { min, max } = integerRange(dtype);
      if (whole === undefined || whole < min || whole > max) throw doesNotFit(value, dtype, fromLinear(i, shape));
      data[i] = isBigInt(dtype) ? whole : Number(whole);
    }
  }
  return array;
}

function flatten(nested: Nested, shape: readonly number[], axis: number, values: (number | bigint)[]): void {
  const length = Array.isArray(nested) ? (nested as readonly Nested[]).length : undefined;
  if (length !== shape[axis]) {
    const found = length === undefined ? "a value" : `${length} entries`;
    throw new GeometryError(`Expected ${shape[axis] ?? "a value and no"} entries along axis ${axis} everywhere, found ${found}.`);
  }
  if (typeof nested === "object") for (const inner of nested) flatten(inner, shape, axis + 1, values);
  else values.push(typeof nested === "boolean" ? Number(nested) : nested);
}

/** An array as nested lists: numbers, or bigints for 64-bit integers; bool as 0 and 1. An array of no axes is a bare value. */
export function toNested(array: NdArray): Nested {
  const { data } = packed(array);
  return nest(data as TypedArray, array.shape, 0);
}

function nest(data: TypedArray, shape: readonly number[], start: number): Nested {
  const [n, ...rest] = shape;
  if (n === undefined) return data[start] as number | bigint;
  const step = product(rest);
  return Array.from({ length: n }, (_, i) => nest(data, rest, start + i * step));
}
