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
export const minimum = (a: Vec, b: Vec): number[] => zip(a, b, Math.min);
export const maximum = (a: Vec, b: Vec): number[] => zip(a, b, Math.max);
/** How many steps of `step` cover `a`. */
export const ceilDivide = (a: Vec, step: Vec): number[] => zip(a, step, (x, y) => Math.ceil(x / y));
export const floorDivide = (a: Vec, step: Vec): number[] => zip(a, step, (x, y) => Math.floor(x / y));
/** The product of all entries: the number of voxels of a shape. */
export const product = (a: Vec): number => a.reduce((x, y) => x * y, 1);
export const equal = (a: Vec, b: Vec): boolean => a.length === b.length && a.every((x, i) => x === b[i]);
