import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { NdArray } from "#dist/array/nd-array.js";
import { GeometryError, NotFoundError } from "#dist/errors.js";
import {
  contiguousCopy,
  decodeVoxels,
  identify,
  type LayeredOptions,
  LayeredSource,
  layerChunks,
  RangeReader,
  readExactly,
  readPieces,
  sizeOf,
} from "#dist/format/raw/index.js";
import { fileOf, readWhole } from "../plain-store.js";

test("chunks are contiguous runs of about 64 KiB or more, never of huge layers", () => {
  assert.deepEqual(layerChunks([91, 109, 91], 1), [7, 109, 91]);
  assert.deepEqual(layerChunks([300, 512, 512], 2), [1, 512, 512]);
  assert.deepEqual(layerChunks([20, 3, 21, 17], 2), [20, 3, 21, 17]);
  assert.deepEqual(layerChunks([100, 30, 21, 17], 2), [4, 30, 21, 17]);
  assert.deepEqual(layerChunks([10, 100_000, 100_000], 1), [1, 11, 100_000]);
  assert.deepEqual(layerChunks([1_000_000_000], 8), [131_072]);
  assert.deepEqual(layerChunks([0, 3], 1), [1, 3]);
});

test("layered arrays of any shape, cut by rule or whole, give every voxel its place", async () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(shapes, fc.boolean(), fc.nat(3), async (shape, fortran, cut) => {
      const size = shape.reduce((a, b) => a * b, 1);
      const data = Uint8Array.from({ length: size }, (_, i) => i);
      // One axis is cut, the slower ones are 1, the faster ones whole: a contiguous run.
      const stored = fortran ? shape.toReversed() : shape;
      const axis = Math.min(cut, shape.length - 1);
      const runs = stored.map((n, i) => (i < axis ? 1 : i === axis ? Math.ceil(n / 2) : n));
      const source = new LayeredSource(options(shape, fortran ? runs.toReversed() : runs, data, fortran));
      const whole = await readWhole(source);
      for (let i = 0; i < size; i++) {
        const at = indexOf(i, stored);
        assert.equal(whole.get(...(fortran ? at.toReversed() : at)), data[i]);
      }
    }),
    { numRuns: 50 },
  );
});

function indexOf(linear: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  for (let rest = linear, axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(rest % (shape[axis] as number));
    rest = Math.floor(rest / (shape[axis] as number));
  }
  return index;
}

function options(shape: readonly number[], chunks: readonly number[], data: Uint8Array, fortran: boolean): LayeredOptions {
  const file = fileOf(data);
  const zeros = shape.map(() => 0);
  const axes = ["t", "z", "y", "x"].slice(-shape.length);
  return {
    info: { shape, dtype: "uint8", axes, chunks, spacing: zeros, unit: axes, translation: zeros, codecs: [], attributes: {} },
    locator: { store: file.store.locator, key: file.key, format: "test", series: 0, level: 0 },
    reader: new RangeReader(file),
    dataOffset: 0,
    itemBytes: 1,
    decode: (bytes) => bytes,
    fortran,
    identify: () => identify(file),
  };
}

test("chunks that are not there are refused", async () => {
  const source = new LayeredSource(options([4, 4], [2, 4], new Uint8Array(16), false));
  for (const index of [[2, 0], [0, 1], [-1, 0], [0.5, 0], [0]]) await assert.rejects(source.readChunk(index), GeometryError);
  assert.equal(await source.identifyChunk([0, 0]), "16");
});

test("any view is copied into C order", () => {
  const axis = fc.record({ length: fc.integer({ min: 1, max: 70 }), step: fc.integer({ min: 1, max: 2 }) });
  fc.assert(
    fc.property(fc.array(axis, { minLength: 1, maxLength: 3 }), fc.infiniteStream(fc.nat(10)), (axes, keys) => {
      // Axes lie in the data in any order, with gaps.
      const order = axes.map((_, i) => ({ i, key: keys.next().value as number })).sort((a, b) => a.key - b.key);
      const stride = axes.map(() => 0);
      let size = 1;
      for (const { i } of order) {
        stride[i] = size * (axes[i] as { step: number }).step;
        size *= (axes[i] as { length: number }).length * (axes[i] as { step: number }).step;
      }
      const data = Uint32Array.from({ length: size + 3 }, (_, i) => i);
      const shape = axes.map(({ length }) => length);
      const view = new NdArray("uint32", data, shape, stride, 3);
      const copy = contiguousCopy(view);
      assert.ok(copy.contiguous);
      for (let i = 0; i < view.size; i += 1 + (i % 13)) assert.equal(copy.data[i], view.get(...indexOf(i, shape)));
    }),
    { numRuns: 40 },
  );
});

test("half floats are exact", () => {
  const halves = new Uint16Array([0x0000, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x7c00, 0xfc00, 0x7e00, 0x3555]);
  const found = [...decodeVoxels(new Uint8Array(halves.buffer), "float16", true)];
  assert.deepEqual(found, [
    0,
    -0,
    1,
    -2,
    65504,
    2 ** -24,
    2 ** -14,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
    0.333251953125,
  ]);
});

test("big-endian voxels are swapped in a copy; unaligned ones are copied", () => {
  const bytes = new Uint8Array([9, 0, 0, 0, 1, 0, 0, 0, 2]);
  assert.deepEqual([...decodeVoxels(bytes.subarray(1), "uint32", false)], [1, 2]);
  assert.deepEqual([...decodeVoxels(bytes.subarray(1), "int64", false)], [4294967298n]);
  assert.deepEqual([...decodeVoxels(bytes.subarray(1), "int16", true)], [0, 256, 0, 512]);
  assert.deepEqual([...decodeVoxels(bytes.subarray(1), "bool", true)], [0, 0, 0, 1, 0, 0, 0, 1]);
  assert.deepEqual([...bytes], [9, 0, 0, 0, 1, 0, 0, 0, 2]);
});

test("files that are not there are NotFoundErrors; pieces end where the file ends", async () => {
  const file = fileOf(new Uint8Array(10));
  const nowhere = { store: file.store, key: "nowhere" };
  await assert.rejects(sizeOf(nowhere), NotFoundError);
  await assert.rejects(readExactly(nowhere, 0, 1, "anything"), NotFoundError);
  await assert.rejects(readExactly(file, 8, 3, "a header"), /Expected 3 bytes of a header at byte 8 of memory\/file, found 2/);
  const lengths: number[] = [];
  for await (const piece of readPieces(file, 1, Number.POSITIVE_INFINITY, 4)) lengths.push(piece.length);
  assert.deepEqual(lengths, [4, 4, 1]);
});
