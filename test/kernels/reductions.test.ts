import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Dtype, type TypedArray, viewOf } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import { decodeNumber, encodeNumber, type JsonNumber } from "#dist/kernels/json-number.js";
import type { Triple } from "#dist/kernels/kernel.js";
import {
  counts,
  countsParams,
  countsTwin,
  extremesTwin,
  histogramTwin,
  otsuFromHistogram,
  percentileTwin,
  reduction,
  summaryTwin,
} from "#dist/kernels/reductions/index.js";
import { runCollector } from "./harness.js";
import { allDtypes, numberDtypes, randomImage, trickyImage } from "./random-image.js";
import { runReduction } from "./run-reduction.js";

const shape = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 90 }));
const cut = fc.record({
  block: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 2, max: 6 }), fc.integer({ min: 30, max: 90 })) as fc.Arbitrary<Triple>,
  batch: fc.integer({ min: 1, max: 5 }),
  reverse: fc.boolean(),
});
const valuesOf = (image: NdArray): (number | bigint)[] => [...(image.data as Iterable<number | bigint>)];
/** An image without NaN, half of the time. */
const imageOf = (dtype: Dtype, shape: Triple, seed: number): NdArray =>
  seed % 2 === 0 ? randomImage(dtype, shape, seed) : trickyImage(dtype, shape, seed);

describe("summary", () => {
  it("is that of its twin, whatever the blocks and their order", async () => {
    const property = fc.asyncProperty(fc.constantFrom(...allDtypes), shape, cut, fc.nat(), async (dtype, shape, cut, seed) => {
      const image = imageOf(dtype, shape, seed);
      const expected = summaryTwin(dtype, valuesOf(image));
      assert.deepEqual(await runReduction("summary", {}, image, cut), expected);
      assert.deepEqual(await runReduction("max", {}, image, cut), expected.max);
      assert.deepEqual(await runReduction("mean", {}, image, cut), expected.mean);
    });
    await fc.assert(property, { numRuns: 150 });
  });

  it("adds more squares than one bin holds", async () => {
    const image = NdArray.zeros("float32", [3, 2, 70_000]);
    image.data.fill(16_777_215);
    const { sum, std, mean } = (await runReduction("summary", {}, image)) as { sum: number; std: number; mean: number };
    assert.deepEqual([sum, std, mean], [16_777_215 * 420_000, 0, 16_777_215]);
  });

  it("lets infinities and NaN through as NumPy does", async () => {
    const of = (...values: number[]): Promise<unknown> =>
      runReduction("summary", {}, new NdArray("float64", new Float64Array(values), [1, 1, values.length]));
    assert.deepEqual(await of(1, 1 / 0), { count: 2, sum: "Infinity", mean: "Infinity", min: 1, max: "Infinity", std: "NaN" });
    assert.deepEqual(await of(-1 / 0, 1 / 0), { count: 2, sum: "NaN", mean: "NaN", min: "-Infinity", max: "Infinity", std: "NaN" });
    assert.deepEqual(await of(Number.NaN, 1), { count: 2, sum: "NaN", mean: "NaN", min: "NaN", max: "NaN", std: "NaN" });
    assert.deepEqual(await of(1e308, 1e308), { count: 2, sum: "Infinity", mean: 1e308, min: 1e308, max: 1e308, std: 0 });
  });
});

describe("extrema", () => {
  it("are those of the twin", async () => {
    const property = fc.asyncProperty(fc.constantFrom(...allDtypes), shape, cut, fc.nat(), async (dtype, shape, cut, seed) => {
      const image = imageOf(dtype, shape, seed);
      const { low, high, nan } = extremesTwin(dtype, valuesOf(image));
      assert.deepEqual(await runReduction("min", {}, image, cut), nan ? "NaN" : encodeNumber(low));
      assert.deepEqual(await runReduction("max", {}, image, cut), nan ? "NaN" : encodeNumber(high));
      assert.equal(await runReduction("count", {}, image, cut), image.size);
    });
    await fc.assert(property, { numRuns: 100 });
  });
});

describe("histogram", () => {
  it("counts what its twin counts, in any blocks", async () => {
    const range = fc.tuple(fc.integer({ min: -100, max: 50 }), fc.integer({ min: 51, max: 70_000 }));
    const property = fc.asyncProperty(
      fc.constantFrom(...numberDtypes),
      shape,
      cut,
      fc.integer({ min: 1, max: 60 }),
      range,
      fc.nat(),
      async (dtype, shape, cut, bins, range, seed) => {
        const image = imageOf(dtype, shape, seed);
        const { counts, edges } = (await runReduction("histogram", { bins, range }, image, cut)) as { counts: number[]; edges: number[] };
        assert.deepEqual(counts, histogramTwin(edges, valuesOf(image)));
      },
    );
    await fc.assert(property, { numRuns: 100 });
  });

  it("refuses ranges and bins that cannot be", async () => {
    const image = new NdArray("float32", new Float32Array([1, Number.NaN]), [1, 1, 2]);
    await assert.rejects(runReduction("histogram", { bins: 4 }, image), { name: "GeometryError", message: /finite range/ });
    assert.throws(() => reduction("histogram", { bins: 4, range: [2, 1] }, "uint8"), { name: "GeometryError" });
    assert.throws(() => reduction("histogram", { bins: 0 }, "uint8"), { name: "GeometryError" });
    assert.throws(() => reduction("histogram", { bins: 1000, range: [1, 1.00001] }, "float32"), {
      name: "GeometryError",
      message: /no width/,
    });
    assert.throws(() => reduction("mode", {}, "uint8"), { name: "GeometryError" });
  });
});

