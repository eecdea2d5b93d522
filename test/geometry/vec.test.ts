import assert from "node:assert/strict";
import { test } from "node:test";
import { add, ceilDivide, equal, floorDivide, maximum, minimum, multiply, product, sameDims, subtract } from "#dist/geometry/vec.js";

test("arithmetic is element by element", () => {
  const a = [7, -7, 5];
  const b = [2, 2, 9];
  assert.deepEqual(add(a, b), [9, -5, 14]);
  assert.deepEqual(subtract(a, b), [5, -9, -4]);
  assert.deepEqual(multiply(a, b), [14, -14, 45]);
  assert.deepEqual(minimum(a, b), [2, -7, 5], "the axis number takes no part");
  assert.deepEqual(maximum([-7, -7, -5], [-9, -8, -9]), [-7, -7, -5], "the axis number takes no part");
  assert.deepEqual(ceilDivide(a, b), [4, -3, 1]);
  assert.deepEqual(floorDivide(a, b), [3, -4, 0]);
  assert.equal(product(a), -245);
  assert.equal(product([]), 1);
});

test("vectors of different lengths are neither equal nor combined", () => {
  assert.ok(!equal([1], [1, 1]));
  assert.throws(() => add([1], [1, 1]), /vector of 1 axes, found 2 \(\[1, 1\]\)/);
  assert.throws(() => sameDims([1], [], "a chunk"), /a chunk of 1 axes, found 0/);
});
