import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Dtype, isFloat } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import { isVoxmillError } from "#dist/errors.js";
import { type ArithmeticParams, arithmetic, arithmeticTwin, operations } from "#dist/kernels/elementwise/index.js";
import { encodeNumber } from "#dist/kernels/json-number.js";
import { runBlocks, runKernel } from "./harness.js";
import { allDtypes, anyBlock, assertSameBits, numberDtypes, smallShape, trickyImage } from "./random-image.js";

/** Runs kernel and twin; both give the same image, or both refuse. */
async function agree(params: ArithmeticParams, images: readonly NdArray[], block?: readonly [number, number, number]): Promise<boolean> {
  let expected: NdArray | undefined;
  try {
    expected = arithmeticTwin(params, ...images);
  } catch (error) {
    assert.ok(isVoxmillError(error, "GeometryError"), `${error}`);
  }
  const run = block === undefined ? runKernel(arithmetic, params, images, { batch: 2 }) : runBlocks(arithmetic, params, images, block);
  if (expected === undefined) await assert.rejects(run, { name: "GeometryError" });
  else assertSameBits(await run, expected);
  return expected !== undefined;
}

const wide: readonly Dtype[] = ["int64", "uint64", "float64", "float32", "int32", "uint32"];

describe("arithmetic", () => {
  const dtype = fc.constantFrom(...allDtypes);
  const op = fc.constantFrom(...operations);
  const result = fc.oneof(fc.constantFrom(...numberDtypes), fc.constantFrom(...wide));

  it("computes what its twin computes, or refuses with it", async () => {
    let computed = 0;
    const property = fc.asyncProperty(
      dtype,
      dtype,
      result,
      op,
      smallShape,
      anyBlock,
      fc.nat(),
      async (first, second, dtype, op, shape, block, seed) => {
        const images = [trickyImage(first, shape, seed), trickyImage(second, shape, seed + 1)];
        const unary = op === "negate" || op === "abs";
        const used = unary ? images.slice(0, 1) : images;
        if (!isFloat(dtype) && (op === "divide" || used.some((image) => isFloat(image.dtype)))) {
          assert.throws(
            () =>
              arithmetic.describe(
                { op, dtype },
                used.map((i) => i.dtype),
              ),
            { name: "GeometryError" },
          );
          return;
        }
        if (await agree({ op, dtype }, used, block)) computed++;
      },
    );
    await fc.assert(property, { numRuns: 300 });
    assert.ok(computed > 50, `only ${computed} runs had a result`);
  });

  it("takes a number for the second or the first operand", async () => {
    const number = fc.constantFrom<number | bigint>(
      0,
      1,
      -1,
      2.5,
      0.1,
      255,
      2 ** 31,
      1n << 63n,
      (1n << 64n) - 1n,
      -(1n << 63n),
      1 / 0,
      Number.NaN,
    );
    const binary = fc.constantFrom(...operations.slice(0, 6));
    const property = fc.asyncProperty(
      dtype,
      result,
      binary,
      number,
      fc.boolean(),
      smallShape,
      fc.nat(),
      async (input, dtype, op, value, reverse, shape, seed) => {
        const image = trickyImage(input, shape, seed);
        const params = { op, dtype, value: encodeNumber(value), reverse };
        const fractional = typeof value === "number" && !Number.isInteger(value);
        if (!isFloat(dtype) && (op === "divide" || isFloat(input) || fractional)) {
          assert.throws(() => arithmetic.describe(params, [input]), { name: "GeometryError" });
        } else await agree(params, [image]);
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });

  it("is exact at the ends of 64-bit integers", async () => {
    const max = (1n << 63n) - 1n;
    const a = new NdArray("int64", new BigInt64Array([max, -max - 1n]), [1, 1, 2]);
    const b = new NdArray("uint64", new BigUint64Array([max, (1n << 64n) - 1n]), [1, 1, 2]);
    const sum = await runKernel(arithmetic, { op: "add", dtype: "uint64" }, [a, b]);
    assert.deepEqual([...sum.data], [2n * max, max]);
    const difference = await runKernel(arithmetic, { op: "subtract", dtype: "int64" }, [b, b]);
    assert.deepEqual([...difference.data], [0n, 0n]);
    await assert.rejects(runKernel(arithmetic, { op: "add", dtype: "int64" }, [a, a]), {
      name: "GeometryError",
      message: /add\(9223372036854775807, 9223372036854775807\) at voxel \[0, 0, 0\] to fit int64/,
    });
  });

  it("never wraps: 200 + 100 does not fit uint8", async () => {
    const image = new NdArray("uint8", new Uint8Array([1, 200, 3]), [1, 1, 3]);
    await assert.rejects(runKernel(arithmetic, { op: "add", dtype: "uint8", value: 100 }, [image]), {
      message: /add\(200, 100\) at voxel \[0, 0, 1\]/,
    });
    assert.deepEqual([...(await runKernel(arithmetic, { op: "add", dtype: "uint16", value: 100 }, [image])).data], [101, 300, 103]);
    assert.deepEqual(
      [...(await runKernel(arithmetic, { op: "subtract", dtype: "int16", value: 100, reverse: true }, [image])).data],
      [99, -100, 97],
    );
    assert.deepEqual([...(await runKernel(arithmetic, { op: "divide", dtype: "float64", value: 0 }, [image])).data], [1 / 0, 1 / 0, 1 / 0]);
  });

  it("refuses what has no meaning", () => {
    assert.throws(() => arithmetic.describe({ op: "add", dtype: "bool" }, ["uint8", "uint8"]), { name: "GeometryError" });
    assert.throws(() => arithmetic.describe({ op: "abs", dtype: "int16", value: 1 }, ["int8"]), { name: "GeometryError" });
    assert.throws(() => arithmetic.describe({ op: "add", dtype: "int16" }, ["int8"]), { name: "GeometryError" });
  });
});
