import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isFloat } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import { type ClipParams, cast, castTwin, clip, clipTwin } from "#dist/kernels/elementwise/index.js";
import { runBlocks, runKernel } from "./harness.js";
import { allDtypes, anyBlock, assertSameBits, numberDtypes, smallShape, trickyImage } from "./random-image.js";

describe("cast", () => {
  it("converts as its twin does, or refuses with it, between all dtypes", async () => {
    for (const from of allDtypes) {
      for (const dtype of allDtypes) {
        for (const clip of [false, true]) {
          const image = trickyImage(from, [2, 3, 61], from.length * 7 + dtype.length);
          const values = image.data as { [i: number]: number | bigint };
          if (isFloat(from)) for (let i = 0; i < image.size; i++) if (clip && Number.isNaN(values[i])) values[i] = 7.9;
          let expected: NdArray | undefined;
          try {
            expected = castTwin({ dtype, clip }, image);
          } catch {
            assert.ok(!clip, "clipped values always fit");
          }
          const run = runBlocks(cast, { dtype, clip }, [image], [1, 2, 40]);
          if (expected === undefined) await assert.rejects(run, { name: "GeometryError" });
          else assertSameBits(await run, expected);
        }
      }
    }
  });

  it("truncates towards zero and names the voxel that does not fit", async () => {
    const image = new NdArray("float32", new Float32Array([-0.9, 2.9, 255.9, -1]), [1, 2, 2]);
    await assert.rejects(runKernel(cast, { dtype: "uint8" }, [image]), { message: /fit uint8, found -1 at voxel \[0, 1, 1\]/ });
    assert.deepEqual([...(await runKernel(cast, { dtype: "uint8", clip: true }, [image])).data], [0, 2, 255, 0]);
    assert.deepEqual([...(await runKernel(cast, { dtype: "int16" }, [image])).data], [0, 2, 255, -1]);
    const nan = new NdArray("float64", new Float64Array([Number.NaN]), [1, 1, 1]);
    await assert.rejects(runKernel(cast, { dtype: "uint8", clip: true }, [nan]), { message: /found NaN/ });
    assert.deepEqual([...(await runKernel(cast, { dtype: "bool" }, [nan])).data], [1]);
  });

  it("rounds 64-bit integers to float32 once", async () => {
    // 2^62 + 2^38 + 1: rounding to float64 first would make it a tie
    const image = new NdArray("int64", new BigInt64Array([(1n << 62n) + (1n << 38n) + 1n]), [1, 1, 1]);
    assert.deepEqual([...(await runKernel(cast, { dtype: "float32" }, [image])).data], [2 ** 62 + 2 ** 39]);
  });
});

describe("clip", () => {
  it("limits values as its twin does", async () => {
    const limits = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 51, max: 120 }));
    const property = fc.asyncProperty(
      fc.constantFrom(...numberDtypes),
      smallShape,
      limits,
      fc.boolean(),
      fc.boolean(),
      anyBlock,
      fc.nat(),
      async (dtype, shape, [min, max], lower, upper, block, seed) => {
        const image = trickyImage(dtype, shape, seed);
        const params: ClipParams = lower || !upper ? (upper ? { min, max } : { min }) : { max };
        assertSameBits(await runBlocks(clip, params, [image], block), clipTwin(params, image));
      },
    );
    await fc.assert(property, { numRuns: 100 });
  });

  it("accepts bounds beyond the dtype and refuses bounds that make no sense", async () => {
    const image = new NdArray("uint8", new Uint8Array([0, 5, 255]), [1, 1, 3]);
    assert.deepEqual([...(await runKernel(clip, { min: -10, max: 300 }, [image])).data], [0, 5, 255]);
    assert.deepEqual([...(await runKernel(clip, { min: "-Infinity", max: 6 }, [image])).data], [0, 5, 6]);
    for (const params of [{}, { min: 3, max: 2 }, { min: 256 }, { max: -1 }, { min: 0.5 }, { min: "NaN" }]) {
      assert.throws(() => clip.describe(params, ["uint8"]), { name: "GeometryError" }, JSON.stringify(params));
    }
  });
});
