// Random arrays, numbers and options from one seed, for the property tests of operators.

import fc from "fast-check";
import type { Dtype } from "#dist/array/dtype.js";
import { isBigInt, isFloat } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import { fromArray, type LabelImage, type LazyArray, type Mask } from "#dist/graph/index.js";
import { cast } from "#dist/ops/cast.js";
import { type Footprint, max, mean, min, type NumberLike, percentile } from "#dist/ops/index.js";
import { randomImage, randomWords, trickyImage } from "../kernels/random-image.js";

export const smallDtypes: readonly Dtype[] = ["bool", "uint8", "int8", "uint16", "int16", "float32", "float64"];

/** Draws everything from a seed; the same seed and shape draw the same. */
export class Draw {
  readonly shape: readonly number[];
  readonly #next: () => number;
  readonly #chunks: readonly number[];

  constructor(seed: number, shape: readonly number[]) {
    this.#next = randomWords(seed);
    this.shape = shape;
    this.#chunks = this.#anyChunks(shape);
  }
  get ndim(): number {
    return this.shape.length;
  }
  /** A whole number, both ends included. */
  whole(least: number, most: number): number {
    return least + (this.#next() % (most - least + 1));
  }
  real(least: number, most: number): number {
    return least + (this.#next() / 2 ** 32) * (most - least);
  }
  one<T>(...choices: readonly T[]): T {
    return choices[this.#next() % choices.length] as T;
  }
  chance(p: number): boolean {
    return this.#next() < p * 2 ** 32;
  }
  /** Deep chunks give an engine slack; half of the time they are thin. */
  #anyChunks(shape: readonly number[]): number[] {
    const thin = this.chance(0.5);
    return shape.map((n) => this.whole(1, thin ? 2 : n + 2));
  }
  /** An array in memory, in chunks of its own, with a spacing. */
  lazy<D extends Dtype>(array: NdArray<D>): LazyArray<D> {
    return fromArray(array, {
      chunks: this.chance(0.7) ? this.#chunks : this.#anyChunks(array.shape),
      spacing: array.shape.map(() => 0.5),
      unit: array.shape.map(() => "um"),
    });
  }
  /** Few values, the whole range, or the values where things go wrong. */
  image(dtype: Dtype): LazyArray {
    const seed = this.#next();
    if (dtype === "bool") return this.mask();
    const kind = this.whole(0, 2);
    if (kind === 1) return this.lazy(randomImage(dtype, this.shape, seed));
    if (kind === 2) return this.lazy(trickyImage(dtype, this.shape, seed));
    return this.lazy(this.steps(dtype));
  }
  /** Values from -3 to 5 (0 to 8 if unsigned) in runs: no arithmetic overflows, and neighbours are often equal. */
  steps<D extends Dtype>(dtype: D): NdArray<D> {
    const image = NdArray.zeros(dtype, this.shape);
    const data = image.data as unknown as { [i: number]: number | bigint };
    const low = dtype.startsWith("u") ? 0 : -3;
    let value = 0;
    for (let i = 0; i < image.size; i++) {
      if (this.chance(0.4)) value = low + this.whole(0, 8) + (isFloat(dtype) && this.chance(0.5) ? 0.25 : 0);
      data[i] = isBigInt(dtype) ? BigInt(Math.floor(value)) : value;
    }
    return image;
  }
  small(dtype: Dtype): LazyArray {
    return dtype === "bool" ? this.mask() : this.lazy(this.steps(dtype));
  }
  /** Full, empty, sparse or dense; where labels are due, dense enough for regions to cross blocks. */
  mask(): Mask {
    const array = NdArray.zeros("bool", this.shape);
    const p = this.one(0, 0.1, 0.4, 0.6, 0.7, 0.9, 1);
    for (let i = 0; i < array.size; i++) array.data[i] = this.chance(p) ? 1 : 0;
    return this.lazy(array);
  }
  /** Sparse labels, far apart numbers. */
  labels(): LabelImage {
    const array = NdArray.zeros("uint32", this.shape);
    const p = this.one(0.02, 0.1, 0.5);
    for (let i = 0; i < array.size; i++) if (this.chance(p)) array.data[i] = this.one(1, 2, 3, 77, 4_000_000_000);
    return this.lazy(array);
  }
  /** One number per axis, 0 (or `none`) on axes before the last three. */
  perAxis(draw: () => number, none = 0): { [axis: string]: number } {
    const axes = ["t", "z", "y", "x"].slice(-this.ndim);
    return Object.fromEntries(axes.map((name, i) => [name, i < this.ndim - 3 ? none : draw()]));
  }
  footprint(): Footprint {
    const kind = this.whole(0, 5);
    if (kind === 5 && this.ndim <= 3) return { mask: this.#anyMask() };
    if (kind === 0) return { ball: this.perAxis(() => this.one(0, 1, 1.5, 2, 3)) };
    if (kind === 1) return { box: this.perAxis(() => this.one(1, 3, 5, 7), 1) };
    if (kind === 2) return { cross: this.perAxis(() => this.whole(0, 3)) };
    if (kind === 3 && this.ndim <= 3) return { ball: this.one("0.5 um", "1 um", "1.2 um") };
    const offset = (): number[] => this.shape.map((_, i) => (i < this.ndim - 3 ? 0 : this.whole(-2, 2)));
    return { offsets: Array.from({ length: this.whole(1, 5) }, offset) };
  }
  /** A small array with at least one voxel, even or odd. */
  #anyMask(): NdArray<"bool"> {
    const array = NdArray.zeros(
      "bool",
      this.shape.map(() => this.whole(1, 4)),
    );
    for (let i = 0; i < array.size; i++) array.data[i] = this.chance(0.5) ? 1 : 0;
    array.data[this.whole(0, array.size - 1)] = 1;
    return array;
  }
  /** A number, or one that a run computes from the image. */
  number(image: LazyArray): NumberLike {
    const numbers = image.dtype === "bool" ? cast(image, { dtype: "uint8" }) : image;
    const kind = this.whole(0, 6);
    if (kind === 0) return mean(numbers);
    if (kind === 1) return min(numbers);
    if (kind === 2) return max(numbers);
    if (kind === 3) return percentile(numbers, { q: this.one(0, 10, 50, 99.5, 100) });
    return this.one(0, 1, -1, 2, 3, 0.5, -2.25, 100);
  }
}

/** Shapes and blocks of this many axes: of about equal sides, or long along the slowest axis of a frame, so that layers stream. */
export function sizes(ndim: number): fc.Arbitrary<number[]> {
  const side = ([0, 150, 40, 12, 6] as const)[ndim] as number;
  const even = fc.array(fc.integer({ min: 1, max: side }), { minLength: ndim, maxLength: ndim });
  if (ndim === 1) return even;
  const slowest = Math.max(0, ndim - 3);
  const tower = fc.tuple(...Array.from({ length: ndim }, (_, axis) => fc.integer({ min: 1, max: axis === slowest ? 90 : 4 })));
  return fc.oneof(even, tower as fc.Arbitrary<number[]>);
}
