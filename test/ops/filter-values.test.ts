// What filters make of unusual values and unusual sizes: NaN, infinities, constant images, the ends of integer ranges, boxes wider than the image.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Dtype, integerRange, isBigInt } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import { fromNested, type Nested, toNested } from "#dist/array/nested.js";
import type { RunEvent } from "#dist/engine/index.js";
import { isVoxmillError, type VoxmillError } from "#dist/errors.js";
import { fromArray, type LazyArray } from "#dist/graph/index.js";
import { plan } from "#dist/node/index.js";
import * as ops from "#dist/ops/index.js";
import { machine } from "../engine/machine.js";

const line = (values: Nested, dtype: Dtype = "float32"): LazyArray => fromArray(fromNested(values, dtype));
async function values(array: LazyArray, block?: readonly number[]): Promise<NdArray> {
  const result = await machine().run({ values: { array } }, block === undefined ? {} : { block });
  return result.values["array"] as NdArray;
}
const list = async (array: LazyArray): Promise<Nested> => toNested(await values(array));
const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const integers: readonly Dtype[] = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64"];

describe("ranks", () => {
  it("sort NaN behind infinity, -0 before 0", async () => {
    const image = line([1, nan, -inf, 2, inf, nan, nan, 0, -0, 0]);
    assert.deepEqual(await list(ops.minimumFilter(image, { size: 3 })), [1, -inf, -inf, -inf, 2, inf, 0, -0, -0, -0]);
    assert.deepEqual(await list(ops.maximumFilter(image, { size: 3 })), [nan, nan, nan, inf, nan, nan, nan, nan, 0, 0]);
    assert.deepEqual(await list(ops.medianFilter(image, { size: 3 })), [1, 1, 2, 2, inf, nan, nan, 0, 0, 0]);
    assert.deepEqual(await list(ops.maximumFilter(line([-0, -0, -0]), { size: 3 })), [-0, -0, -0]);
  });
  it("keep the ends of every integer dtype", async () => {
    for (const dtype of integers) {
      const { min, max } = integerRange(dtype);
      const number = (value: bigint): number | bigint => (isBigInt(dtype) ? value : Number(value));
      const image = line([min, max, min, max - 1n, max], dtype);
      assert.deepEqual(await list(ops.minimumFilter(image, { size: 2 })), [min, min, min, min, max - 1n].map(number), dtype);
      assert.deepEqual(await list(ops.maximumFilter(image, { size: 2 })), [min, max, max, max - 1n, max].map(number), dtype);
      assert.deepEqual(await list(ops.medianFilter(image, { size: 3 })), [min, min, max - 1n, max - 1n, max].map(number), dtype);
      const constant = { boundary: "constant", constantValue: isBigInt(dtype) ? 5 : Number(max) } as const;
      assert.equal(
        (await values(ops.maximumFilter(line([min], dtype), { size: 3, ...constant }))).data[0],
        number(isBigInt(dtype) ? 5n : max),
      );
    }
  });
  it("see the whole image in a box far wider, and themselves in a box of one voxel", async () => {
    const image = line([[3, 1, 2], [9, 8, 7]], "uint8"); // biome-ignore format: an image
    assert.deepEqual(await list(ops.maximumFilter(image, { size: 501 })), [[9, 9, 9], [9, 9, 9]]); // biome-ignore format: an image
    assert.deepEqual(await list(ops.medianFilter(image, { size: 1 })), toNested(await values(image)));
    assert.deepEqual(await list(ops.rankFilter(image, { rank: 0, footprint: { offsets: [[0, 1]] } })), [[1, 2, 2], [8, 7, 7]]); // biome-ignore format: an image
  });
  it("filter masks as zeros and ones", async () => {
    const mask = ops.threshold(line([0, 1, 1, 0, 1, 0, 0], "uint8"), { above: 0 });
    const median = await values(ops.medianFilter(mask, { size: 3, boundary: "wrap" }));
    assert.equal(median.dtype, "bool");
    assert.deepEqual([...median.data], [0, 1, 1, 1, 0, 0, 0]);
  });
});

