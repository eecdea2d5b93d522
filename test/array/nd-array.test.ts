import assert from "node:assert/strict";
import { test } from "node:test";
import { NdArray } from "#dist/array/nd-array.js";
import { fromNested, toNested } from "#dist/array/nested.js";
import { isVoxmillError } from "#dist/errors.js";

const says = (part: RegExp) => (error: unknown) => isVoxmillError(error, "GeometryError") && part.test(error.message);
const counting = () => fromNested([[[0, 1, 2], [3, 4, 5]], [[6, 7, 8], [9, 10, 11]]], "uint8"); // biome-ignore format: layers

test("views share their data", () => {
  const array = counting();
  const part = array.view([1, 0, 1], [2, 2, 3]);
  assert.deepEqual(toNested(part), [[[7, 8], [10, 11]]]); // biome-ignore format: layers
  assert.ok(!part.contiguous);
  array.data[7] = 70;
  assert.equal(part.get(0, 0, 0), 70);
});

test("transposing is a view too", () => {
  const array = counting();
  assert.deepEqual(toNested(array.transpose([2, 0, 1])), [[[0, 3], [6, 9]], [[1, 4], [7, 10]], [[2, 5], [8, 11]]]); // biome-ignore format: layers
  assert.equal(array.transpose([2, 0, 1]).data, array.data);
  assert.throws(() => array.transpose([0, 1, 1]), says(/each axis from 0 to 2 once, found \[0, 1, 1\]/));
});

test("contiguous looks at axes that move only", () => {
  const array = counting();
  assert.ok(array.contiguous);
  assert.ok(array.view([1, 0, 0], [2, 2, 3]).contiguous);
  assert.ok(array.view([1, 1, 1], [2, 2, 3]).contiguous, "a single row");
  assert.ok(!array.view([0, 1, 0], [2, 2, 3]).contiguous);
  assert.ok(!array.transpose([2, 1, 0]).contiguous);
  assert.ok(new NdArray("uint8", new Uint8Array(3), [1, 3], [99, 1]).contiguous);
});

test("voxels outside the data are refused", () => {
  assert.throws(() => new NdArray("uint8", new Uint8Array(5), [2, 3]), says(/at least 6 values for shape \[2, 3\].*found 5/));
  assert.throws(() => new NdArray("uint8", new Uint8Array(6), [2, 3], [3, 1], 1), says(/at least 7 values/));
  assert.throws(() => new NdArray("uint8", new Uint8Array(6), [3], [-1], 1), says(/from 1/));
  assert.deepEqual(toNested(new NdArray("uint8", Uint8Array.of(1, 2, 3), [3], [-1], 2)), [3, 2, 1]);
  assert.throws(() => counting().view([0, 0, 0], [2, 2, 4]), says(/part of an array of shape \[2, 2, 3\], found \[0:2, 0:2, 0:4\]/));
  assert.throws(() => counting().view([0, 0, 2], [2, 2, 1]), says(/found \[0:2, 0:2, 2:1\]/));
  assert.throws(
    () => NdArray.zeros("uint8", [2.5]),
    (error) => error instanceof Error,
  );
});

test("an array of no voxels needs no data", () => {
  const none = new NdArray("float32", new Float32Array(0), [4, 0, 2]);
  assert.equal(none.size, 0);
  assert.ok(none.contiguous);
});
