import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Dtype } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import { isVoxmillError } from "#dist/errors.js";
import { type Boundary, type GaussianParams, gaussian, gaussianTwin, gaussianWeights } from "#dist/kernels/filters/index.js";
import type { Triple } from "#dist/kernels/kernel.js";
import { runBlocks, runKernel } from "./harness.js";
import { assertSameBits, randomImage } from "./random-image.js";

const dtypes: readonly Dtype[] = ["bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64"];
const boundary = fc.constantFrom<Boundary>("reflect", "nearest", "mirror", "constant");
const half = fc.oneof(
  fc.constant([1]),
  fc.double({ min: 0.2, max: 7, noNaN: true }).map((sigma) => gaussianWeights(sigma)),
);
const params: fc.Arbitrary<GaussianParams> = fc
  .tuple(half, half, half, boundary, fc.integer({ min: -3, max: 3 }))
  .map(([z, y, x, boundary, constantValue]) => ({ weights: [z, y, x], boundary, constantValue }));
const shape = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 70 }));

describe("gaussian", () => {
  it("computes the same bits as its plain twin, for all dtypes, shapes, boundaries and batches", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...dtypes),
        shape,
        params,
        fc.integer({ min: 1, max: 5 }),
        fc.nat(),
        async (dtype, shape, params, batch, seed) => {
          const image = randomImage(dtype, shape, seed);
          assertSameBits(await runKernel(gaussian, params, [image], { batch }), gaussianTwin(params, image));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("crosses the segments of long rows and columns, with an antisymmetric filter and many layers a batch", async () => {
    const odd = gaussianWeights(2, 4, 1);
    for (const [shape, batch] of [
      [[1, 300, 3], 1],
      [[2, 5, 301], 2],
      [[40, 2, 3], 37],
      [[1, 150, 20], 1],
    ] as const) {
      const image = randomImage("float32", shape, 5);
      for (const weights of [
        [odd, gaussianWeights(6), odd],
        [gaussianWeights(15), odd, gaussianWeights(40)],
      ] as const) {
        const params: GaussianParams = { weights, odd: [weights[0] === odd, weights[1] === odd, weights[2] === odd], boundary: "mirror" };
        assertSameBits(await runKernel(gaussian, params, [image], { batch }), gaussianTwin(params, image));
      }
    }
  });

  it("gives the same image whatever the blocks and batches", async () => {
    const block = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 4, max: 40 }), fc.integer({ min: 4, max: 70 }));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...dtypes),
        shape,
        params,
        block,
        fc.integer({ min: 1, max: 5 }),
        fc.nat(),
        async (dtype, shape, params, block, batch, seed) => {
          const image = randomImage(dtype, shape, seed);
          assertSameBits(await runBlocks(gaussian, params, [image], block as Triple, batch), gaussianTwin(params, image));
        },
      ),
      { numRuns: 25 },
    );
  });

  it("spreads NaN as far as the filter reaches, with one bit pattern, and leaves the rest alone", async () => {
    const image = randomImage("float32", [5, 7, 40], 1);
    new Uint32Array(image.data.buffer)[2 * 280 + 3 * 40 + 20] = 0xffc12345;
    const params: GaussianParams = { weights: [gaussianWeights(0.3), gaussianWeights(0.3), gaussianWeights(0.5)], boundary: "reflect" };
    const result = await runKernel(gaussian, params, [image]);
    const bits = new Uint32Array(result.data.buffer);
    const found = [...bits.keys()].filter((i) => Number.isNaN(result.data[i] as number));
    const expected: number[] = [];
    for (const z of [1, 2, 3]) for (const y of [2, 3, 4]) for (const x of [18, 19, 20, 21, 22]) expected.push(z * 280 + y * 40 + x);
    assert.deepEqual(found, expected);
    for (const i of found) assert.equal(bits[i], 0x7fc00000);
    const still: GaussianParams = { weights: [[1], [1], [1]], boundary: "wrap" };
    const copy = await runKernel(gaussian, still, [image]);
    assert.equal(new Uint32Array(copy.data.buffer)[2 * 280 + 3 * 40 + 20], 0x7fc00000);
  });

  it("refuses what it cannot do", () => {
    const weights = [gaussianWeights(1), [1], [1]] as const;
    const refused = (params: GaussianParams, tag: "UnsupportedError" | "GeometryError"): void =>
      assert.throws(
        () => gaussian.describe(params, ["uint8"]),
        (error) => isVoxmillError(error, tag),
      );
    refused({ weights, boundary: "wrap" }, "UnsupportedError");
    refused({ weights, boundary: "around" as Boundary }, "GeometryError");
    refused({ weights: [[2], [1], [1]], boundary: "reflect" }, "GeometryError");
    refused({ weights: [[1, Number.NaN], [1], [1]], boundary: "reflect" }, "GeometryError");
    refused({ weights: [gaussianWeights(1, 4, 2), gaussianWeights(1), [1]], boundary: "constant", constantValue: 1 }, "UnsupportedError");
    assert.throws(() => gaussian.describe({ weights, boundary: "reflect" }, ["uint8", "uint8"]), { name: "GeometryError" });
    assert.throws(() => gaussianWeights(-1), { name: "GeometryError" });
    assert.throws(() => gaussianWeights(0, 4, 1), { name: "GeometryError" });
  });
});

