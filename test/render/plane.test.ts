import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { NdArray } from "#dist/array/nd-array.js";
import { isVoxmillError } from "#dist/errors.js";
import { nanColor } from "#dist/render/colormap.js";
import { displaySize } from "#dist/render/display-size.js";
import { planeOf } from "#dist/render/plane.js";
import { renderPlane } from "#dist/render/render-plane.js";
import { resamplePlane } from "#dist/render/resample.js";

const isGeometryError = (error: unknown) => isVoxmillError(error, "GeometryError");
const bytes = (values: readonly number[], shape: readonly number[]) => new NdArray("uint8", Uint8Array.from(values), shape);
const reds = (data: Uint8Array): number[] => Array.from(data).filter((_, i) => i % 4 === 0);
/** One pixel of the picture for one of the plane. */
const asIs = { minSize: 1 };

test("small planes are enlarged by a whole factor, large ones reduced", () => {
  assert.deepEqual(displaySize([100, 60]), { width: 360, height: 600, pixelSize: 1 / 6 });
  assert.deepEqual(displaySize([600, 800]), { width: 800, height: 600, pixelSize: 1 });
  assert.deepEqual(displaySize([1024, 4096]), { width: 1024, height: 256, pixelSize: 4 });
  assert.deepEqual(displaySize([300, 300], { maxSize: 512 }), { width: 300, height: 300, pixelSize: 1 });
});

test("pixels are square in world units", () => {
  assert.deepEqual(displaySize([10, 100], { spacing: [5, 0.5], minSize: 100 }), { width: 100, height: 100, pixelSize: 0.5 });
  fc.assert(
    fc.property(
      fc.integer({ min: 8, max: 3000 }),
      fc.integer({ min: 8, max: 3000 }),
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      (rows, columns, down, right) => {
        const { width, height, pixelSize } = displaySize([rows, columns], { spacing: [down, right] });
        assert.ok(Math.max(width, height) <= 1024);
        assert.ok(Math.abs(width - (columns * right) / pixelSize) <= 0.5 || width === 1);
        assert.ok(Math.abs(height - (rows * down) / pixelSize) <= 0.5 || height === 1);
      },
    ),
  );
  assert.throws(() => displaySize([4, 4], { spacing: [1, 0] }), isGeometryError);
  assert.throws(() => displaySize([4, 4], { spacing: [1] }), isGeometryError);
});

test("reducing averages, enlarging repeats", () => {
  const plane = planeOf(bytes([0, 2, 10, 20, 4, 6, 30, 40], [2, 4]));
  assert.deepEqual([...resamplePlane(plane, 1, 2)], [3, 25]);
  assert.deepEqual([...resamplePlane(plane, 2, 3)], [0.5, 6, 17.5, 4.5, 18, 37.5]);
  assert.deepEqual([...resamplePlane(planeOf(bytes([1, 2], [1, 2])), 2, 4)], [1, 1, 2, 2, 1, 1, 2, 2]);
});

test("NaN does not spread where it can be left out", () => {
  const plane = planeOf(new NdArray("float32", Float32Array.from([NaN, 4, NaN, NaN]), [1, 4]));
  assert.deepEqual([...resamplePlane(plane, 1, 2)], [4, NaN]);
});

test("reducing keeps the mean", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 7 * 11, maxLength: 7 * 11 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 11 }),
      (data, h, w) => {
        const out = resamplePlane(planeOf(new NdArray("uint8", data, [7, 11])), h, w);
        const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
        assert.ok(Math.abs(mean(out) - mean(data)) < 1e-9);
      },
    ),
  );
});

test("a uint8 ramp through the grey map is itself", () => {
  const data = Uint8Array.from({ length: 256 }, (_, i) => i);
  const image = renderPlane(new NdArray("uint8", data, [16, 16]), { ...asIs, window: [0, 255] });
  assert.deepEqual(reds(image.data), [...data]);
  assert.ok(image.data.every((value, i) => i % 4 !== 3 || value === 255));
  const inverted = renderPlane(new NdArray("uint8", data, [16, 16]), { ...asIs, window: [0, 255], invert: true });
  assert.deepEqual(reds(inverted.data), [...data].reverse());
});

test("values outside the window take the colours at its ends, NaN its own", () => {
  const plane = new NdArray("float32", Float32Array.from([-1e30, NaN, Infinity, 0.5]), [1, 4]);
  const { data } = renderPlane(plane, { ...asIs, window: [0, 1] });
  assert.deepEqual(reds(data), [0, nanColor[0], 255, 128]);
  assert.deepEqual([...data.subarray(4, 8)], [...nanColor, 255]);
});

test("views, strides and 64-bit integers are drawn like copies", () => {
  const volume = new NdArray(
    "uint64",
    BigUint64Array.from({ length: 24 }, (_, i) => BigInt(i * 10)),
    [2, 3, 4],
  );
  const column = new NdArray("uint64", volume.data, [2, 3], [12, 4], 1);
  assert.deepEqual(reds(renderPlane(column, { ...asIs, window: [0, 255] }).data), [10, 50, 90, 130, 170, 210]);
});

test("colour planes keep their colours and their alpha", () => {
  const rgb = bytes([255, 0, 10, 1, 2, 3], [1, 2, 3]);
  assert.deepEqual([...renderPlane(rgb, asIs).data], [255, 0, 10, 255, 1, 2, 3, 255]);
  const rgba = new NdArray("uint16", Uint16Array.from([100, 0, 50, 65_535, 0, 0, 0, 0]), [1, 2, 4]);
  assert.deepEqual([...renderPlane(rgba, { ...asIs, window: [0, 100] }).data], [255, 0, 128, 255, 0, 0, 0, 0]);
});

test("what is not a plane is refused", () => {
  assert.throws(() => renderPlane(NdArray.zeros("uint8", [4, 4, 4, 4])), isGeometryError);
  assert.throws(() => renderPlane(NdArray.zeros("uint8", [4, 4, 2])), isGeometryError);
  assert.throws(() => renderPlane(NdArray.zeros("uint8", [0, 4])), isGeometryError);
});
