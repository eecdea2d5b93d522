import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Block, BlockGrid, type Fit } from "#dist/geometry/block-grid.js";
import { positions } from "#dist/geometry/c-order.js";
import { Roi } from "#dist/geometry/roi.js";
import { halos, rois, vecs } from "./arbitrary.ts";

const fits: readonly Fit[] = ["valid", "overhang", "shrink"];
const show = (block: Block | undefined): string => `${block?.readRoi} ${block?.writeRoi}`;
const line = (total: number, before: number, block: number, after: number, fit: Fit): BlockGrid =>
  BlockGrid.fitted({ total: new Roi([0], [total]), block: [block], halo: { before: [before], after: [after] }, fit });

/** How often each voxel is written. */
function writes(grid: BlockGrid): Map<string, number> {
  const times = new Map<string, number>();
  for (const block of grid) for (const at of positions(block.writeRoi)) times.set(`${at}`, (times.get(`${at}`) ?? 0) + 1);
  return times;
}

test("Daisy: total [0,100), read 9, write [2,7)", () => {
  const [valid, overhang, shrink] = fits.map((fit) => line(100, 2, 5, 2, fit)) as [BlockGrid, BlockGrid, BlockGrid];
  assert.deepEqual([valid.count, overhang.count, shrink.count], [19, 20, 20]);
  assert.equal(show(valid.at(18)), "[90:99] [92:97]");
  assert.equal(show(overhang.at(19)), "[95:104] [97:102]");
  assert.equal(show(shrink.at(19)), "[95:100] [97:98]");
  for (const grid of [valid, overhang, shrink]) assert.equal(show(grid.at(0)), "[0:9] [2:7]");
});

test("Daisy, test_dependency_graph: total 12, read 5, write 1 or 3", () => {
  const small = fits.map((fit) => line(12, 2, 1, 2, fit));
  const medium = fits.map((fit) => line(12, 1, 3, 1, fit));
  const counts = fits.flatMap((_, i) => [small[i]?.count, medium[i]?.count]);
  assert.deepEqual(counts, [8, 3, 8, 4, 8, 4]);
  for (const grid of small) assert.equal(`${grid.writeRegion}`, "[2:10]");
  assert.deepEqual(medium.map((grid) => `${grid.writeRegion}`), ["[1:10]", "[1:13]", "[1:11]"]); // biome-ignore format: a row
});

test("Daisy, test_get_subgraph_blocks: the four blocks that write a region", () => {
  const grid = BlockGrid.fitted({ total: new Roi([0, 0], [16, 16]), block: [2, 2], halo: { before: [1, 1], after: [1, 1] }, fit: "valid" });
  assert.deepEqual([...grid.meeting(new Roi([6, 6], [3, 3]))].map(show), [
    "[4:8, 4:8] [5:7, 5:7]",
    "[4:8, 6:10] [5:7, 7:9]",
    "[6:10, 4:8] [7:9, 5:7]",
    "[6:10, 6:10] [7:9, 7:9]",
  ]);
});

test("Daisy's mistake: with a halo on one side only, the blocks that read a region are found on the other side", () => {
  // Each block reads 2 voxels ahead: |wwww|rr|
  const grid = line(18, 0, 4, 2, "valid");
  assert.deepEqual([...grid.meeting(new Roi([8], [1]), "read")].map(show), ["[4:10] [4:8]", "[8:14] [8:12]"]);
  assert.deepEqual([...grid.meeting(new Roi([8], [1]))].map(show), ["[8:14] [8:12]"]);
});

test("a total region smaller than the halo gives no blocks, not negative shapes", () => {
  for (const fit of fits) {
    const grid = line(3, 2, 5, 2, fit);
    assert.equal(grid.count, 0);
    assert.deepEqual([...grid], []);
    assert.equal(grid.range(new Roi([0], [3])).size, 0);
    assert.throws(() => grid.at(0), /inside a grid of \[0\], found 0/);
  }
});

const fitted = fc
  .integer({ min: 1, max: 3 })
  .chain((n) =>
    fc.record({ total: rois(n, 6, 11), block: vecs(n, 1, 5), halo: halos(n, 2), fit: fc.constantFrom(...fits), roi: rois(n, 8, 8) }),
  );

test("fitted blocks write disjoint voxels and keep their whole halo", () => {
  fc.assert(
    fc.property(fitted, (options) => {
      const grid = BlockGrid.fitted(options);
      const times = writes(grid);
      assert.ok([...times.values()].every((n) => n === 1));
      const { before, after } = options.halo;
      for (const block of grid) {
        assert.ok(block.readRoi.equals(block.writeRoi.grow(before, after)));
        if (options.fit !== "overhang") assert.ok(options.total.contains(block.readRoi));
        if (options.fit !== "shrink") assert.deepEqual(block.writeRoi.shape, options.block);
        assert.ok(block.readRoi.shape.every((n, i) => n <= (grid.readShape[i] as number)));
      }
      const inner = options.total.grow(before.map((n) => -n), after.map((n) => -n)); // biome-ignore format: short
      const written = new Set(times.keys());
      const missed = Array.from(positions(inner), String).filter((at) => !written.has(at));
      if (options.fit !== "valid") assert.deepEqual(missed, []);
      if (options.fit === "shrink") assert.equal(written.size, inner.size);
      assert.equal(times.size, grid.count === 0 ? 0 : grid.writeRegion.size);
    }),
  );
});

