import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { NdArray } from "#dist/array/nd-array.js";
import { type ThresholdParams, threshold, thresholdTwin } from "#dist/kernels/elementwise/index.js";
import { encodeNumber } from "#dist/kernels/json-number.js";
import { runBlocks, runKernel } from "./harness.js";
import { allDtypes, anyBlock, assertSameBits, smallShape, trickyImage } from "./random-image.js";

const bound = fc
  .oneof(
    fc.constantFrom<number | bigint>(
      0,
      -0,
      1,
      2.5,
      -2.5,
      0.1,
      Math.fround(0.1),
      1e300,
      -1e300,
      2 ** 53,
      Number.NaN,
      1 / 0,
      -1 / 0,
      255,
      65535,
    ),
    fc.constantFrom<number | bigint>(
      (1n << 64n) - 1n,
      1n << 63n,
      -(1n << 63n),
      (1n << 63n) - 1n,
      1n << 70n,
      -(1n << 70n),
      9007199254740993n,
    ),
    fc.integer({ min: -5, max: 5 }),
    fc.double(),
  )
  .map(encodeNumber);
const conditions: fc.Arbitrary<ThresholdParams> = fc
  .record({ above: bound, atLeast: bound, below: bound, atMost: bound }, { requiredKeys: [] })
  .filter((c) => Object.keys(c).length > 0);

describe("threshold", () => {
  it("marks the voxels that its twin marks, for all dtypes and conditions, in any blocks", async () => {
    const property = fc.asyncProperty(
      fc.constantFrom(...allDtypes),
      smallShape,
      conditions,
      anyBlock,
      fc.nat(),
      async (dtype, shape, params, block, seed) => {
        const image = trickyImage(dtype, shape, seed);
        const expected = thresholdTwin(params, image);
        assertSameBits(await runKernel(threshold, params, [image], { batch: 2 }), expected);
        assertSameBits(await runBlocks(threshold, params, [image], block), expected);
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });

  it("compares float32 voxels with the threshold as it is, not rounded", async () => {
    const tenth = Math.fround(0.1);
    const image = new NdArray("float32", new Float32Array([tenth, 0.09, 0.11, Number.NaN, -0]), [1, 1, 5]);
    const mask = async (params: ThresholdParams): Promise<number[]> => [
      ...((await runKernel(threshold, params, [image])).data as Uint8Array),
    ];
    assert.deepEqual(await mask({ above: 0.1 }), [1, 0, 1, 0, 0]);
    assert.deepEqual(await mask({ above: tenth }), [0, 0, 1, 0, 0]);
    assert.deepEqual(await mask({ atMost: 0.1 }), [0, 1, 0, 0, 1]);
    assert.deepEqual(await mask({ atMost: tenth, atLeast: 0 }), [1, 1, 0, 0, 1]);
    assert.deepEqual(await mask({ below: 0 }), [0, 0, 0, 0, 0]);
  });

  it("compares 64-bit integers exactly, also with fractions", async () => {
    const image = new NdArray("int64", new BigInt64Array([9007199254740993n, 9007199254740992n, -3n, -2n]), [1, 1, 4]);
    const mask = async (params: ThresholdParams): Promise<number[]> => [
      ...((await runKernel(threshold, params, [image])).data as Uint8Array),
    ];
    assert.deepEqual(await mask({ above: 2 ** 53 }), [1, 0, 0, 0]);
    assert.deepEqual(await mask({ atLeast: "9007199254740993" }), [1, 0, 0, 0]);
    assert.deepEqual(await mask({ below: -2.5 }), [0, 0, 1, 0]);
  });

  it("asks for a condition", () => {
    assert.throws(() => threshold.describe({}, ["uint8"]), { name: "GeometryError" });
    assert.throws(() => threshold.describe({ above: "high" }, ["uint8"]), { name: "GeometryError" });
  });
});
