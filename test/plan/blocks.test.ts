/**
 * Blocks: one owner for every chunk, slabs before bars before columns, and a clear word where memory does not do.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { outputsOfBlock } from "#dist/engine/outputs.js";
import type { RunnableStage } from "#dist/engine/protocol.js";
import { PlanError } from "#dist/errors.js";
import type { Vec } from "#dist/geometry/vec.js";
import { label } from "#dist/label/index.js";
import { ball, erode, gaussianFilter, rechunk, threshold } from "#dist/ops/index.js";
import { type Plan, WORKER_BASE_BYTES } from "#dist/plan/plan.js";
import { described, planOf } from "./images.js";

const vec = (ndim: number, max: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max }), { minLength: ndim, maxLength: ndim });

/** Every chunk of every stored array, and how many blocks write it. */
function owners(plan: Plan): Map<string, number> {
  const count = new Map<string, number>();
  for (const { spec, grid } of plan.stages) {
    for (const sink of spec.sinks) {
      if (sink.op !== "array" || sink.to.kind !== "zarr") continue;
      const { shape, chunks } = sink.to.options;
      const all = (index: readonly number[]): void => {
        const axis = index.length;
        if (axis === shape.length) count.set(`${(sink.to as { key: string }).key}/c/${index.join("/")}`, 0);
        else for (let i = 0; i * (chunks[axis] as number) < (shape[axis] as number); i++) all([...index, i]);
      };
      all([]);
    }
    const stage = { spec } as RunnableStage;
    for (let block = 0; block < grid.count; block++)
      for (const { key } of outputsOfBlock(stage, block)) count.set(key, (count.get(key) ?? Number.NaN) + 1);
  }
  return count;
}

