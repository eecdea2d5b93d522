import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { NdArray } from "#dist/array/nd-array.js";
import { compare, compareTwin, comparisons } from "#dist/kernels/elementwise/index.js";
import { encodeNumber } from "#dist/kernels/json-number.js";
import { runBlocks, runKernel } from "./harness.js";
import { allDtypes, anyBlock, assertSameBits, smallShape, trickyImage } from "./random-image.js";

describe("compare", () => {
  const dtype = fc.constantFrom(...allDtypes);
  it("compares two arrays of any dtypes as real numbers, in any blocks", async () => {
    const property = fc.asyncProperty(
      dtype,
      dtype,
      fc.constantFrom(...comparisons),
      smallShape,
      anyBlock,
      fc.nat(),
      async (first, second, op, shape, block, seed) => {
        const images = [trickyImage(first, shape, seed), trickyImage(second, shape, seed + 1)];
        const expected = compareTwin({ op }, ...images);
        assertSameBits(await runKernel(compare, { op }, images, { batch: 3 }), expected);
        assertSameBits(await runBlocks(compare, { op }, images, block), expected);
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });

  it("compares an array with a number", async () => {
    const number = fc.oneof(
      fc.constantFrom<number | bigint>(0, -0, 1, 2.5, Number.NaN, 1 / 0, -1 / 0, 255, 1n << 63n, (1n << 64n) - 1n, -(1n << 63n), 0.1),
      fc.integer({ min: -4, max: 4 }),
    );
    const property = fc.asyncProperty(
      dtype,
      fc.constantFrom(...comparisons),
      number,
      smallShape,
      fc.nat(),
      async (dtype, op, value, shape, seed) => {
        const image = trickyImage(dtype, shape, seed);
        const params = { op, value: encodeNumber(value) };
        assertSameBits(await runKernel(compare, params, [image]), compareTwin(params, image));
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });

  it("does not round a 64-bit integer to compare it with a float", async () => {
    const a = new NdArray("uint64", new BigUint64Array([9007199254740993n, 9007199254740992n]), [1, 1, 2]);
    const b = new NdArray("float64", new Float64Array([2 ** 53, 2 ** 53]), [1, 1, 2]);
    assert.deepEqual([...((await runKernel(compare, { op: "gt" }, [a, b])).data as Uint8Array)], [1, 0]);
  });
});