describe("linear filters", () => {
  const filters: { readonly [name: string]: (image: LazyArray, border: ops.BorderOptions) => LazyArray } = {
    uniformFilter: (image, border) => ops.uniformFilter(image, { size: 3, ...border }),
    correlate: (image, border) => ops.correlate(image, { weights: [0.25, 0.5, 0.25], ...border }),
    gaussianFilter: (image, border) => ops.gaussianFilter(image, { sigma: 0.3, truncate: 3, ...border }),
  };
  for (const [name, filter] of Object.entries(filters)) {
    it(`${name}: NaN and infinities reach as far as the filter, and constants stay`, async () => {
      const image = line([1, 1, nan, 1, 1, 1, inf, 1, 1, -inf, inf, 2]);
      for (const boundary of ["reflect", "nearest", "mirror", "wrap"] as const) {
        const found = (await list(filter(image, { boundary }))) as number[];
        assert.deepEqual(found.slice(1, 10), [nan, nan, nan, 1, inf, inf, inf, -inf, nan], boundary);
        for (const value of [7, 0.1, 1e30]) {
          const flat = (await list(filter(line(new Array(9).fill(value)), { boundary }))) as number[];
          assert.ok(
            flat.every((v) => Math.abs(v - value) <= 1e-7 * value),
            `${boundary} ${flat}`,
          );
        }
      }
    });
  }
  it("sum integers exactly, far beyond float32", async () => {
    const image = line([2 ** 31 - 1, 1, -(2 ** 31), 5], "int32");
    const sums = [2 ** 31 + 5, 0, -(2 ** 31) + 6, 2 ** 31 - 1 - 2 ** 31 + 5];
    assert.deepEqual(
      await list(ops.uniformFilter(image, { size: 3, boundary: "wrap" })),
      sums.map((sum) => Math.fround(sum / 3)),
    );
  });
  it("leave weights of 0 out", async () => {
    assert.deepEqual(await list(ops.correlate(line([nan, 1, 2, 3]), { weights: [0, 1, 1] })), [nan, 3, 5, 6]);
    assert.deepEqual(await list(ops.correlate(line([nan, 1]), { weights: [0] })), [0, 0]);
  });
  it("measure slopes as they say", async () => {
    const ramp = NdArray.zeros("int16", [12, 7, 8]);
    for (let i = 0; i < ramp.size; i++) ramp.data[i] = 5 * Math.floor(i / 56);
    const at = async (image: LazyArray): Promise<number> => Number((await values(image)).get(6, 3, 4));
    const image = fromArray(ramp);
    assert.equal(await at(ops.sobel(image, { axis: "z" })), 5 * 2 * 16);
    assert.equal(await at(ops.sobel(image)), 5 * 2 * 16);
    assert.equal(await at(ops.prewitt(image, { axis: "z" })), 5 * 2 * 9);
    assert.equal(await at(ops.sobel(image, { axis: "x" })), 0);
    assert.equal(await at(ops.laplace(image)), 0);
    assert.ok(Math.abs((await at(ops.gaussianFilter(image, { sigma: 1, order: { z: 1 } }))) - 5) < 0.02);
    assert.equal(await at(ops.unsharpMask(image, { sigma: 0, amount: 3 })), 30);
  });
  it("do not overflow on the way to a magnitude", async () => {
    const found = (await list(ops.sobel(line([0, 0, 1e30, 3e30])))) as number[];
    assert.equal(found[2], Math.fround(Math.fround(3e30)));
  });
});

describe("huge filters", () => {
  it("of a sigma far wider than the image give its mean", async () => {
    const image = line([[0, 2, 4], [6, 8, 10]], "uint8"); // biome-ignore format: an image
    for (const boundary of ["reflect", "wrap"] as const) {
      const found = (await values(ops.gaussianFilter(image, { sigma: 60, boundary }), [1, 2])).data as Float32Array;
      for (const value of found) assert.ok(Math.abs(value - 5) < 1e-3, `${boundary}: ${value}`);
    }
  });
  it("of sigma 0 leave the image alone, but for the dtype", async () => {
    const found = await values(ops.gaussianFilter(line([1, 2, 200], "uint8"), { sigma: 0, boundary: "wrap" }));
    assert.equal(found.dtype, "float32");
    assert.deepEqual([...found.data], [1, 2, 200]);
  });
});

