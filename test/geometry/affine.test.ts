import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Affine, affineColumns, affineOfPart, oriented, reordered, straightAffine } from "#dist/geometry/index.js";

const number = fc.integer({ min: -9, max: 9 });
const affines = fc
  .array(fc.array(number, { minLength: 4, maxLength: 4 }), { minLength: 3, maxLength: 3 })
  .map((rows): Affine => [...rows, [0, 0, 0, 1]]);

/** World position of a voxel given by axis names. */
const world = (affine: Affine, axes: readonly string[], voxel: { readonly [axis: string]: number }): number[] =>
  affine
    .slice(0, 3)
    .map((row) => affineColumns(axes).reduce((sum, name, c) => sum + (row[c] as number) * (voxel[name] ?? 0), row[3] as number));

test("columns follow the axes of space, fastest first, then the axes that are not there", () => {
  assert.deepEqual(affineColumns(["t", "z", "y", "x"]), ["x", "y", "z"]);
  assert.deepEqual(affineColumns(["y", "x", "z"]), ["z", "x", "y"]);
  assert.deepEqual(affineColumns(["y", "x", "c"]), ["x", "y", "z"]);
});

test("a part lies where it lay in the whole (property)", () => {
  const axes = ["t", "z", "y", "x"];
  fc.assert(
    fc.property(
      affines,
      fc.array(fc.nat(5), { minLength: 4, maxLength: 4 }),
      fc.constantFrom(["z", "y", "x"], ["y", "x"], ["z", "x"], ["x"]),
      (affine, offset, kept) => {
        const part = affineOfPart(affine, axes, { offset, kept });
        const [, z, y, x] = offset as [number, number, number, number];
        assert.deepEqual(world(part, kept, {}), world(affine, axes, { z, y, x }));
        for (const name of kept)
          assert.deepEqual(
            world(part, kept, { [name]: 1 }),
            world(affine, axes, { z, y, x, [name]: (({ z, y, x } as { [n: string]: number })[name] as number) + 1 }),
          );
      },
    ),
  );
});

test("voxels of twice the size have their centres between two", () => {
  const plain = straightAffine(["z", "y", "x"], [3, 2, 1], [30, 20, 10]);
  assert.deepEqual(affineOfPart(plain, ["z", "y", "x"], { offset: [0.5, 0.5, 0.5], factor: [2, 2, 2] }), [
    [2, 0, 0, 10.5],
    [0, 4, 0, 21],
    [0, 0, 6, 31.5],
    [0, 0, 0, 1],
  ]);
});

test("another orientation changes the sign of the axes that point the other way, there and back", () => {
  const affine: Affine = [
    [1, 2, 3, 4],
    [5, 6, 7, 8],
    [9, 0, 1, 2],
    [0, 0, 0, 1],
  ];
  assert.deepEqual(oriented(affine, "LPS", "RAS").slice(0, 3), [
    [-1, -2, -3, -4],
    [-5, -6, -7, -8],
    [9, 0, 1, 2],
  ]);
  assert.deepEqual(oriented(affine, "LAS", "RAS")[1], [5, 6, 7, 8]);
  assert.deepEqual(oriented(oriented(affine, "LPS", "RAS"), "RAS", "LPS"), affine);
  assert.equal(oriented(affine, undefined, "RAS"), affine);
  assert.deepEqual(reordered(affine, ["x", "y", "z"], ["z", "x", "y"])[0], [3, 1, 2, 4]);
});