describe("blocks", () => {
  it("own each chunk of each output alone, whatever shapes, chunks and blocks are", () => {
    const any = fc.integer({ min: 1, max: 4 }).chain((ndim) =>
      fc.record({
        shape: vec(ndim, 12),
        chunks: fc.tuple(vec(ndim, 6), vec(ndim, 6), vec(ndim, 6)),
        block: fc.option(vec(3, 14), { nil: undefined }),
        part: vec(ndim, 12),
        workers: fc.integer({ min: 1, max: 5 }),
      }),
    );
    fc.assert(
      fc.property(any, ({ shape, chunks: [a, b, c], block, part, workers }) => {
        const image = described("uint8", shape, a);
        const last = Object.fromEntries(image.axes.map((name, i) => [name, i === image.ndim - 1 ? 1 : 0]));
        const smooth = gaussianFilter(image, { sigma: last });
        const slice = rechunk(smooth, c).slice(...shape.map((n, axis): [number, number] => [(part[axis] as number) % n, n]));
        const plan = planOf(
          { targets: { "a.zarr": rechunk(smooth, b), "b.zarr": rechunk(threshold(smooth, { above: 1 }), c), "c.zarr": slice } },
          { block, workers },
        );
        for (const [key, count] of owners(plan)) assert.equal(count, 1, key);
      }),
      { numRuns: 300 },
    );
  });

  it("tile what they are to write, without gap or overlap", () => {
    fc.assert(
      fc.property(vec(3, 20), vec(3, 8), vec(3, 30), (shape, chunks, block) => {
        const [stage] = planOf({ targets: { "a.zarr": described("uint8", shape, chunks) } }, { block }).stages;
        const seen = new Uint8Array(shape.reduce((n, m) => n * m, 1));
        for (const { writeRoi } of stage?.grid ?? []) {
          const [oz, oy, ox] = writeRoi.offset as [number, number, number];
          const [nz, ny, nx] = writeRoi.shape as [number, number, number];
          for (let z = oz; z < oz + nz; z++)
            for (let y = oy; y < oy + ny; y++)
              for (let x = ox; x < ox + nx; x++) {
                const at = (z * (shape[1] as number) + y) * (shape[2] as number) + x;
                seen[at] = (seen[at] as number) + 1;
              }
        }
        assert.ok(seen.every((n) => n === 1));
      }),
    );
  });

  it("snap a wished shape up to whole chunks", () => {
    const image = described("uint8", [100, 100, 100], [16, 32, 64]);
    const blockOf = (block: Vec): Vec | undefined => planOf({ targets: { "a.zarr": image } }, { block }).stages[0]?.spec.block;
    assert.deepEqual(blockOf([1, 1, 1]), [16, 32, 64]);
    assert.deepEqual(blockOf([17, 32, 65]), [32, 32, 100]);
    assert.deepEqual(blockOf([500, 500, 500]), [100, 100, 100]);
    // Of a stack with fewer or more axes only the last ones count.
    assert.deepEqual(
      planOf({ targets: { "a.zarr": described("uint8", [3, 100, 100, 100], [1, 16, 32, 64]) } }, { block: [16, 32, 64] }).stages[0]?.spec
        .block,
      [1, 16, 32, 64],
    );
  });

  it("are slabs while memory allows, then bars, then columns, then refused", () => {
    const image = described("uint8", [512, 512, 512], [16, 32, 64]);
    const smooth = gaussianFilter(image, { sigma: 2 });
    const seen: Vec[] = [];
    let refused: unknown;
    for (let memory = 200e6; memory > 1e5; memory *= 0.8) {
      try {
        const [stage] = planOf({ targets: { "a.zarr": smooth } }, { memory: WORKER_BASE_BYTES + memory }).stages;
        assert.ok((stage?.taskBytes ?? 0) <= memory);
        seen.push(stage?.spec.block as Vec);
      } catch (error) {
        refused = error;
      }
    }
    const [first] = seen as [Vec];
    assert.deepEqual(first.slice(1), [512, 512], "a slab");
    for (const [n, block] of seen.entries()) {
      const before = seen[n - 1] ?? block;
      assert.ok(
        block.every((size, axis) => size <= (before[axis] as number)),
        `${before} -> ${block}`,
      );
      if ((block[2] as number) < 512) assert.equal(block[1], 32, "columns are narrowed only when rows are as few as can be");
    }
    assert.deepEqual(seen.at(-1)?.slice(1), [32, 64]);
    assert.ok(refused instanceof PlanError);
  });

  it("that cannot fit are refused with the numbers", () => {
    const image = described("float64", [2000, 2000, 2000], [500, 500, 500]);
    const mask = erode(threshold(gaussianFilter(image, { sigma: 3 }), { above: 1 }), { footprint: ball(2) });
    for (const workers of [1, 4]) {
      assert.throws(
        () =>
          planOf({ targets: { "a.zarr": label(mask, { connectivity: 1 }) } }, { workers, memory: workers * (WORKER_BASE_BYTES + 500e6) }),
        (error: unknown) => {
          assert.ok(error instanceof PlanError);
          assert.equal(error.workers, workers);
          assert.equal(error.allowed, WORKER_BASE_BYTES + 500e6);
          assert.ok((error.needed as number) > WORKER_BASE_BYTES + 500e6);
          assert.ok(error.message.includes(error.stage as string));
          assert.match(error.message, /596 MB/);
          assert.match(error.hint as string, /--memory/);
          if (workers > 1) assert.match(error.hint as string, /--workers/);
          return true;
        },
      );
    }
    assert.throws(() => planOf({ targets: { "a.zarr": image } }, { workers: 2, memory: 1000 }), PlanError);
    assert.throws(() => planOf({ targets: { "a.zarr": image } }, { memory: WORKER_BASE_BYTES + 1e9, block: [500, 2000, 2000] }), PlanError);
  });

  it("are refused for the stage that needs the most, when several cannot fit", () => {
    const small = described("uint8", [100, 100, 100], [100, 100, 100], "small.zarr");
    const large = described("float64", [200, 200, 200], [200, 200, 200], "large.zarr");
    for (const targets of [
      { "a.zarr": threshold(small, { above: 1 }), "b.zarr": gaussianFilter(large, { sigma: 1 }) },
      { "b.zarr": gaussianFilter(large, { sigma: 1 }), "a.zarr": threshold(small, { above: 1 }) },
    ])
      assert.throws(() => planOf({ targets }, { memory: WORKER_BASE_BYTES + 1e6 }), { name: "PlanError", stage: "gaussian -> store" });
  });

  it("are a number, not a list: a petavoxel is planned at once", () => {
    const image = described("uint8", [100_000, 100_000, 100_000], [128, 128, 128]);
    const begin = performance.now();
    const mask = threshold(gaussianFilter(image, { sigma: 2 }), { above: "otsu" });
    const plan = planOf({ targets: { "a.zarr": label(mask, { connectivity: 1 }) } }, { workers: 64, memory: 64 * 2e9 });
    assert.ok(plan.tasks > 1e6, `${plan.tasks} tasks`);
    assert.ok(plan.bytesRead > 4e15);
    assert.ok(String(plan).length > 100);
    assert.ok(performance.now() - begin < 1000, `${performance.now() - begin} ms`);
  });
});
