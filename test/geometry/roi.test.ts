import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isVoxmillError } from "#dist/errors.js";
import { positions } from "#dist/geometry/c-order.js";
import { Roi } from "#dist/geometry/roi.js";
import { ceilTo, floorTo, roundTo } from "#dist/geometry/vec.js";
import { ndims, rois, vecs } from "./arbitrary.ts";

const geometryError = (part: RegExp) => (error: unknown) => isVoxmillError(error, "GeometryError") && part.test(error.message);

const voxels = (roi: Roi): Set<string> => new Set(Array.from(positions(roi), String));

test("a region has whole numbers only: nothing is truncated, as Daisy truncates 9.8 to 9", () => {
  assert.throws(() => new Roi([0.5], [3]), geometryError(/offset of whole numbers, found \[0\.5\]/));
  assert.throws(() => new Roi([0, 0], [9.8, 1]), geometryError(/whole numbers of 0 or more, found \[9\.8, 1\]/));
  assert.throws(() => new Roi([0], [-1]), geometryError(/0 or more, found \[-1\]/));
  assert.throws(() => new Roi([0], [Number.NaN]), geometryError(/NaN/));
  assert.throws(() => new Roi([0, 0], [1]), geometryError(/2 axes, found 1/));
});

test("regions print as begin and end per axis", () => {
  assert.equal(`${new Roi([0, -5], [10, 20])}`, "[0:10, -5:15]");
  assert.deepEqual(JSON.parse(JSON.stringify(new Roi([1], [2]))), { offset: [1], shape: [2] });
});

test("growing by negative numbers shrinks, at most to nothing", () => {
  const roi = new Roi([10, 10], [6, 6]);
  assert.deepEqual(roi.grow([1, 2], [3, 4]), new Roi([9, 8], [10, 12]));
  assert.deepEqual(roi.grow([-1, -1]), new Roi([11, 11], [4, 4]));
  assert.deepEqual(roi.grow([-4, 0]), new Roi([14, 10], [0, 6]));
});

test("regions that do not meet intersect in an empty region that keeps its offset", () => {
  assert.deepEqual(new Roi([0, 0], [4, 4]).intersect(new Roi([6, 1], [4, 4])), new Roi([6, 1], [0, 3]));
});

test("intersection, union and containment agree with sets of voxels", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3 }).chain((n) => fc.tuple(rois(n, 5, 5), rois(n, 5, 5))),
      ([a, b]) => {
        const [va, vb] = [voxels(a), voxels(b)];
        const common = a.intersect(b);
        assert.deepEqual(voxels(common), new Set([...va].filter((v) => vb.has(v))));
        assert.ok(common.equals(b.intersect(a)) || common.empty);
        const both = a.union(b);
        assert.ok(both.contains(a) && both.contains(b));
        assert.equal(
          a.contains(b),
          [...vb].every((v) => va.has(v)),
        );
        assert.equal(a.intersects(b), !common.empty);
        assert.ok(a.union(a).equals(a) && a.intersect(a).equals(a));
        if (!b.empty) assert.ok(a.union(common).equals(a) || a.empty);
      },
    ),
  );
});

test("union is associative, and the smallest region that holds both", () => {
  fc.assert(
    fc.property(
      ndims.chain((n) => fc.tuple(rois(n), rois(n), rois(n))),
      ([a, b, c]) => {
        const left = a.union(b).union(c);
        const right = a.union(b.union(c));
        assert.ok(left.equals(right) || (left.empty && right.empty));
        for (const [axis, extent] of left.shape.entries()) {
          if (left.empty) continue;
          const parts = [a, b, c].filter((roi) => !roi.empty);
          assert.equal(Math.min(...parts.map((roi) => roi.offset[axis] as number)), left.offset[axis]);
          assert.equal(Math.max(...parts.map((roi) => roi.end[axis] as number)), (left.offset[axis] as number) + extent);
        }
      },
    ),
  );
});

test("snapping: a 3-voxel region on a grid of 4", () => {
  const roi = new Roi([3, -3], [6, 6]);
  assert.equal(`${roi.snap([4, 4], "grow")}`, "[0:12, -4:4]");
  assert.equal(`${roi.snap([4, 4], "shrink")}`, "[4:8, 0:0]");
  assert.equal(`${roi.snap([4, 4], "closest")}`, "[4:8, -4:4]");
  assert.equal(`${new Roi([2], [4]).snap([4], "closest")}`, "[0:4]", "half way goes to the lower line");
  assert.throws(() => roi.snap([0, 4], "grow"), geometryError(/1 or more/));
});

test("snapping gives multiples, in the promised direction, and leaves snapped regions alone", () => {
  fc.assert(
    fc.property(
      ndims.chain((n) => fc.tuple(rois(n), vecs(n, 1, 7))),
      ([roi, grid]) => {
        const [grown, shrunk, closest] = (["grow", "shrink", "closest"] as const).map((mode) => roi.snap(grid, mode)) as [Roi, Roi, Roi];
        for (const snapped of [grown, shrunk, closest]) {
          for (const edge of [snapped.offset, snapped.end]) assert.ok(edge.every((e, i) => Math.abs(e % (grid[i] as number)) === 0));
          assert.deepEqual(snapped.snap(grid, "grow"), snapped);
          assert.deepEqual(snapped.snap(grid, "closest"), snapped);
        }
        assert.ok(grown.contains(roi) && roi.contains(shrunk));
        assert.equal(grown.empty, roi.empty);
        assert.ok(grown.shape.every((n, i) => n < (roi.shape[i] as number) + 2 * (grid[i] as number)));
      },
    ),
  );
});

test("a split gives two parts that are the region again", () => {
  fc.assert(
    fc.property(
      ndims.chain((n) => fc.tuple(rois(n), fc.nat(n - 1), fc.integer({ min: -40, max: 40 }))),
      ([roi, axis, at]) => {
        const [low, high] = roi.split(axis, at);
        assert.equal(low.size + high.size, roi.size);
        assert.ok(!low.intersects(high) && roi.contains(low) && roi.contains(high));
        if (!low.empty) assert.ok((low.end[axis] as number) <= at);
        if (!high.empty) assert.ok((high.offset[axis] as number) >= at);
      },
    ),
  );
  assert.throws(() => new Roi([0], [1]).split(1, 0), geometryError(/axis from 0 to 0/));
});

test("a position is inside when it is one of the voxels", () => {
  const roi = new Roi([2, 3], [2, 1]);
  assert.ok(roi.containsPosition([3, 3]));
  assert.ok(!roi.containsPosition([4, 3]) && !roi.containsPosition([2, 2]));
});

test("multiples below, above and nearest, exact up to 2^53", () => {
  assert.deepEqual([-1, 0, 1, 4, 5].map((n) => floorTo(n, 4)), [-4, 0, 0, 4, 4]); // biome-ignore format: a row
  assert.deepEqual([-1, 0, 1, 4, 5].map((n) => ceilTo(n, 4)), [0, 0, 4, 4, 8]); // biome-ignore format: a row
  assert.deepEqual([-2, 1, 2, 3].map((n) => roundTo(n, 4)), [-4, 0, 0, 4]); // biome-ignore format: a row
  // (2^53 - 1) / 5 rounds up to a whole number of fives; the remainder does not.
  for (const step of [3, 5, 7, 1000]) {
    const n = Number.MAX_SAFE_INTEGER;
    assert.equal(BigInt(floorTo(n, step)), (BigInt(n) / BigInt(step)) * BigInt(step));
  }
});
