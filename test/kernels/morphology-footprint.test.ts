import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { NdArray } from "#dist/array/nd-array.js";
import type { Triple } from "#dist/kernels/kernel.js";
import {
  ball,
  box,
  cross,
  customFootprint,
  type Footprint,
  type FootprintRow,
  footprintRows,
  frameFootprint,
  reflectRows,
} from "#dist/kernels/morphology/footprint.js";
import { type Interval, rowProgram } from "#dist/kernels/morphology/row-program.js";

const voxels = (footprint: Footprint): number => footprintRows(footprint).reduce((n, [, , x0, x1]) => n + x1 - x0 + 1, 0);

test("balls have as many voxels as scikit-image's ball and disk", () => {
  // skimage.morphology.ball(r).sum() and disk(r).sum()
  for (const [r, n] of [
    [0, 1],
    [1, 7],
    [2, 33],
    [3, 123],
    [5, 515],
    [12, 7153],
  ] as const)
    assert.equal(voxels(ball([r, r, r])), n);
  for (const [r, n] of [
    [1, 5],
    [2, 13],
    [5, 81],
    [12, 441],
  ] as const)
    assert.equal(voxels(ball([0, r, r])), n);
});

test("a radius in physical units forgives the rounding of its quotient", () => {
  const rounded = 1.2 / 0.4;
  assert.notEqual(rounded, 3);
  assert.equal(voxels(ball([rounded, rounded, rounded])), voxels(ball([3, 3, 3])));
  assert.equal(voxels(ball([0, rounded, 1])), voxels(ball([0, 3, 1])));
  assert.deepEqual(footprintRows(ball([0, 2, 4])), [
    [0, -2, 0, 0],
    [0, -1, -3, 3],
    [0, 0, -4, 4],
    [0, 1, -3, 3],
    [0, 2, 0, 0],
  ]);
});

test("a cross is its arms, a box all of it, a custom footprint its true voxels", () => {
  assert.deepEqual(footprintRows(cross([1, 0, 2])), [
    [-1, 0, 0, 0],
    [0, 0, -2, 2],
    [1, 0, 0, 0],
  ]);
  assert.deepEqual(footprintRows(box([1, 3, 5])), [
    [0, -1, -2, 2],
    [0, 0, -2, 2],
    [0, 1, -2, 2],
  ]);
  const mask = new NdArray("bool", Uint8Array.from([1, 0, 1, 0, 1, 1]), [2, 1, 3]).view([1, 0, 0], [2, 1, 3]);
  assert.deepEqual(footprintRows(customFootprint(mask)), [[0, 0, 0, 1]]);
  assert.deepEqual(
    footprintRows({
      offsets: [
        [0, 0, 3],
        [0, 0, 1],
        [0, 0, 1],
        [0, 0, 2],
        [-1, 2, 0],
      ],
    }),
    [
      [-1, 2, 0, 0],
      [0, 0, 1, 3],
    ],
  );
});

test("the mirrored footprint", () => {
  const rows: FootprintRow[] = [
    [-1, 2, 0, 4],
    [0, 0, -1, 1],
  ];
  assert.deepEqual(reflectRows(rows), [
    [0, 0, -1, 1],
    [1, -2, -4, 0],
  ]);
});

test("footprints are lifted to the axes of a frame", () => {
  const toFrame = (vec: readonly number[], fillValue: number): Triple => [vec[0] as number, fillValue, vec[1] as number];
  assert.deepEqual(frameFootprint(ball([2, 3]), toFrame), { ball: [2, 0, 3] });
  assert.deepEqual(frameFootprint(box([3, 5]), toFrame), { box: [3, 1, 5] });
  assert.deepEqual(frameFootprint(cross([1, 2]), toFrame), { cross: [1, 0, 2] });
  assert.deepEqual(frameFootprint({ offsets: [[-1, 1]] }, toFrame), { offsets: [[-1, 0, 1]] });
});

test("footprints that cannot be are refused", () => {
  for (const footprint of [box([2, 3, 3]), box([0, 1, 1]), ball([-1, 0, 0]), ball([1, Number.NaN, 0]), ball([1, 1]), { offsets: [] }]) {
    assert.throws(() => footprintRows(footprint), { name: "GeometryError" }, JSON.stringify(footprint));
  }
  assert.throws(() => footprintRows({ offsets: [[0, 0, 0.5]] }), { name: "GeometryError" });
  assert.deepEqual(customFootprint(new NdArray("bool", Uint8Array.of(1, 0, 0, 0, 0, 1), [2, 3])), {
    offsets: [
      [-1, -1],
      [0, 1],
    ],
  });
});

test("every variant of a row program is the AND of what its step reads", () => {
  const interval = fc.tuple(fc.integer({ min: -60, max: 60 }), fc.nat(40)).map(([x0, more]): FootprintRow => [0, 0, x0, x0 + more]);
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 8 }), (rows) => {
      const { variants, steps, reach } = rowProgram(rows);
      assert.deepEqual(variants[0], [0, 0]);
      for (const { source, target, low, high } of steps) {
        assert.ok(source < target);
        const [a, b] = variants[source] as Interval;
        const [x0, x1] = variants[target] as Interval;
        assert.deepEqual([a + low, b + high], [x0, x1]);
        assert.ok(a + high <= b + low + 1, "no gap between the two");
      }
      for (const [, , x0, x1] of rows) {
        assert.ok(variants.some(([a, b]) => a === x0 && b === x1));
        assert.ok(reach >= Math.abs(x0) && reach >= Math.abs(x1));
      }
    }),
  );
});
