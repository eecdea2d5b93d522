import assert from "node:assert/strict";
import { test } from "node:test";
import { NdArray } from "#dist/array/nd-array.js";
import { isVoxmillError } from "#dist/errors.js";
import { intensityWindow, windowPosition } from "#dist/render/window.js";

const floats = (values: readonly number[], shape: readonly number[]) => new NdArray("float64", Float64Array.from(values), shape);
const ramp = floats(
  Array.from({ length: 101 }, (_, i) => i * 10),
  [1, 101],
);

test("percentiles are interpolated as NumPy does", () => {
  assert.deepEqual(intensityWindow(ramp, { percentiles: [0, 100] }), { lo: 0, hi: 1000 });
  assert.deepEqual(intensityWindow(ramp, { percentiles: [2.5, 50] }), { lo: 25, hi: 500 });
  const { lo, hi } = intensityWindow(ramp);
  assert.equal(lo, 10);
  assert.ok(Math.abs(hi - 998) < 1e-9);
});

test("NaN and infinities do not count", () => {
  const plane = floats([NaN, 1, 5, Infinity, 3, -Infinity], [2, 3]);
  assert.deepEqual(intensityWindow(plane, { percentiles: [0, 100] }), { lo: 1, hi: 5 });
  assert.deepEqual(intensityWindow(floats([NaN, NaN], [1, 2])), { lo: 0, hi: 1 });
});

test("a constant image is drawn in the middle of the colormap", () => {
  const window = intensityWindow(floats([7, 7, 7, 7], [2, 2]));
  assert.deepEqual(window, { lo: 7, hi: 7 });
  assert.equal(windowPosition(7, window), 0.5);
  assert.equal(windowPosition(6.9, window), 0);
  assert.equal(windowPosition(7.1, window), 1);
  assert.ok(Number.isNaN(windowPosition(NaN, window)));
});

test("a mask is black and white, and a sparse one keeps its few bright pixels", () => {
  assert.deepEqual(intensityWindow(NdArray.zeros("bool", [4, 4])), { lo: 0, hi: 1 });
  const sparse = NdArray.zeros("uint8", [100, 100]);
  sparse.data[5050] = 200;
  assert.deepEqual(intensityWindow(sparse), { lo: 0, hi: 200 });
});

test("several planes share one window; views and 64-bit integers are read as they are", () => {
  const low = new NdArray("int64", BigInt64Array.from([-5n, 0n]), [1, 2]);
  const high = new NdArray("uint16", Uint16Array.from([9, 0, 7, 0]), [1, 2], [2, 2]);
  assert.deepEqual(intensityWindow([low, high], { percentiles: [0, 100] }), { lo: -5, hi: 9 });
});

test("colour planes of uint8 keep their range, and alpha is not an intensity", () => {
  const rgb = new NdArray("uint8", Uint8Array.from([1, 2, 3, 4, 5, 6]), [1, 2, 3]);
  assert.deepEqual(intensityWindow(rgb), { lo: 0, hi: 255 });
  const rgba = new NdArray("uint16", Uint16Array.from([10, 20, 30, 65_535]), [1, 1, 4]);
  assert.deepEqual(intensityWindow(rgba, { percentiles: [0, 100] }), { lo: 10, hi: 30 });
});

test("large planes are sampled on a regular grid", () => {
  const plane = NdArray.zeros("uint8", [2048, 2048]);
  plane.data.fill(9, 0, 2048 * 1024);
  assert.deepEqual(intensityWindow(plane, { percentiles: [0, 100] }), { lo: 0, hi: 9 });
});

test("windows that cannot be are refused", () => {
  const isGeometryError = (error: unknown) => isVoxmillError(error, "GeometryError");
  assert.throws(() => intensityWindow(ramp, [5, 1]), isGeometryError);
  assert.throws(() => intensityWindow(ramp, [0, Number.NaN]), isGeometryError);
  assert.throws(() => intensityWindow(ramp, { percentiles: [99, 1] }), isGeometryError);
  assert.throws(() => intensityWindow(ramp, { percentiles: [0, 101] }), isGeometryError);
  assert.deepEqual(intensityWindow(ramp, [3, 3]), { lo: 3, hi: 3 });
});