describe("wrap", () => {
  const image = fromArray(NdArray.zeros("float32", [48, 30, 20]), { chunks: [16, 30, 20] });
  it("has its memory in the plan, and is refused where there is too little", () => {
    const narrow = plan(ops.gaussianFilter(image, { sigma: 1, boundary: "wrap" }), { workers: 1 });
    const wide = plan(ops.gaussianFilter(image, { sigma: 4, boundary: "wrap" }), { workers: 1 });
    assert.ok(Math.max(...wide.stages.map((s) => s.taskBytes)) > Math.max(...narrow.stages.map((s) => s.taskBytes)));
    assert.throws(
      () => plan(ops.gaussianFilter(image, { sigma: 900, boundary: "wrap" }), { workers: 1, memory: "600MB" }),
      (error: VoxmillError) => isVoxmillError(error, "PlanError"),
    );
  });
  it("reads what a slice needs alone", async () => {
    const filtered = ops.gaussianFilter(image, { sigma: { z: 1, y: 0, x: 0 }, boundary: "wrap" });
    let read = 0;
    const onEvent = (event: RunEvent): void => {
      if (event.type === "task-end") read += event.report.bytesRead;
    };
    await machine().run({ values: { part: filtered.slice([0, 4]) } }, { onEvent });
    // 4 layers above and, from the other end, 4 below: of three chunks the first and the last.
    assert.equal(read, 2 * 16 * 30 * 20 * 4);
  });
});

describe("options that filters refuse", () => {
  const grey = line([[1, 2], [3, 4]], "uint8"); // biome-ignore format: an image
  const frames = fromArray(NdArray.zeros("uint8", [2, 3, 4, 5]));
  const refused: readonly (readonly [what: string, call: () => unknown, option: string, message: RegExp])[] = [
    ["neither size nor footprint", () => ops.medianFilter(grey, {}), "size", /either size or footprint for medianFilter, found neither/],
    ["both", () => ops.minimumFilter(grey, { size: 3, footprint: ops.box(3) }), "footprint", /found both/],
    ["a size of 0", () => ops.uniformFilter(grey, { size: 0 }), "size", /whole size from 1 to 10000 voxels on axis y, found 0/],
    ["a size along time", () => ops.maximumFilter(frames, { size: [3, 1, 1, 1] }), "size", /to be 0 on axis t/],
    ["a rank past the end", () => ops.rankFilter(grey, { rank: 9, size: 3 }), "rank", /from -9 to 8/],
    ["a percentile of 101", () => ops.percentileFilter(grey, { percentile: 101, size: 3 }), "percentile", /between 0 and 100, found 101/],
    ["a constant of no uint8", () => ops.medianFilter(grey, { size: 3, boundary: "constant", constantValue: -1 }), "constantValue", /a value of uint8/],
    ["an infinite constant", () => ops.laplace(grey, { boundary: "constant", constantValue: inf }), "constantValue", /finite constantValue/],
    ["another boundary", () => ops.sobel(grey, { boundary: "periodic" as "wrap" }), "boundary", /one of reflect, nearest/],
    ["another axis", () => ops.sobel(grey, { axis: "z" }), "axis", /one of the axes y, x, found "z"/],
    ["time as an axis", () => ops.prewitt(frames, { axis: "t" }), "axis", /frame by frame/],
    ["weights of another shape", () => ops.correlate(grey, { weights: [1, 2] }), "weights", /weights with 2 axes \(y, x\), found shape \[2\]/],
    ["ragged weights", () => ops.convolve(grey, { weights: [[1, 2], [1]] }), "weights", /Expected 2 entries/],
    ["NaN as a weight", () => ops.convolve(grey, { weights: [[nan]] }), "weights", /finite weights/],
    ["an origin past the weights", () => ops.correlate(grey, { weights: [[1, 2, 3]], origin: { x: 2 } }), "origin", /on axis x, found 2/],
    ["a derivative at sigma 0", () => ops.gaussianFilter(grey, { sigma: 0, order: 1 }), "order", /for a derivative of order 1/],
    ["a broken order", () => ops.gaussianFilter(grey, { sigma: 1, order: 0.5 }), "order", /whole order of 0 or more/],
    ["a Laplacian at sigma 0", () => ops.gaussianLaplace(grey, { sigma: { y: 0, x: 1 } }), "order", /derivative of order 2/],
    ["a wider Gaussian that is narrower", () => ops.differenceOfGaussians(grey, { lowSigma: 2, highSigma: 1 }), "highSigma", /at least lowSigma/],
    ["an endless amount", () => ops.unsharpMask(grey, { sigma: 1, amount: inf }), "amount", /finite amount/],
  ]; // biome-ignore format: a table
  for (const [what, call, option, message] of refused) {
    it(what, () =>
      assert.throws(call, (error: VoxmillError) => {
        assert.ok(isVoxmillError(error));
        assert.match(error.message, message);
        assert.equal(error.option, option);
        return true;
      }),
    );
  }
});