describe("counts", () => {
  it("counts every value of an integer image", async () => {
    const property = fc.asyncProperty(
      fc.constantFrom<Dtype>("uint8", "int8", "uint16", "int16"),
      shape,
      cut,
      fc.nat(),
      async (dtype, shape, cut, seed) => {
        const image = imageOf(dtype, shape, seed);
        const { result } = await runCollector(counts, countsParams(dtype), [image], cut);
        const expected = [...countsTwin(valuesOf(image))].sort(([a], [b]) => Number(a) - Number(b));
        assert.deepEqual([result.values, result.counts], [expected.map(([value]) => value), expected.map(([, count]) => count)]);
      },
    );
    await fc.assert(property, { numRuns: 40 });
  });

  it("refuses more values than a table holds", () => {
    assert.throws(() => countsParams("int32", [-20_000_000, 20_000_000]), { name: "UnsupportedError" });
    assert.throws(() => countsParams("float32"), { name: "UnsupportedError" });
  });
});

describe("percentile", () => {
  it("is the interpolated rank of the sorted voxels, in any blocks", async () => {
    const q = fc.array(fc.oneof(fc.constantFrom(0, 50, 100), fc.double({ min: 0, max: 100, noNaN: true })), { minLength: 1, maxLength: 4 });
    const property = fc.asyncProperty(fc.constantFrom(...numberDtypes), shape, cut, q, fc.nat(), async (dtype, shape, cut, q, seed) => {
      const image = imageOf(dtype, shape, seed);
      const values = valuesOf(image);
      const expected = q.map((percentage) => encodeNumber(percentileTwin(dtype, values, percentage)));
      assert.deepEqual(await runReduction("percentile", { q }, image, cut), expected);
    });
    await fc.assert(property, { numRuns: 80 });
  });

  it("refuses percentages outside 0 to 100", () => {
    for (const q of [-1, 101, "half", [50, Number.NaN], []])
      assert.throws(() => reduction("percentile", { q }, "uint8"), { name: "GeometryError" });
    assert.throws(() => reduction("percentile", { q: 50 }, "bool"), { name: "UnsupportedError" });
  });
});

describe("otsu", () => {
  it("does not depend on blocks and ignores empty bins", async () => {
    const image = randomImage("uint16", [4, 6, 80], 3);
    const whole = await runReduction("otsu", {}, image);
    assert.equal(await runReduction("otsu", {}, image, { block: [2, 3, 33], batch: 1, reverse: true }), whole);
    assert.equal(otsuFromHistogram([5, 0, 0, 3, 0, 9], [0, 1, 2, 3, 4, 5]), otsuFromHistogram([5, 3, 9], [0, 3, 5]));
  });
  it("refuses NaN and wide integers", async () => {
    const image = new NdArray("float32", new Float32Array([1, Number.NaN]), [1, 1, 2]);
    await assert.rejects(runReduction("otsu", {}, image), { name: "GeometryError" });
    const wide = new NdArray("int32", new Int32Array([-2_000_000_000, 2_000_000_000]), [1, 1, 2]);
    await assert.rejects(runReduction("otsu", {}, wide), { name: "UnsupportedError" });
  });
});

/** A case of fixtures/kernels/reductions/make-reference.py. */
interface Reference {
  readonly name: string;
  readonly dtype: Dtype;
  readonly size: number;
  readonly data: string;
  readonly summary: { readonly [key: string]: JsonNumber };
  readonly histogram: { readonly bins: number; readonly counts: readonly number[]; readonly edges: readonly number[] };
  readonly histogramOfRange?: Reference["histogram"] & { readonly range: readonly [number, number] };
  readonly percentile: { readonly q: readonly number[]; readonly values: readonly JsonNumber[] };
  readonly otsu?: JsonNumber;
}

describe("reductions against NumPy, scikit-image and exact fractions", () => {
  const file = new URL("../fixtures/kernels/reductions/reductions.json", import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: readonly Reference[] };
  for (const reference of cases) {
    it(reference.name, async () => {
      const { dtype, size } = reference;
      const bytes = Uint8Array.from(Buffer.from(reference.data, "base64"));
      const image = new NdArray(dtype, viewOf(dtype, bytes.buffer, 0, size) as TypedArray, [1, 1, size]) as NdArray;
      const blocks = { block: [1, 1, 700] as Triple };
      assert.deepEqual(await runReduction("summary", {}, image, blocks), reference.summary);
      const { bins, ...expected } = reference.histogram;
      const found = (await runReduction("histogram", { bins }, image, blocks)) as { counts: number[]; edges: number[] };
      assert.deepEqual(found.edges, expected.edges);
      assert.deepEqual(found.counts, expected.counts);
      if (reference.histogramOfRange !== undefined) {
        const { bins, range, ...expected } = reference.histogramOfRange;
        assert.deepEqual({ ...((await runReduction("histogram", { bins, range }, image, blocks)) as object) }, expected);
      }
      const { q, values } = reference.percentile;
      const percentiles = (await runReduction("percentile", { q }, image, blocks)) as JsonNumber[];
      assert.deepEqual(
        percentiles.map((p) => Number(decodeNumber(p))),
        values.map(Number),
      );
      if (reference.otsu !== undefined) assert.equal(await runReduction("otsu", {}, image, blocks), reference.otsu);
    });
  }
});
