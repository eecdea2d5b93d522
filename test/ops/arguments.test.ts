// What operators refuse before anything runs, and which option is at fault; what they make of unusual numbers.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NdArray } from "#dist/array/nd-array.js";
import { GeometryError, isVoxmillError, UnsupportedError, type VoxmillError } from "#dist/errors.js";
import { fromArray, type LabelImage, type LazyArray, type Mask } from "#dist/graph/index.js";
import { label } from "#dist/label/index.js";
import { regionProperties } from "#dist/measure/index.js";
import * as ops from "#dist/ops/index.js";
import { machine } from "../engine/machine.js";

const grey: LazyArray = fromArray(NdArray.zeros("uint8", [4, 5, 6]));
const mask = ops.threshold(grey, { above: 0 });
const labels = label(mask, { connectivity: 1 });
const footprint = ops.ball(1);
const part = grey.slice([0, 2]);

async function values(array: LazyArray): Promise<readonly (number | bigint)[]> {
  const { values } = await machine().run({ values: { array } });
  return Array.from((values["array"] as NdArray).data as ArrayLike<number | bigint>);
}

/** What is wrong, the option it is about, a part of the message. */
const refused: readonly (readonly [what: string, call: () => unknown, option: string | undefined, message: RegExp])[] = [
  [
    "a grey image to transform",
    () => ops.distanceTransform(grey as Mask),
    "input",
    /Expected a mask \(bool\) for distanceTransform, found uint8\. Make one with threshold\./,
  ],
  ["a border that is no value", () => ops.erode(grey, { footprint, borderValue: -1 }), "borderValue", /Expected a value of uint8/],
  ["a border of a mask", () => ops.dilate(mask, { footprint, borderValue: 2 }), "borderValue", /Expected 0 or 1/],
  ["a footprint of other axes", () => ops.erode(mask, { footprint: { mask: [1, 1, 1] } }), "footprint", /Expected a footprint of \d axes/],
  ["an empty footprint", () => ops.erode(mask.slice(0), { footprint: { mask: [[0]] } }), "footprint", /at least one voxel/],
  ["a spacing of 0", () => ops.distanceTransform(mask, { spacing: 0 }), "spacing", /Expected a spacing above 0/],
  ["a spacing that is no unit", () => ops.distanceTransform(mask, { spacing: "apples" }), "spacing", /name of a unit/],
  [
    "a float image to label",
    () => label(ops.cast(grey, { dtype: "float32" }) as LazyArray as Mask, { connectivity: 1 }),
    "input",
    /Expected a mask \(bool\) or an image of integers for label/,
  ],
  [
    "a mask to expandLabels",
    () => ops.expandLabels(mask as LazyArray as LabelImage, { distance: 1 }),
    "input",
    /Expected a label image \(uint32\)/,
  ],
  [
    "a mask to regionProperties",
    () => regionProperties(mask as LazyArray as LabelImage, { properties: ["area"] }),
    "input",
    /Expected a label image/,
  ],
  ["a grey image within", () => ops.expandLabels(labels, { distance: 1, within: grey as Mask }), "within", /Expected a mask/],
  ["a grey image in logic", () => ops.and(mask, grey as Mask), "with", /Expected a mask/],
  ["a mask to clip", () => ops.clip(mask, { min: 0 }), "input", /Masks have nothing to clip/],
  ["two shapes", () => ops.add(grey, part), "with", /Expected arrays of one shape for add, found \[4, 5, 6\] and \[2, 5, 6\]/],
  ["two shapes in where", () => ops.where(mask, part, 0), "inside", /one shape for where/],
  ["two numbers", () => ops.add(1, 2), undefined, /Expected at least one array for add, found two numbers/],
  ["NaN as a limit", () => ops.threshold(grey, { above: Number.NaN }), "above", /Expected a number for above, found NaN/],
  ["no limit", () => ops.threshold(grey, {}), undefined, /at least one of above, atLeast, below, atMost/],
  ["a histogram as a limit", () => ops.threshold(grey, { above: ops.histogram(grey) }), "above", /found a histogram/],
  ["a fraction for a bound of integers", () => ops.clip(grey, { min: 0.5 }), undefined, /integer bounds/],
  ["a number that no uint8 holds", () => ops.where(mask, grey, 256), "outside", /a value of uint8/],
  ["NaN beside integers", () => ops.where(mask, Number.NaN, grey), "inside", /found NaN/],
  [
    "dtypes that none holds",
    () => ops.where(mask, ops.cast(grey, { dtype: "uint64" }), ops.cast(grey, { dtype: "int8" })),
    "outside",
    /uint64 and int8/,
  ],
  ["no dtype", () => ops.cast(grey, { dtype: "uint9" as "uint8" }), "dtype", /found uint9/],
  [
    "an infinite constant",
    () => ops.gaussianFilter(grey, { sigma: 1, boundary: "constant", constantValue: Number.NaN }),
    "constantValue",
    /finite/,
  ],
  ["a negative sigma", () => ops.gaussianFilter(grey, { sigma: -1 }), "sigma", /sigma from 0 to/],
  ["a length without a spacing", () => ops.erode(mask, { footprint: ops.ball("2 um") }), "footprint", /needs a spacing/],
  ["an even box", () => ops.erode(mask, { footprint: ops.box(2) }), "footprint", /odd/],
  ["connectivity beyond the axes", () => label(mask.slice(0), { connectivity: 3 }), "connectivity", /from 1 \(faces\) to 2 \(corners\)/],
  ["an axis that is not there", () => ops.project(grey, { axis: "t", method: "max" }), "axis", /axes z, y, x, found "t"/],
  ["a line to project", () => ops.project(grey.slice(0, 0), { axis: "x", method: "max" }), "input", /Use max, min, sum or mean/],
  ["101 percent", () => ops.percentile(grey, { q: 101 }), "q", /between 0 and 100/],
  ["an empty range", () => ops.histogram(grey, { range: [3, 3] }), "range", /the smaller first/],
  ["half a chunk", () => ops.rechunk(grey, 0.5), "chunks", /1 voxel or more/],
  [
    "a shape property of a line",
    () => regionProperties(labels.slice(0, 0), { properties: ["anisotropy"] }),
    "properties",
    /axes for anisotropy, found 1/,
  ],
];

