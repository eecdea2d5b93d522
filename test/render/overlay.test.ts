import assert from "node:assert/strict";
import { test } from "node:test";
import { NdArray } from "#dist/array/nd-array.js";
import { isVoxmillError } from "#dist/errors.js";
import { labelColor } from "#dist/render/label-colors.js";
import { orthogonalPlanes } from "#dist/render/orthogonal-planes.js";
import { overlay } from "#dist/render/overlay.js";
import { createImage, type RgbaImage } from "#dist/render/rgba-image.js";

const pixel = ({ width, data }: RgbaImage, x: number, y: number): number[] => [
  ...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4),
];
const labels = new NdArray("uint32", Uint32Array.from(["00000", "01110", "01110", "01120", "00000"].join("").split(""), Number), [5, 5]);

test("background stays, regions take their colours, contours are darker", () => {
  const base = createImage(5, 5, [100, 100, 100]);
  const drawn = overlay(base, labels, { alpha: 1 });
  assert.deepEqual(pixel(drawn, 0, 0), [100, 100, 100, 255]);
  assert.deepEqual(pixel(drawn, 2, 2), [...labelColor(1), 255]);
  const contour = pixel(drawn, 1, 1);
  for (const channel of [0, 1, 2]) assert.ok((contour[channel] as number) <= labelColor(1)[channel as 0] * 0.8 + 1);
  assert.notDeepEqual(pixel(drawn, 3, 3), pixel(drawn, 1, 3), "two regions have two colours");
  assert.ok(
    base.data.every((value, i) => i % 4 === 3 || value === 100),
    "the picture below is not changed",
  );
});

test("alpha is the share of the colour", () => {
  const drawn = overlay(createImage(5, 5, [0, 0, 0]), labels, { alpha: 0.25, outline: false, color: () => [200, 100, 40] });
  assert.deepEqual(pixel(drawn, 2, 2), [50, 25, 10, 255]);
  assert.deepEqual(pixel(drawn, 1, 1), [50, 25, 10, 255]);
});

test("labels are stretched over the picture without inventing any", () => {
  const drawn = overlay(createImage(50, 50, [0, 0, 0]), labels, { alpha: 1, outline: false });
  const colors = new Set<string>();
  for (let y = 0; y < 50; y++) for (let x = 0; x < 50; x++) colors.add(pixel(drawn, x, y).join());
  assert.deepEqual(colors, new Set(["0,0,0,255", [...labelColor(1), 255].join(), [...labelColor(2), 255].join()]));
  assert.deepEqual(pixel(drawn, 39, 39), [...labelColor(2), 255]);
  assert.deepEqual(pixel(drawn, 40, 40), [0, 0, 0, 255]);
});

test("64-bit labels keep their identity, masks are one region", () => {
  const wide = new NdArray("uint64", BigUint64Array.from([0n, (1n << 53n) + 1n, 1n << 53n, 0n]), [2, 2]);
  const drawn = overlay(createImage(2, 2, [0, 0, 0]), wide, { alpha: 1, outline: false });
  assert.notDeepEqual(pixel(drawn, 1, 0), pixel(drawn, 0, 1), "2^53 and 2^53 + 1 are two labels");
  const mask = new NdArray("bool", Uint8Array.from([1, 0]), [1, 2]);
  assert.deepEqual(pixel(overlay(createImage(2, 1, [9, 9, 9]), mask, { alpha: 1, outline: false }), 1, 0), [9, 9, 9, 255]);
});

test("what cannot be laid over a picture is refused", () => {
  const isGeometryError = (error: unknown) => isVoxmillError(error, "GeometryError");
  assert.throws(() => overlay(createImage(2, 2), NdArray.zeros("uint8", [2, 2, 3])), isGeometryError);
  assert.throws(() => overlay(createImage(2, 2), NdArray.zeros("uint8", [2, 2]), { alpha: 2 }), isGeometryError);
});

test("orthogonal planes meet in one voxel", () => {
  const volume = new NdArray(
    "uint16",
    Uint16Array.from({ length: 60 }, (_, i) => i),
    [3, 4, 5],
  );
  const planes = orthogonalPlanes(volume, [2, 1, 3]);
  assert.deepEqual(
    [planes.z.shape, planes.y.shape, planes.x.shape],
    [
      [4, 5],
      [3, 5],
      [3, 4],
    ],
  );
  assert.equal(planes.z.get(1, 3), volume.get(2, 1, 3));
  assert.equal(planes.y.get(2, 3), volume.get(2, 1, 3));
  assert.equal(planes.x.get(2, 1), volume.get(2, 1, 3));
  assert.equal(planes.x.get(0, 3), volume.get(0, 3, 3));
  assert.deepEqual(orthogonalPlanes(volume).index, [1, 2, 2]);
  assert.throws(
    () => orthogonalPlanes(volume, [3, 0, 0]),
    (error) => isVoxmillError(error, "GeometryError"),
  );
});