/** A case of fixtures/kernels/filters/make-reference.py. */
interface Reference {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: Triple;
  readonly sigma: Triple;
  readonly order: Triple;
  readonly truncate: number;
  readonly boundary: Boundary;
  readonly constantValue: number;
  readonly input: readonly (number | string)[];
  readonly output: readonly (number | string)[];
}

describe("gaussian against SciPy", () => {
  const file = new URL("../fixtures/kernels/filters/gaussian.json", import.meta.url);
  const { cases, weights } = JSON.parse(readFileSync(file, "utf8")) as {
    cases: readonly Reference[];
    weights: readonly { sigma: number; truncate: number; order: number; weights: readonly number[] }[];
  };

  it("has SciPy's weights", () => {
    for (const expected of weights) {
      const found = gaussianWeights(expected.sigma, expected.truncate, expected.order);
      assert.equal(found.length, expected.weights.length);
      const scale = Math.max(...expected.weights.map(Math.abs));
      found.forEach((w, k) => {
        assert.ok(Math.abs(w - (expected.weights[k] as number)) <= 4e-16 * scale, `sigma ${expected.sigma} order ${expected.order} k ${k}`);
      });
    }
  });

  for (const reference of cases) {
    it(reference.name, async () => {
      const { dtype, shape, sigma, order, truncate, boundary, constantValue } = reference;
      const image = NdArray.zeros(dtype, shape);
      reference.input.forEach((value, i) => {
        (image.data as { [i: number]: number | bigint })[i] = image.data instanceof BigInt64Array ? BigInt(value) : Number(value);
      });
      const half = (axis: 0 | 1 | 2): number[] => gaussianWeights(sigma[axis], truncate, order[axis]);
      const params: GaussianParams = {
        weights: [half(0), half(1), half(2)],
        odd: [order[0] % 2 === 1, order[1] % 2 === 1, order[2] % 2 === 1],
        boundary,
        constantValue,
      };
      const result = await runKernel(gaussian, params, [image], { batch: 3 });
      assert.equal(result.dtype, dtype === "float64" ? "float64" : "float32");
      const largest = Math.max(Math.abs(constantValue), ...reference.input.map(Number).filter(Number.isFinite).map(Math.abs));
      const sum = params.weights.reduce((product, w) => product * w.reduce((s, v, k) => s + Math.abs(v) * (k === 0 ? 1 : 2), 0), 1);
      const tolerance = (dtype === "float64" ? 1e-14 : 2e-6) * largest * sum;
      reference.output.forEach((value, i) => {
        const found = result.data[i] as number;
        if (value === "NaN") assert.ok(Number.isNaN(found), `voxel ${i} is ${found}`);
        else assert.ok(Math.abs(found - Number(value)) <= tolerance, `voxel ${i}: ${found}, SciPy ${value}, tolerance ${tolerance}`);
      });
    });
  }
});
