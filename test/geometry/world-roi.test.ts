import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Roi } from "#dist/geometry/roi.js";
import { Space } from "#dist/geometry/space.js";
import { fromWorld, toWorld, WorldRoi } from "#dist/geometry/world-roi.js";
import { rois } from "./arbitrary.ts";

const modes = ["grow", "shrink", "closest"] as const;
const line = (spacing: number, translation = 0) => new Space({ axes: ["x"], spacing: [spacing], translation: [translation] });
const real = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const world = fc.tuple(real(-50, 50), real(-50, 50)).map(([a, b]) => new WorldRoi([a], [b]));

test("a voxel reaches half a spacing around its centre", () => {
  assert.equal(`${toWorld(new Roi([0], [3]), line(2))}`, "[-1:5]");
  assert.equal(`${toWorld(new Roi([10], [1]), line(4, 100))}`, "[138:142]");
});

test("edges snap outwards, inwards or to the nearest", () => {
  const space = line(2); // Voxel edges at ..., -1, 1, 3, 5, ...
  const roi = new WorldRoi([0.5], [4.5]);
  assert.deepEqual(modes.map((mode) => `${fromWorld(roi, space, mode)}`), ["[0:3]", "[1:2]", "[1:3]"]); // biome-ignore format: a row
  assert.equal(`${fromWorld(new WorldRoi([1], [5]), space, "grow")}`, "[1:3]");
  assert.equal(`${fromWorld(new WorldRoi([2], [2]), space, "grow")}`, "[1:1]", "nothing stays nothing");
});

test("a millionth of a voxel is rounding, more is not", () => {
  assert.equal(`${fromWorld(new WorldRoi([-0.5], [2.5 + 1e-7]), line(1), "grow")}`, "[0:3]");
  assert.equal(`${fromWorld(new WorldRoi([-0.5 + 1e-7], [2.5]), line(1), "shrink")}`, "[0:3]");
  assert.equal(`${fromWorld(new WorldRoi([-0.5], [2.5 + 1e-5]), line(1), "grow")}`, "[0:4]");
});

test("voxels survive the way to the world and back, in every mode", () => {
  fc.assert(
    fc.property(
      rois(2, 100_000, 100_000),
      real(1e-3, 1e3),
      real(-1e6, 1e6),
      fc.constantFrom(...modes),
      (roi, spacing, translation, mode) => {
        const space = new Space({ axes: ["y", "x"], spacing: [spacing, 1.4 * spacing], translation: [translation, -translation] });
        assert.deepEqual(fromWorld(toWorld(roi, space), space, mode), roi);
      },
    ),
  );
});

test("grow holds the region, shrink lies in it, and both by less than a voxel", () => {
  fc.assert(
    fc.property(world, real(0.1, 10), real(-20, 20), (roi, spacing, translation) => {
      const space = line(spacing, translation);
      const margin = 2e-6 * spacing;
      const [low] = roi.begin as [number];
      const [high] = roi.end as [number];
      const grown = toWorld(fromWorld(roi, space, "grow"), space);
      const shrunk = toWorld(fromWorld(roi, space, "shrink"), space);
      if (!roi.empty) assert.ok((grown.begin[0] as number) <= low + margin && (grown.end[0] as number) >= high - margin);
      assert.ok((grown.begin[0] as number) > low - spacing - margin && (grown.end[0] as number) < high + spacing + margin);
      if (!shrunk.empty) assert.ok((shrunk.begin[0] as number) >= low - margin && (shrunk.end[0] as number) <= high + margin);
    }),
  );
});

test("intersection and union", () => {
  fc.assert(
    fc.property(world, world, real(-60, 60), (a, b, at) => {
      const holds = (roi: WorldRoi) => at >= (roi.begin[0] as number) && at < (roi.end[0] as number);
      assert.equal(holds(a.intersect(b)), holds(a) && holds(b));
      const both = a.union(b);
      assert.ok(both.contains(a) && both.contains(b));
      assert.ok(a.contains(a.intersect(b)) || a.intersect(b).empty);
    }),
  );
  assert.deepEqual(new WorldRoi([0], [1.5]).union(new WorldRoi([9], [9])), new WorldRoi([0], [1.5]));
  assert.deepEqual(new WorldRoi([0, 1], [2, 1.5]).shape, [2, 0.5]);
  assert.throws(() => new WorldRoi([0], [Number.POSITIVE_INFINITY]), /finite corners, found \[0\] to \[Infinity\]/);
});
