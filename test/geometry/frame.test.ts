import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { frameOf, frameRois, fromFrameRoi, fromFrameVec, toFrameRoi, toFrameVec } from "#dist/geometry/frame.js";
import { Roi } from "#dist/geometry/roi.js";
import { product } from "#dist/geometry/vec.js";
import { rois, vecs } from "./arbitrary.ts";

const ndim = fc.integer({ min: 0, max: 6 });

test("what is a layer, for every number of axes", () => {
  assert.deepEqual(frameOf([]), { outer: [], depth: 1, height: 1, width: 1 });
  assert.deepEqual(frameOf([7]), { outer: [], depth: 1, height: 1, width: 7 });
  assert.deepEqual(frameOf([5, 7]), { outer: [], depth: 5, height: 1, width: 7 });
  assert.deepEqual(frameOf([3, 5, 7]), { outer: [], depth: 3, height: 5, width: 7 });
  assert.deepEqual(frameOf([10, 2, 3, 5, 7]), { outer: [10, 2], depth: 3, height: 5, width: 7 });
});

test("a frame has as many voxels as the array", () => {
  fc.assert(
    fc.property(
      ndim.chain((n) => vecs(n, 0, 9)),
      (shape) => {
        const { outer, depth, height, width } = frameOf(shape);
        assert.equal(product(outer) * depth * height * width, product(shape));
      },
    ),
  );
});

test("vectors fill the axes that a frame adds, and come back", () => {
  assert.deepEqual(toFrameVec([4, 6], 0), [4, 0, 6]);
  assert.deepEqual(toFrameVec([6], 1), [1, 1, 6]);
  fc.assert(
    fc.property(
      ndim.chain((n) => vecs(n, -9, 9)),
      (vec) => assert.deepEqual(fromFrameVec(toFrameVec(vec, 0), vec.slice(0, -3), vec.length), vec),
    ),
  );
  assert.throws(() => fromFrameVec([1, 2, 3], [], 4), /1 outer entries for an array of 4 axes, found \[\]/);
});

test("a region of one frame goes there and back", () => {
  assert.deepEqual(toFrameRoi(new Roi([2, 3], [4, 5])), { outer: [], roi: new Roi([2, 0, 3], [4, 1, 5]) });
  assert.deepEqual(toFrameRoi(new Roi([9, 2, 3, 4], [1, 5, 6, 7])), { outer: [9], roi: new Roi([2, 3, 4], [5, 6, 7]) });
  assert.throws(() => toFrameRoi(new Roi([0, 0, 0, 0], [2, 1, 1, 1])), /region of one frame .* found \[0:2, 0:1, 0:1, 0:1\]/);
  fc.assert(
    fc.property(
      ndim.chain((n) => rois(n)),
      (roi) => {
        const one = new Roi(roi.offset, roi.shape.map((e, i) => (i < roi.ndim - 3 ? 1 : e))); // biome-ignore format: short
        assert.deepEqual(fromFrameRoi(toFrameRoi(one), one.ndim), one);
      },
    ),
  );
});

test("a region of several frames falls into its parts, in C order", () => {
  const parts = [...frameRois(new Roi([5, 0, 1, 2, 3], [2, 2, 3, 3, 3]))];
  assert.deepEqual(parts.map((part) => part.outer), [[5, 0], [5, 1], [6, 0], [6, 1]]); // biome-ignore format: a row
  fc.assert(
    fc.property(
      ndim.chain((n) => rois(n, 5, 4)),
      (roi) => {
        const rebuilt = Array.from(frameRois(roi), (part) => fromFrameRoi(part, roi.ndim));
        assert.equal(
          rebuilt.reduce((sum, part) => sum + part.size, 0),
          roi.size,
        );
        assert.ok(rebuilt.every((part) => roi.contains(part)));
        for (const [i, part] of rebuilt.entries()) assert.ok(!rebuilt.slice(0, i).some((other) => other.intersects(part)));
      },
    ),
  );
});