test("fitted blocks that read or write a region are exactly those that iteration finds", () => {
  fc.assert(
    fc.property(fitted, (options) => {
      const grid = BlockGrid.fitted(options);
      const all = [...grid];
      assert.deepEqual([...grid.meeting(options.roi)], all.filter((block) => block.writeRoi.intersects(options.roi))); // biome-ignore format: one
      assert.deepEqual([...grid.meeting(options.roi, "read")], all.filter((block) => block.readRoi.intersects(options.roi))); // biome-ignore format: one
    }),
  );
});

const tiled = fc.integer({ min: 1, max: 3 }).chain((n) =>
  fc
    .record({
      within: rois(n, 3, 14),
      cut: rois(n, 8, 14),
      block: vecs(n, 1, 9),
      halo: halos(n, 4),
      chunk: vecs(n, 1, 4),
      roi: rois(n, 8, 9),
    })
    .map((options) => ({ ...options, write: options.cut.intersect(options.within) }))
    .filter(({ within, write }) => within.contains(write)),
);

test("tiled blocks write every voxel once and own whole chunks", () => {
  fc.assert(
    fc.property(tiled, (options) => {
      const grid = BlockGrid.tiled(options);
      const times = writes(grid);
      assert.ok([...times.values()].every((n) => n === 1));
      assert.equal(times.size, options.write.size);
      for (const block of grid) {
        assert.ok(!block.writeRoi.empty);
        assert.deepEqual(block.writeRoi.snap(options.chunk, "grow").intersect(options.write), block.writeRoi);
        assert.deepEqual(block.readRoi, block.writeRoi.grow(options.halo.before, options.halo.after).intersect(options.within));
        assert.ok(block.readRoi.shape.every((n, i) => n <= (grid.readShape[i] as number)));
      }
    }),
  );
});

test("tiled blocks: random access is iteration order, and queries find what iteration finds", () => {
  fc.assert(
    fc.property(tiled, (options) => {
      const grid = BlockGrid.tiled(options);
      const all = [...grid];
      assert.equal(all.length, grid.count);
      for (const [linear, block] of all.entries()) {
        assert.deepEqual(grid.at(linear), block);
        assert.deepEqual(grid.blockAt(block.index), block);
        assert.equal(grid.linear(block.index), linear);
        assert.deepEqual(grid.index(linear), block.index);
      }
      for (const by of ["write", "read"] as const) {
        const expected = all.filter((block) => block[`${by}Roi`].intersects(options.roi));
        assert.deepEqual([...grid.meeting(options.roi, by)], expected);
        assert.equal(grid.range(options.roi, by).size, expected.length);
      }
    }),
  );
});

test("the drawing of tiled blocks, in numbers", () => {
  const grid = BlockGrid.tiled({
    write: new Roi([3], [20]),
    within: Roi.whole([26]),
    block: [7],
    halo: { before: [2], after: [2] },
    chunk: [4],
  });
  assert.deepEqual(grid.block, [8], "rounded up to two chunks");
  assert.deepEqual([...grid].map(show), ["[1:10] [3:8]", "[6:18] [8:16]", "[14:25] [16:23]"]);
});

test("a block is never larger than the region needs", () => {
  const grid = BlockGrid.tiled({
    write: Roi.whole([10, 10]),
    within: Roi.whole([10, 10]),
    block: [64, 64],
    halo: { before: [9, 0], after: [9, 0] },
  });
  assert.deepEqual(grid.block, [10, 10]);
  assert.deepEqual(grid.readShape, [10, 10]);
});

test("mistakes are named", () => {
  const within = Roi.whole([10, 10]);
  const halo = { before: [0, 0], after: [0, 0] };
  assert.throws(
    () => BlockGrid.tiled({ write: within.shift([1, 0]), within, block: [2, 2], halo }),
    /write inside \[0:10, 0:10\], found \[1:11, 0:10\]/,
  );
  assert.throws(
    () => BlockGrid.tiled({ write: within, within, block: [2, 0], halo }),
    /block shape of whole numbers of 1 or more, found \[2, 0\]/,
  );
  assert.throws(() => BlockGrid.tiled({ write: within, within, block: [2], halo }), /block shape of 2 axes, found 1/);
  assert.throws(
    () => BlockGrid.tiled({ write: within, within, block: [2, 2], halo: { before: [0, 0], after: [1.5, 0] } }),
    /halo \(after\)/,
  );
});

test("a million blocks in order, and 10^12 without listing them", () => {
  const halo = { before: [12, 12, 12], after: [12, 12, 12] };
  const million = BlockGrid.tiled({
    write: Roi.whole([6400, 6400, 6400]),
    within: Roi.whole([6400, 6400, 6400]),
    block: [64, 64, 64],
    halo,
  });
  let voxels = 0;
  let blocks = 0;
  for (const block of million) {
    voxels += block.writeRoi.size;
    blocks++;
  }
  assert.equal(blocks, 1_000_000);
  assert.equal(voxels, 6400 ** 3);
  const huge = BlockGrid.tiled({ write: Roi.whole([1e6, 1e6, 1e6]), within: Roi.whole([1e6, 1e6, 1e6]), block: [100, 100, 100], halo });
  assert.equal(huge.count, 1e12);
  assert.equal(
    show(huge.at(huge.count - 1)),
    "[999888:1000000, 999888:1000000, 999888:1000000] [999900:1000000, 999900:1000000, 999900:1000000]",
  );
});
