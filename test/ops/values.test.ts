/**
 * Operators from file to result equal NumPy, SciPy and scikit-image (fixtures/ops/make-reference.py), whole and in blocks.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { isFloat } from "#dist/array/dtype.js";
import type { NdArray } from "#dist/array/nd-array.js";
import { serial } from "#dist/engine/index.js";
import type { Computable, LazyArray, LazyScalar, Mask } from "#dist/graph/index.js";
import { label } from "#dist/label/index.js";
import { compute, inspect, machineStores, open } from "#dist/node/index.js";
import * as ops from "#dist/ops/index.js";

const file = fileURLToPath(new URL("../fixtures/ops/values.npz", import.meta.url));
const numbers = JSON.parse(readFileSync(new URL("../fixtures/ops/numbers.json", import.meta.url), "utf8")) as {
  readonly [name: string]: number | readonly number[];
};

const { equal, notEqual, less, lessEqual, greater, greaterEqual } = ops;

/** The images that everything is made of. */
interface Images {
  readonly grey: LazyArray;
  readonly signed: LazyArray;
  readonly real: LazyArray;
  readonly holes: LazyArray;
  readonly mask: Mask;
  readonly other: Mask;
  readonly frames: LazyArray;
}
const cube = ops.box(3);
const cross = ops.cross(1);
const axes = ["z", "y", "x"] as const;
const frame = { z: 1, y: 1, x: 1 };

/** Results that are the same bits. */
const exact: { readonly [name: string]: (images: Images) => LazyArray } = {
  erode: ({ mask }) => ops.erode(mask, { footprint: ops.ball(2) }),
  "erode border 0": ({ mask }) => ops.erode(mask, { footprint: cube, borderValue: 0 }),
  dilate: ({ mask }) => ops.dilate(mask, { footprint: cross }),
  opening: ({ mask }) => ops.opening(mask, { footprint: cross }),
  closing: ({ mask }) => ops.closing(mask, { footprint: cube }),
  "erode plane": ({ mask }) => ops.erode(mask.slice(3), { footprint: ops.ball(1) }),
  "dilate frames": ({ frames }) => ops.dilate(ops.greater(frames, 240), { footprint: ops.ball(frame) }),
  "label 1": ({ mask }) => label(mask, { connectivity: 1 }),
  "label 2": ({ mask }) => label(mask, { connectivity: 2 }),
  "label 3": ({ mask }) => label(mask, { connectivity: 3 }),
  "label plane 1": ({ mask }) => label(mask.slice(3), { connectivity: 1 }),
  "label plane 2": ({ mask }) => label(mask.slice(3), { connectivity: 2 }),
  add: ({ grey }) => ops.add(grey, grey),
  subtract: ({ grey, signed }) => ops.subtract(grey, signed),
  multiply: ({ signed }) => ops.multiply(signed, signed),
  "multiply mixed": ({ real, grey }) => ops.multiply(real, grey),
  divide: ({ grey }) => ops.divide(grey, 7),
  "divide zero": ({ real }) => ops.divide(real, 0),
  minimum: ({ grey }) => ops.minimum(grey, 100),
  maximum: ({ real }) => ops.maximum(real, 0.1),
  negate: ({ grey }) => ops.negate(grey),
  absolute: ({ signed }) => ops.absolute(signed),
  "1 - x": ({ grey }) => ops.subtract(1, grey),
  "less its mean": ({ real }) => ops.subtract(real, ops.mean(real)),
  "less its minimum": ({ grey }) => ops.subtract(grey, ops.min(grey)),
  ...Object.fromEntries(
    Object.entries({ equal, notEqual, less, lessEqual, greater, greaterEqual }).flatMap(([name, compare]) => [
      [name, ({ grey }: Images) => compare(grey, 128)],
      [`${name} arrays`, ({ holes, grey }: Images) => compare(holes, grey)],
    ]),
  ),
  threshold: ({ grey }) => ops.threshold(grey, { above: 50, atMost: 200 }),
  "threshold otsu": ({ grey }) => ops.threshold(grey, { atMost: "otsu" }),
  "threshold NaN": ({ holes }) => ops.threshold(holes, { atLeast: 0 }),
  and: ({ mask, other }) => ops.and(mask, other),
  or: ({ mask, other }) => ops.or(mask, other),
  xor: ({ mask, other }) => ops.xor(mask, other),
  andNot: ({ mask, other }) => ops.andNot(mask, other),
  not: ({ mask }) => ops.not(mask),
  clip: ({ signed }) => ops.clip(signed, { min: -1000, max: 20000 }),
  "clip float": ({ holes }) => ops.clip(holes, { min: -1.5 }),
  cast: ({ real }) => ops.cast(real, { dtype: "int16" }),
  "cast clip": ({ real }) => ops.cast(real, { dtype: "uint8", clip: true }),
  "cast bool": ({ holes }) => ops.cast(holes, { dtype: "bool" }),
  where: ({ mask, grey }) => ops.where(mask, grey, 9),
  "where number first": ({ mask, real }) => ops.where(mask, Number.NaN, real),
  "where two": ({ mask, grey, signed }) => ops.where(mask, grey, signed),
  ...Object.fromEntries(
    axes.flatMap((axis) => [
      [`project max ${axis}`, ({ real }: Images) => ops.project(real, { axis, method: "max" })],
      [`project min ${axis}`, ({ signed }: Images) => ops.project(signed, { axis, method: "min" })],
      [`project sum ${axis}`, ({ signed }: Images) => ops.project(signed, { axis, method: "sum" })],
      [`project mean ${axis}`, ({ grey }: Images) => ops.project(grey, { axis, method: "mean" })],
    ]),
  ),
  "project plane": ({ grey }) => ops.project(grey.slice(3), { axis: "y", method: "max" }),
};

