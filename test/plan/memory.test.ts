/**
 * Memory: what a task reserves is at most what its plan said, for blocks of useful size (random small ones: engine/programs).
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Dtype } from "#dist/array/dtype.js";
import type { NdArray } from "#dist/array/nd-array.js";
import type { RunEvent, Wanted } from "#dist/engine/index.js";
import type { Vec } from "#dist/geometry/vec.js";
import { fromArray, type LazyArray } from "#dist/graph/index.js";
import { label } from "#dist/label/index.js";
import { regionProperties, regionPropertyNames } from "#dist/measure/index.js";
import { ball, erode, expandLabels, gaussianFilter, mapBlocks, otsu, percentile, threshold } from "#dist/ops/index.js";
import { remote } from "../engine/functions.js";
import { machine } from "../engine/machine.js";
import { randomImage } from "../kernels/random-image.js";
import { described, planOf } from "./images.js";

/** Runs and compares every task with its stage. Returns how much of the planned memory the fullest task used, per stage. */
async function fill(wanted: Wanted, block: Vec): Promise<number[]> {
  const events: RunEvent[] = [];
  const { plan } = await machine().run(wanted, { block, onEvent: (event) => events.push(event) });
  return plan.stages.map(({ spec, taskBytes }) => {
    const most = Math.max(...events.flatMap((e) => (e.type === "task-end" && e.stage === spec.number ? [e.report.memory] : [])));
    assert.ok(most <= taskBytes, `${spec.title} in blocks [${block}]: planned ${taskBytes}, reserved ${most}`);
    return most / taskBytes;
  });
}

const blocks: readonly Vec[] = [
  [40, 60, 70],
  [16, 60, 70],
  [7, 30, 70],
  [8, 16, 33],
];
const images = (dtype: Dtype): LazyArray => fromArray(randomImage(dtype, [40, 60, 70], 2) as NdArray, { chunks: [8, 16, 33] });

describe("memory of tasks", () => {
  for (const dtype of ["uint8", "uint16", "float32", "float64"] as const) {
    it(`is what the plan said, of filters and reductions of ${dtype}`, async () => {
      const image = images(dtype);
      const smooth = gaussianFilter(image, { sigma: { z: 1, y: 2, x: 0.7 } });
      const mask = erode(threshold(smooth, { above: otsu(smooth) }), { footprint: ball({ z: 1, y: 3, x: 2 }) });
      for (const block of blocks)
        await fill(
          { targets: { "a.zarr": mask, "b.npy": smooth }, values: { p: percentile(image, { q: 30 }), o: otsu(image), c: mask.slice(20) } },
          block,
        );
    });
  }

  it("is what the plan said, of labels, what grows from them, and tables", async () => {
    const mask = threshold(gaussianFilter(images("uint8"), { sigma: 1 }), { above: 128 });
    const labels = label(mask, { connectivity: 3 });
    const grown = expandLabels(labels, { distance: 4, within: mask });
    const table = regionProperties(grown, {
      properties: regionPropertyNames.filter((name) => name !== "eccentricity" && name !== "perimeterCrofton"),
      intensity: images("float32"),
    });
    for (const block of blocks) await fill({ targets: { "a.zarr": grown, "t.csv": table } }, block);
  });

  it("is what the plan said, where slices turn the layers of labels", async () => {
    const labels = label(threshold(images("uint8"), { above: 128 }), { connectivity: 1 });
    const slices = [labels.slice(3), labels.slice(null, 3), labels.slice(null, null, 3), labels.slice(3, 3), labels.slice(null, 3, 3)];
    for (const block of blocks) {
      for (const slice of slices) await fill({ values: { a: threshold(slice, { above: 7 }) } }, block);
      await fill({ values: Object.fromEntries(slices.map((slice, n) => [n, expandLabels(slice, { distance: 2 })])) }, block);
    }
  });

  it("is not far more than is needed", async () => {
    const [used] = await fill({ values: { a: gaussianFilter(images("float32"), { sigma: 2 }) } }, [40, 60, 70]);
    assert.ok((used as number) > 0.3, `${used}`);
  });

  it("counts what lies outside the worker's arena: pieces of sinks, decoded chunks, copies for block functions", () => {
    const image = described("float32", [64, 512, 512], [64, 256, 256]);
    const bytesOf = (wanted: Wanted): number => planOf(wanted, { block: [64, 512, 512] }).stages[0]?.taskBytes as number;
    const voxels = 64 * 512 * 512;
    assert.ok(
      bytesOf({ targets: { "a.zarr": image } }) >= 4 * (voxels + 3 * 64 * 256 * 256),
      "chunks that are filled, and those that are decoded",
    );
    assert.ok(
      bytesOf({ targets: { "a.npy": image } }) >= 4 * (2 * 8 * 512 * 512),
      "pieces that are kept: two million voxels and their copy",
    );
    assert.ok(bytesOf({ values: { a: image } }) >= 4 * 16 * 512 * 512, "pieces for an array in memory");
    assert.ok(bytesOf({ values: { a: image.slice(5) } }) >= 4 * 3 * 64 * 256 * 256, "a plane of deep chunks still decodes whole chunks");
    const copied = mapBlocks([image], { map: remote("copy"), dtype: "float32" });
    assert.ok(bytesOf({ values: { a: copied } }) >= 4 * 4 * voxels, "two rings and two copies");
    const ragged = described("uint8", [10, 300, 300], [10, 256, 256]);
    assert.ok(bytesOf({ targets: { "a.zarr": ragged } }) >= 10 * 512 * 512, "chunks at the edge are whole");
  });
});