describe("arguments", () => {
  for (const [what, call, option, message] of refused) {
    it(`refuse ${what}`, () => {
      assert.throws(call, (error: unknown) => {
        assert.ok(isVoxmillError(error, "GeometryError", "UnsupportedError"), String(error));
        assert.match((error as VoxmillError).message, message);
        assert.equal((error as VoxmillError).option, option);
        return error instanceof GeometryError || error instanceof UnsupportedError;
      });
    });
  }

  it("survive the way to a worker: infinities, -0, integers beyond 2^53", async () => {
    const big = fromArray(new NdArray("uint64", BigUint64Array.of(0n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 64n - 1n), [4]));
    assert.deepEqual(await values(ops.threshold(big, { above: 2n ** 53n })), [0, 0, 1, 1]);
    assert.deepEqual(await values(ops.equal(big, 2n ** 64n - 1n)), [0, 0, 0, 1]);
    const real = fromArray(new NdArray("float32", Float32Array.of(-1, 0, Number.POSITIVE_INFINITY, Number.NaN), [4]));
    assert.deepEqual(await values(ops.threshold(real, { below: Number.POSITIVE_INFINITY })), [1, 1, 0, 0]);
    assert.deepEqual(await values(ops.multiply(real, -0)), [0, -0, Number.NaN, Number.NaN]);
    assert.deepEqual(await values(ops.where(ops.equal(real, real), real, Number.NEGATIVE_INFINITY)), [
      -1,
      0,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
  });

  it("promote so that nothing wraps", () => {
    const dtype = (array: LazyArray): string => array.dtype;
    const int16 = ops.cast(grey, { dtype: "int16" });
    const float32 = ops.cast(grey, { dtype: "float32" });
    assert.deepEqual(
      [
        ops.add(grey, grey),
        ops.add(grey, 1),
        ops.subtract(grey, int16),
        ops.multiply(int16, int16),
        ops.divide(grey, 2),
        ops.divide(float32, 2),
        ops.negate(grey),
        ops.absolute(int16),
        ops.add(mask, mask),
        ops.subtract(float32, ops.mean(float32)),
        ops.subtract(grey, ops.mean(grey)),
        ops.subtract(grey, ops.min(grey)),
        ops.minimum(grey, 300),
        ops.where(mask, grey, int16),
        ops.project(grey, { axis: "z", method: "sum" }),
      ].map(dtype),
      [
        "uint16",
        "uint16",
        "int32",
        "int32",
        "float64",
        "float32",
        "int16",
        "uint16",
        "uint8",
        "float32",
        "float64",
        "int16",
        "uint8",
        "int16",
        "uint64",
      ],
    );
  });

  it("that overflow where no dtype is wide enough are an error that names the voxel", async () => {
    const big = fromArray(new NdArray("int64", BigInt64Array.of(1n, 2n ** 62n), [2]));
    await assert.rejects(
      values(ops.add(big, big)),
      /Expected the result of add\(4611686018427387904, 4611686018427387904\) at voxel \[0, 0, 1\] to fit/,
    );
    const real = fromArray(new NdArray("float32", Float32Array.of(1, 300), [2]));
    await assert.rejects(values(ops.cast(real, { dtype: "uint8" })), /Expected values that fit uint8, found 300 at voxel \[0, 0, 1\]/);
  });

  it("leave an array alone where there is nothing to do", () => {
    assert.equal(ops.cast(grey, { dtype: "uint8" }), grey);
    assert.equal(ops.rechunk(grey, 2).node.id, grey.node.id);
    assert.equal(ops.add(grey, 1).node.id, ops.add(grey, 1).node.id);
  });
});