/** Results within the tolerance of the contract, of the largest value of the input (weights of a Gaussian sum up to 1). */
const near: { readonly [name: string]: { readonly largest: number; build(images: Images): LazyArray } } = {
  gaussianFilter: { largest: 255, build: ({ grey }) => ops.gaussianFilter(grey, { sigma: { z: 1, y: 2, x: 1.5 } }) },
  "gaussianFilter nearest": {
    largest: 50,
    build: ({ real }) => ops.gaussianFilter(real, { sigma: { z: 0, y: 1, x: 3 }, boundary: "nearest", truncate: 3 }),
  },
  "gaussianFilter plane": { largest: 255, build: ({ grey }) => ops.gaussianFilter(grey.slice(3), { sigma: { y: 2, x: 0.7 } }) },
  "gaussianFilter line": {
    largest: 32768,
    build: ({ signed }) => ops.gaussianFilter(signed.slice(3, 5), { sigma: 1.2, boundary: "mirror" }),
  },
  "gaussianFilter frames": { largest: 255, build: ({ frames }) => ops.gaussianFilter(frames, { sigma: { z: 0.5, y: 1, x: 2 } }) },
};

const scalars: { readonly [name: string]: (images: Images) => LazyScalar } = {
  sum: ({ signed }) => ops.sum(signed),
  mean: ({ grey }) => ops.mean(grey),
  min: ({ signed }) => ops.min(signed),
  max: ({ real }) => ops.max(real),
  std: ({ grey }) => ops.std(grey),
  otsu: ({ grey }) => ops.otsu(grey),
  "otsu float": ({ real }) => ops.otsu(real),
  percentile: ({ signed }) => ops.percentile(signed, { q: 37.5 }),
  histogram: ({ signed }) => ops.histogram(signed, { bins: 10 }),
  "histogram range": ({ grey }) => ops.histogram(grey, { bins: 8, range: [0, 256] }),
};

describe("values", () => {
  const engine = serial({ resolve: machineStores() });
  let images: Images;
  const read = (name: string): Promise<LazyArray> => open(file, { series: name });
  /** Whole, then in blocks that divide nothing. */
  async function both<T>(value: Computable, check: (result: T) => void): Promise<void> {
    for (const block of [
      [100, 100, 100],
      [4, 7, 11],
    ])
      check((await compute(value as LazyArray, { engine, block })) as T);
  }
  before(async () => {
    const [grey, signed, real, holes, mask, other, frames] = await Promise.all(
      ["grey", "signed", "real", "holes", "mask", "other", "frames"].map(read),
    );
    images = { grey, signed, real, holes, mask, other, frames } as unknown as Images;
  });

  it("leave no reference untested", async () => {
    const names = (await inspect(file)).series.map((series) => series.name).sort();
    const tested = [...Object.keys(images), ...Object.keys(exact), ...Object.keys(near)].sort();
    assert.deepEqual(tested, names);
    assert.deepEqual(Object.keys(scalars).sort(), Object.keys(numbers).sort());
  });
  for (const [name, build] of Object.entries(exact)) {
    it(name, async () => {
      const expected = await compute(await read(name), { engine });
      await both<NdArray>(build(images), (found) => {
        assert.equal(found.dtype, expected.dtype);
        assert.deepEqual(found.shape, expected.shape);
        // Signs of zero aside: NumPy's -0 in a projection is 0 here.
        const [a, b] = [found.data, expected.data] as readonly ArrayLike<number | bigint>[];
        const at = Array.from(a as ArrayLike<number | bigint>).findIndex(
          (value, i) => value !== b?.[i] && !(Number.isNaN(value) && Number.isNaN(b?.[i])),
        );
        assert.equal(at, -1, `voxel ${at} is ${found.data[at]}, expected ${expected.data[at]}`);
      });
    });
  }
  for (const [name, { largest, build }] of Object.entries(near)) {
    it(name, async () => {
      const expected = await compute(await read(name), { engine });
      await both<NdArray>(build(images), (found) => {
        assert.ok(isFloat(found.dtype));
        assert.deepEqual(found.shape, expected.shape);
        for (const [i, value] of (found.data as Float32Array).entries()) {
          assert.ok(Math.abs(value - Number(expected.data[i])) <= 2e-6 * largest, `voxel ${i} is ${value}, expected ${expected.data[i]}`);
        }
      });
    });
  }
  for (const [name, build] of Object.entries(scalars)) {
    it(name, async () => {
      await both<number | { readonly counts: readonly number[] }>(build(images), (found) => {
        const expected = numbers[name];
        if (typeof found === "number")
          assert.ok(Math.abs(found - (expected as number)) <= 1e-12 * Math.abs(found), `${found}, expected ${expected}`);
        else assert.deepEqual(found.counts, expected);
      });
    });
  }
});
