import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { copyRegion, packed } from "#dist/array/copy-region.js";
import { allocate } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import { fromNested, toNested } from "#dist/array/nested.js";
import { positions } from "#dist/geometry/c-order.js";
import { Roi } from "#dist/geometry/roi.js";
import { anyDtype, shapes, strided } from "./arbitrary.ts";

test("copying between any two strided views moves every voxel and no other", () => {
  fc.assert(
    fc.property(
      fc.tuple(anyDtype, shapes(4, 4)).chain(([dtype, shape]) => fc.tuple(strided(dtype, shape), strided(dtype, shape))),
      ([source, target]) => {
        const before = target.data.slice();
        copyRegion(source, target);
        const touched = new Set<number>();
        for (const at of positions(Roi.whole(source.shape))) {
          assert.equal(target.get(...at), source.get(...at));
          touched.add(at.reduce((sum, i, axis) => sum + i * (target.stride[axis] as number), target.offset));
        }
        for (let i = 0; i < before.length; i++) if (!touched.has(i)) assert.equal(target.data[i], before[i]);
      },
    ),
    { numRuns: 300 },
  );
});

test("long rows, which are copied whole, and rows of a view that cannot be joined", () => {
  for (const dtype of ["uint8", "uint16", "float32", "uint64"] as const) {
    const image = NdArray.zeros(dtype, [7, 100]);
    for (let i = 0; i < 700; i++) image.data[i] = dtype === "uint64" ? BigInt(i % 251) : i % 251;
    const part = image.view([2, 10], [6, 90]);
    const copy = packed(part);
    assert.deepEqual(toNested(copy), toNested(part));
    assert.equal(copy.get(3, 79), image.get(5, 89));
    const target = NdArray.zeros(dtype, [9, 120]);
    copyRegion(part, target.view([1, 5], [5, 85]));
    assert.deepEqual(toNested(target.view([1, 5], [5, 85])), toNested(part));
    const sum = (array: NdArray) => Array.from(packed(array).data, Number).reduce((a, b) => a + b, 0);
    assert.equal(sum(target), sum(part), "nothing else was written");
  }
});

test("a NaN keeps its bits", () => {
  for (const [dtype, bits] of [
    ["float32", [0x7fa0_1234]],
    ["float64", [0x89ab_cdef, 0x7ff4_5678]],
  ] as const) {
    // biome-ignore format: pairs
    const data = allocate(dtype, 1);
    new Uint32Array(data.buffer).set(bits);
    const copy = packed(new NdArray(dtype, data, [1]));
    assert.deepEqual([...new Uint32Array(copy.data.buffer)], [...bits]);
  }
});

test("arrays that do not match are refused", () => {
  const a = fromNested([1, 2], "uint8");
  assert.throws(() => copyRegion(a, NdArray.zeros("uint8", [3])), /found uint8 \[2\] to copy to uint8 \[3\]/);
  assert.throws(() => copyRegion(a, NdArray.zeros("int8", [2])), /found uint8 \[2\] to copy to int8 \[2\].*convert/);
});
