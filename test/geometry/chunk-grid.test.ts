import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ChunkGrid } from "#dist/geometry/chunk-grid.js";
import { Roi } from "#dist/geometry/roi.js";
import { ndims, rois, vecs } from "./arbitrary.ts";

const grids = fc
  .integer({ min: 1, max: 3 })
  .chain((n) =>
    fc.tuple(vecs(n, 0, 11), vecs(n, 1, 5), rois(n, 12, 12)).map(([shape, chunk, roi]) => ({ grid: new ChunkGrid(shape, chunk), roi })),
  );

test("the last chunks are clipped", () => {
  const grid = new ChunkGrid([10, 7], [4, 3]);
  assert.deepEqual(grid.counts, [3, 3]);
  assert.equal(grid.count, 9);
  assert.equal(`${grid.roi([0, 0])}`, "[0:4, 0:3]");
  assert.equal(`${grid.roi([2, 2])}`, "[8:10, 6:7]");
  assert.throws(() => grid.roi([3, 0]), /inside a grid of \[3, 3\], found \[3, 0\]/);
  assert.throws(() => new ChunkGrid([10], [0]), /chunk shape of whole numbers of 1 or more/);
});

test("chunks tile the array: every voxel is in the one chunk that chunkOf names", () => {
  fc.assert(
    fc.property(grids, ({ grid }) => {
      const seen = new Map<string, number>();
      let at = 0;
      for (const index of grid) {
        assert.equal(grid.linear(index), at);
        assert.deepEqual(grid.index(at), index);
        at++;
        const roi = grid.roi(index);
        assert.ok(!roi.empty && Roi.whole(grid.shape).contains(roi));
        assert.deepEqual(grid.chunkOf(roi.offset), index);
        assert.deepEqual(grid.chunkOf(roi.end.map((e) => e - 1)), index);
        for (let v = 0; v < roi.size; v++) seen.set(`${index}/${v}`, 1);
      }
      assert.equal(at, grid.count);
      assert.equal(seen.size, Roi.whole(grid.shape).size);
    }),
  );
});

test("the chunks that meet a region are those whose voxels do", () => {
  fc.assert(
    fc.property(grids, ({ grid, roi }) => {
      const expected = [...grid].filter((index) => grid.roi(index).intersects(roi));
      assert.deepEqual([...grid.meeting(roi)], expected);
      assert.equal(grid.range(roi).size, expected.length);
    }),
  );
});

test("a region is aligned when it is made of whole chunks", () => {
  const grid = new ChunkGrid([10, 7], [4, 3]);
  assert.ok(grid.aligned(new Roi([4, 3], [6, 4])), "up to the array's end");
  assert.ok(grid.aligned(new Roi([5, 5], [0, 0])), "nothing is always whole");
  assert.ok(!grid.aligned(new Roi([4, 3], [5, 4])));
  assert.ok(!grid.aligned(new Roi([8, 6], [4, 3])), "beyond the end");
  fc.assert(
    fc.property(grids, ({ grid, roi }) => {
      const met = Array.from(grid.meeting(roi), (index) => grid.roi(index));
      const covered = met.reduce((sum, chunk) => sum + chunk.size, 0);
      assert.equal(grid.aligned(roi), roi.empty || (covered === roi.size && met.every((chunk) => roi.contains(chunk))));
    }),
  );
});

test("a grid of 10^15 chunks is listed lazily", () => {
  const grid = new ChunkGrid([1e6, 1e6, 1e6], [10, 10, 10]);
  assert.equal(grid.count, 1e15);
  const walk = grid[Symbol.iterator]();
  assert.deepEqual(walk.next().value, [0, 0, 0]);
  assert.deepEqual(walk.next().value, [0, 0, 1]);
  assert.deepEqual(grid.index(grid.count - 1), [99_999, 99_999, 99_999]);
  assert.deepEqual([...grid.meeting(new Roi([500_009, 0, 5], [2, 1, 1]))], [[50_000, 0, 0], [50_001, 0, 0]]); // biome-ignore format: pairs
  assert.throws(() => new ChunkGrid([1e6, 1e6, 1e6], [1, 1, 1]), /fewer than 2\^53/);
});

test("index and linear are inverse in any grid", () => {
  fc.assert(
    fc.property(
      ndims.chain((n) => vecs(n, 1, 1000)),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (counts, u) => {
        const grid = new ChunkGrid(counts, counts.map(() => 1)); // biome-ignore format: short
        const linear = Math.floor(u * grid.count);
        assert.equal(grid.linear(grid.index(linear)), linear);
      },
    ),
  );
});
