import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { allocate, type Dtype, dtypes } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import { GeometryError, UnsupportedError } from "#dist/errors.js";
import { type NiftiWriteInfo, niftiFormat, writeNifti } from "#dist/format/nifti/index.js";
import type { Series } from "#dist/format/source.js";
import { fileOf, layersOf, MemorySink, readWhole } from "../plain-store.js";

function ramp(dtype: Dtype, shape: readonly number[]): NdArray {
  const size = shape.reduce((a, b) => a * b, 1);
  const data = allocate(dtype, size);
  const big = dtype === "int64" || dtype === "uint64";
  for (let i = 0; i < size; i++) data[i] = (big ? BigInt(i) : dtype === "bool" ? i % 2 : i * 0.5) as never;
  return new NdArray(dtype, data, shape);
}

const info = (array: NdArray, more: Partial<NiftiWriteInfo> = {}): NiftiWriteInfo => ({
  shape: array.shape,
  dtype: array.dtype,
  axes: ["c", "t", "z", "y", "x"].slice(-array.shape.length),
  spacing: array.shape.map(() => 1),
  unit: array.shape.map(() => ""),
  translation: array.shape.map(() => 0),
  ...more,
});

async function write(array: NdArray, facts: NiftiWriteInfo, thickness = 1, gzip = false): Promise<Uint8Array> {
  const sink = new MemorySink();
  await writeNifti(facts, layersOf(array, thickness), sink, { gzip });
  return sink.bytes;
}
const reopen = async (bytes: Uint8Array): Promise<Series> => (await niftiFormat.open(fileOf(bytes, "a.nii"))).series[0] as Series;

test("what is written is read back, for every dtype, plain and gzip", async () => {
  for (const dtype of dtypes) {
    const array = ramp(dtype, [3, 4, 5]);
    for (const gzip of [false, true]) {
      const series = await reopen(await write(array, info(array), 2, gzip));
      assert.equal(series.info.dtype, dtype === "bool" ? "uint8" : dtype);
      assert.deepEqual((await readWhole(await series.open())).data, array.data);
    }
  }
});

test("spacing, unit and translation survive, and so does an affine", async () => {
  const array = ramp("uint8", [2, 3, 4, 5]);
  const placed = {
    spacing: [2.5, 1.4, 0.65, 0.65],
    unit: ["second", "micrometer", "micrometer", "micrometer"],
    translation: [10, -3.5, 0.1, 7],
  };
  const { info: found } = await reopen(await write(array, info(array, placed)));
  assert.deepEqual([found.spacing, found.unit, found.translation], [placed.spacing, placed.unit, placed.translation]);
  assert.deepEqual(found.axes, ["t", "z", "y", "x"]);
  const affine = [
    [-2, 0, 0, 90],
    [0, 2, 0, -126],
    [0, 0, 2, -72],
    [0, 0, 0, 1],
  ];
  assert.deepEqual((await reopen(await write(array, info(array, { affine })))).info.affine, affine);
});

test("nanometres become micrometres; other units are refused", async () => {
  const array = ramp("uint8", [1, 2, 2]);
  const { info: found } = await reopen(
    await write(array, info(array, { unit: ["nanometer", "nanometer", "nanometer"], spacing: [40, 4, 4] })),
  );
  assert.deepEqual([found.spacing, found.unit[0]], [[0.04, 0.004, 0.004], "micrometer"]);
  await assert.rejects(write(array, info(array, { unit: ["parsec", "", ""] })), UnsupportedError);
  await assert.rejects(write(array, info(array, { unit: ["meter", "micrometer", "micrometer"] })), UnsupportedError);
});

test("axes that NIfTI orders otherwise are refused; missing ones become length 1", async () => {
  const array = ramp("uint8", [2, 3, 4]);
  await assert.rejects(write(array, info(array, { axes: ["y", "x", "c"] })), UnsupportedError);
  const { info: found } = await reopen(await write(array, info(array, { axes: ["t", "y", "x"] })));
  assert.deepEqual(
    [found.axes, found.shape],
    [
      ["t", "z", "y", "x"],
      [2, 1, 3, 4],
    ],
  );
});

test("an axis too long for NIfTI-1 makes a NIfTI-2 file", async () => {
  const array = ramp("uint16", [1, 2, 40000]);
  const bytes = await write(array, info(array, { spacing: [1, 0.1, 0.1] }));
  assert.equal(new DataView(bytes.buffer).getInt32(0, true), 540);
  const series = await reopen(bytes);
  assert.deepEqual((await readWhole(await series.open())).data, array.data);
  assert.deepEqual(series.info.spacing, [1, 0.1, 0.1]);
});

test("how the layers are cut does not change the bytes, and gzip is the same every time", async () => {
  const array = ramp("int32", [7, 90, 300]);
  const plain = await write(array, info(array), 7);
  const zipped = await write(array, info(array), 7, true);
  assert.deepEqual(new Uint8Array(gunzipSync(zipped)), plain);
  assert.deepEqual([...zipped.subarray(0, 10)], [31, 139, 8, 0, 0, 0, 0, 0, 0, 3]);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 7 }), async (thickness) => {
      assert.deepEqual(await write(array, info(array), thickness, true), zipped);
    }),
    { numRuns: 4 },
  );
});

test("a view with other strides is written in C order", async () => {
  const array = ramp("int16", [4, 4, 6]);
  const part = array.view([0, 1, 2], [4, 3, 5]);
  const found = await readWhole(await (await reopen(await write(part, info(part), 2))).open());
  assert.equal(found.get(3, 1, 2), part.get(3, 1, 2));
  assert.equal(found.get(1, 0, 0), part.get(1, 0, 0));
});

test("too few and too many layers are refused", async () => {
  const array = ramp("uint8", [3, 2, 2]);
  await assert.rejects(write(array, info(array, { shape: [4, 2, 2] })), GeometryError);
  await assert.rejects(write(array, info(array, { shape: [2, 2, 2] })), GeometryError);
});
