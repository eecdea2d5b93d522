import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bytesOf, fromBytes, swapBytes } from "#dist/array/bytes.js";
import { firstDifference } from "#dist/array/difference.js";
import { dtypes, itemSize } from "#dist/array/dtype.js";
import { numpyDtype, parseNumpyDtype, parseZarrDtype } from "#dist/array/dtype-names.js";
import { NdArray } from "#dist/array/nd-array.js";
import { fromNested, toNested } from "#dist/array/nested.js";
import { isVoxmillError } from "#dist/errors.js";
import { anyDtype, shapes, strided } from "./arbitrary.ts";

test("bytes are in C order, little-endian unless asked", () => {
  const array = fromNested([[1, 2], [3, 0x1234]], "uint16"); // biome-ignore format: rows
  assert.deepEqual([...bytesOf(array)], [1, 0, 2, 0, 3, 0, 0x34, 0x12]);
  assert.deepEqual([...bytesOf(array.transpose([1, 0]))], [1, 0, 3, 0, 2, 0, 0x34, 0x12]);
  assert.deepEqual([...bytesOf(array, "big")], [0, 1, 0, 2, 0, 3, 0x12, 0x34]);
  assert.equal(array.get(1, 1), 0x1234, "the array itself is not swapped");
  assert.equal(bytesOf(array).buffer, array.data.buffer, "no copy where none is needed");
  assert.deepEqual([...bytesOf(array.view([1, 0], [2, 2]))], [3, 0, 0x34, 0x12]);
});

test("a part of no voxels has no bytes, wherever it begins", () => {
  assert.equal(bytesOf(fromNested([1, 2, 3], "uint16").view([3], [3])).length, 0);
  assert.equal(bytesOf(new NdArray("uint8", new Uint8Array(0), [0], [1], 1)).length, 0);
});

test("bytes become the array again, aligned or not, in either order", () => {
  const cases = fc.tuple(anyDtype, shapes(3, 4)).chain(([dtype, shape]) => strided(dtype, shape));
  fc.assert(
    fc.property(cases, fc.constantFrom("little", "big"), fc.nat(8), (array, endian, shift) => {
      const bytes = bytesOf(array, endian as "little" | "big");
      const file = new Uint8Array(bytes.length + shift);
      file.set(bytes, shift);
      const kept = file.slice();
      assert.equal(
        firstDifference(fromBytes(file.subarray(shift), array.dtype, array.shape, endian as "little" | "big"), array),
        undefined,
      );
      assert.deepEqual(file, kept, "the given bytes stay as they are");
    }),
  );
  assert.throws(() => fromBytes(new Uint8Array(5), "uint16", [3]), /Expected 6 bytes for uint16 \[3\], found 5/);
});

test("a Node Buffer is copied before it is swapped", () => {
  const buffer = Buffer.from([0x12, 0x34]);
  assert.deepEqual(toNested(fromBytes(buffer, "uint16", [1], "big")), [0x1234]);
  assert.deepEqual([...buffer], [0x12, 0x34]);
});

test("swapping reverses every item, whatever its alignment", () => {
  fc.assert(
    fc.property(fc.constantFrom(1, 2, 4, 8), fc.nat(7), fc.nat(9), fc.nat(7), (size, shift, items, seed) => {
      const file = Uint8Array.from({ length: shift + items * size }, (_, i) => (i * 37 + seed) & 255);
      const part = file.subarray(shift);
      const expected = Array.from({ length: items }, (_, i) => [...part.slice(i * size, (i + 1) * size)].reverse()).flat();
      swapBytes(part, size);
      assert.deepEqual([...part], expected);
    }),
  );
  assert.throws(() => swapBytes(new Uint8Array(5), 4), /items of 4 bytes, found 5 bytes/);
});

test("NumPy's and Zarr's names", () => {
  const names = dtypes.map((dtype) => numpyDtype(dtype));
  assert.deepEqual(names, ["|b1", "|u1", "|i1", "<u2", "<i2", "<u4", "<i4", "<u8", "<i8", "<f4", "<f8"]);
  for (const dtype of dtypes) {
    for (const endian of ["little", "big"] as const) {
      const parsed = parseNumpyDtype(numpyDtype(dtype, endian));
      assert.deepEqual(parsed, { dtype, endian: itemSize(dtype) === 1 ? "little" : endian });
    }
    assert.equal(parseZarrDtype(dtype), dtype);
  }
  assert.deepEqual(parseNumpyDtype("<u1"), { dtype: "uint8", endian: "little" });
  const unsupported = (error: unknown) => isVoxmillError(error, "UnsupportedError");
  for (const other of ["<f2", "<c8", "|S3", "|u2", "u2", "", "<U4", "|V8"]) assert.throws(() => parseNumpyDtype(other), unsupported, other);
  assert.throws(() => parseZarrDtype("complex64"), /one of the Zarr dtypes bool, uint8, .*, found "complex64"/);
  assert.throws(() => parseZarrDtype("toString"), unsupported);
});
