/**
 * Vectors: one number per axis, slowest axis first. Plain arrays, never mutated once handed out.
 * @module
 */
import { GeometryError } from "../errors.ts";

/** One number per axis, slowest axis first (C order, as NumPy and Zarr). */
export type Vec = readonly number[];

/** Throws unless both have the same number of axes. */
export function sameDims(a: Vec, b: Vec, what: string): void {
  if (a.length !== b.length) throw new GeometryError(`Expected ${what} of ${a.length} axes, found ${b.length} ([${b.join(", ")}]).`);
}

/** Throws unless every entry is a whole number of at least `least`. Nothing is ever rounded for the caller. */
export function checkWhole(a: Vec, what: string, least = -Infinity): void {
  for (let axis = 0; axis < a.length; axis++) {
    const n = a[axis] as number;
    if (Number.isSafeInteger(n) && n >= least) continue;
    const wanted = least === -Infinity ? "whole numbers" : `whole numbers of ${least} or more`;
    throw new GeometryError(`Expected ${what} of ${wanted}, found [${a.join(", ")}].`);
  }
}

/** A vector with the same value on every axis. */
export const fill = (ndim: number, value: number): number[] => new Array<number>(ndim).fill(value);

/** Element-wise a function of two vectors. */
export function zip(a: Vec, b: Vec, f: (x: number, y: number, axis: number) => number): number[] {
  sameDims(a, b, "a vector");
  return a.map((x, i) => f(x, b[i] as number, i));
}

export const add = (a: Vec, b: Vec): number[] => zip(a, b, (x, y) => x + y);
export const subtract = (a: Vec, b: Vec): number[] => zip(a, b, (x, y) => x - y);
export const multiply = (a: Vec, b: Vec): number[] => zip(a, b, (x, y) => x * y);
// Not `zip(a, b, Math.min)`: it would take the axis as a third number.
export const minimum = (a: Vec, b: Vec): number[] => zip(a, b, (x, y) => Math.min(x, y));
export const maximum = (a: Vec, b: Vec): number[] => zip(a, b, (x, y) => Math.max(x, y));
/** How many steps of `step` cover `a`. */
export const ceilDivide = (a: Vec, step: Vec): number[] => zip(a, step, (x, y) => ceilTo(x, y) / y);
export const floorDivide = (a: Vec, step: Vec): number[] => zip(a, step, (x, y) => floorTo(x, y) / y);
/** The product of all entries: the number of voxels of a shape. */
export const product = (a: Vec): number => a.reduce((x, y) => x * y, 1);
export const equal = (a: Vec, b: Vec): boolean => a.length === b.length && a.every((x, i) => x === b[i]);

/**
 * The largest multiple of `step` (> 0) that is at most `n`, also for negative `n`. By the remainder, which is exact for all
 * safe integers; a rounded quotient is not.
 */
export function floorTo(n: number, step: number): number {
  const remainder = n % step;
  // Adding 0 turns -0 into 0.
  return n - (remainder < 0 ? remainder + step : remainder) + 0;
}

/** The smallest multiple of `step` (> 0) that is at least `n`. */
export const ceilTo = (n: number, step: number): number => 0 - floorTo(-n, step);

/** The multiple of `step` (> 0) nearest to `n`; the lower one when `n` lies half way, as in Daisy. */
export function roundTo(n: number, step: number): number {
  const low = floorTo(n, step);
  return 2 * (n - low) > step ? low + step : low;
}
