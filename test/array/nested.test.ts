import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { firstDifference } from "#dist/array/difference.js";
import { NdArray } from "#dist/array/nd-array.js";
import { fromNested, toNested } from "#dist/array/nested.js";
import { anyDtype, shapes, strided } from "./arbitrary.ts";

test("arrays look like their lists", () => {
  const array = fromNested([[1, 2, 3], [4, 5, 6]], "int16"); // biome-ignore format: rows
  assert.deepEqual(array.shape, [2, 3]);
  assert.equal(array.get(1, 0), 4);
  assert.deepEqual(toNested(array.transpose([1, 0])), [[1, 4], [2, 5], [3, 6]]); // biome-ignore format: rows
  assert.deepEqual(toNested(fromNested([true, false], "bool")), [1, 0]);
  assert.deepEqual(toNested(fromNested([1, 2n ** 63n], "uint64")), [1n, 2n ** 63n]);
  assert.deepEqual(fromNested([[], []], "uint8").shape, [2, 0]);
  assert.deepEqual(fromNested(7, "uint8").shape, []);
  assert.equal(toNested(fromNested(7, "uint8")), 7);
});

test("lists of different lengths and values that do not fit are refused", () => {
  assert.throws(() => fromNested([[1, 2], [3]], "uint8"), /2 entries along axis 1 everywhere, found 1 entries/);
  assert.throws(() => fromNested([[1, 2], 3], "uint8"), /2 entries along axis 1 everywhere, found a value/);
  assert.throws(() => fromNested([1, [2]], "uint8"), /a value and no entries along axis 1/);
  assert.throws(() => fromNested([[0, 256]], "uint8"), /uint8 from 0 to 255, found 256 at \[0, 1\]/);
  assert.throws(() => fromNested([1.5], "uint8"), /found 1\.5 at \[0\]/);
  assert.throws(() => fromNested([2], "bool"), /bool from 0 to 1, found 2/);
});

test("lists and arrays are the same thing", () => {
  fc.assert(
    fc.property(
      fc.tuple(anyDtype, shapes(3, 4)).chain(([dtype, shape]) => strided(dtype, shape)),
      (array) => {
        if (array.shape.slice(0, -1).includes(0)) return; // [[], ...] of no rows does not say how long its rows are.
        assert.equal(firstDifference(fromNested(toNested(array), array.dtype), array), undefined);
      },
    ),
  );
});

test("differences are named: dtype, shape, then the first value", () => {
  const a = fromNested([[1, 2], [3, 4]], "uint8"); // biome-ignore format: rows
  assert.equal(firstDifference(a, a.transpose([0, 1])), undefined);
  assert.equal(firstDifference(a, a.transpose([1, 0])), "values differ at [0, 1]: 2 and 3 (2 of 4 differ)");
  assert.equal(firstDifference(a, NdArray.zeros("int8", [2, 2])), "dtypes differ: uint8 and int8");
  assert.equal(firstDifference(a, NdArray.zeros("uint8", [4])), "shapes differ: [2, 2] and [4]");
});

test("NaN equals NaN; a tolerance is absolute", () => {
  const a = fromNested([Number.NaN, 0, 1], "float32");
  assert.equal(firstDifference(a, fromNested([Number.NaN, -0, 1], "float32")), undefined);
  assert.equal(firstDifference(a, fromNested([0, 0, 1], "float32")), "values differ at [0]: NaN and 0 (1 of 3 differ)");
  assert.equal(firstDifference(a, fromNested([Number.NaN, 0, 1.25], "float32"), { tolerance: 0.25 }), undefined);
  assert.ok(firstDifference(a, fromNested([Number.NaN, 0, 1.25], "float32"), { tolerance: 0.2 }));
  assert.ok(firstDifference(fromNested([5n], "int64"), fromNested([7n], "int64"), { tolerance: 1 }));
  assert.equal(firstDifference(fromNested([5n], "int64"), fromNested([7n], "int64"), { tolerance: 2 }), undefined);
});
