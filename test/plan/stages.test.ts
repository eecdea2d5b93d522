/**
 * Which stages a graph becomes: what fuses, what waits, what is left out, what is kept.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { label } from "#dist/label/index.js";
import { regionProperties } from "#dist/measure/index.js";
import { ball, dilate, erode, expandLabels, gaussianFilter, opening, otsu, rechunk, threshold } from "#dist/ops/index.js";
import { described, planOf, titles } from "./images.js";

const image = described("uint8", [64, 96, 128], [16, 32, 64]);
const smooth = gaussianFilter(image, { sigma: 2 });

describe("stages", () => {
  it("fuse what needs no barrier", () => {
    const mask = opening(threshold(smooth, { above: 9 }), { footprint: ball(2) });
    const plan = planOf({ targets: { "a.zarr": mask } });
    assert.deepEqual(titles(plan), ["gaussian, threshold, erode, dilate -> store"]);
    assert.equal(plan.stages[0]?.spec.kind, "map");
  });

  it("wait for numbers over the whole image: a stage per pass", () => {
    // A histogram of integers has a bin per value: one pass. That of floats needs the extremes first.
    assert.deepEqual(titles(planOf({ targets: { "a.zarr": threshold(image, { above: "otsu" }) } })), [
      "read -> otsu",
      "threshold -> store",
    ]);
    const plan = planOf({ targets: { "a.zarr": threshold(smooth, { above: "otsu" }) } });
    assert.deepEqual(titles(plan), ["gaussian -> otsu", "gaussian -> otsu", "gaussian, threshold -> store"]);
    assert.deepEqual(
      plan.stages.map((s) => s.spec.kind),
      ["reduce", "reduce", "map"],
    );
  });

  it("make the whole way from an image to a table in four", () => {
    const pores = threshold(smooth, { atMost: "otsu" });
    const cores = label(erode(pores, { footprint: ball(3) }), { connectivity: 3 });
    const bubbles = expandLabels(cores, { distance: 3, within: pores });
    const shapes = regionProperties(bubbles, { properties: ["area", "intensityMean"], intensity: image });
    const plan = planOf({ targets: { "bubbles.zarr": bubbles, "shapes.csv": shapes } });
    assert.deepEqual(titles(plan), [
      "gaussian -> otsu",
      "gaussian -> otsu",
      "gaussian, threshold, erode -> keep, label",
      "expandLabels -> store, regionStatistics",
    ]);
    assert.deepEqual(
      plan.stages.map((s) => s.spec.kind),
      ["reduce", "reduce", "merge", "reduce"],
    );
    assert.equal(
      plan.tasks,
      plan.stages.reduce((n, s) => n + s.grid.count, 0),
    );
  });

  it("chain: a threshold of a threshold waits twice", () => {
    const once = threshold(smooth, { above: "otsu" });
    const twice = threshold(gaussianFilter(once, { sigma: 1 }), { above: "otsu" });
    assert.equal(planOf({ targets: { "a.zarr": twice } }).stages.length, 5);
    const labels = label(once, { connectivity: 1 });
    assert.deepEqual(titles(planOf({ targets: { "a.zarr": labels } })).slice(2), ["gaussian, threshold -> label", "read -> store"]);
  });

  it("hold nothing that no output needs", () => {
    const other = gaussianFilter(described("uint8", image.shape, [16, 32, 64], "other.zarr"), { sigma: 9 });
    label(threshold(other, { above: "otsu" }), { connectivity: 1 });
    const plan = planOf({ targets: { "a.zarr": smooth } });
    assert.deepEqual(titles(plan), ["gaussian -> store"]);
    const text = JSON.stringify(plan.stages.map((s) => s.spec));
    assert.ok(!text.includes("other.zarr") && !text.includes("label"));
  });

  it("compute what is the same once, however often it was described", () => {
    const again = gaussianFilter(described("uint8", [64, 96, 128], [16, 32, 64]), { sigma: 2 });
    assert.equal(again.node.id, smooth.node.id);
    const [stage, ...others] = planOf({
      targets: { "a.zarr": threshold(smooth, { above: 1 }), "b.zarr": threshold(again, { above: 2 }), "c.zarr": again },
      values: { s: otsu(image), t: otsu(described("uint8", [64, 96, 128], [16, 32, 64])) },
    }).stages;
    assert.deepEqual(others, []);
    assert.deepEqual(
      stage?.spec.steps.map((s) => (s.op === "kernel" ? s.kernel : s.op)),
      ["read", "gaussian", "threshold", "threshold"],
    );
    assert.equal(stage?.spec.sinks.length, 4);
  });

  it("do not take for the same what differs", () => {
    const ids = [
      smooth,
      gaussianFilter(image, { sigma: 2.5 }),
      gaussianFilter(image, { sigma: 2, boundary: "nearest" }),
      gaussianFilter(described("uint8", image.shape, [16, 32, 64], "other.zarr"), { sigma: 2 }),
      gaussianFilter(image.slice([0, 63]), { sigma: 2 }),
      threshold(smooth, { above: 1 }),
      threshold(smooth, { atLeast: 1 }),
      threshold(smooth, { above: "otsu" }),
      threshold(smooth, { above: otsu(image) }),
    ].map((a) => a.node.id);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(rechunk(smooth, 8).node.id, smooth.node.id, "chunks are no part of the values");
  });

  it("keep masks that two stages need, when that costs less than to compute them twice", () => {
    const dear = threshold(smooth, { above: 9 });
    const cheap = threshold(image, { above: 9 });
    const grown = (mask: typeof dear): ReturnType<typeof expandLabels> =>
      expandLabels(label(mask, { connectivity: 1 }), { distance: 2, within: mask });
    assert.deepEqual(titles(planOf({ targets: { "a.zarr": grown(dear) } })), [
      "gaussian, threshold -> keep, label",
      "expandLabels -> store",
    ]);
    assert.deepEqual(titles(planOf({ targets: { "a.zarr": grown(cheap) } })), ["threshold -> label", "threshold, expandLabels -> store"]);
    // A mask that is stored anyway is read from there.
    assert.deepEqual(titles(planOf({ targets: { "a.zarr": grown(dear), "m.zarr": dear } })), [
      "gaussian, threshold -> store, label",
      "expandLabels -> store",
    ]);
  });

  it("share one pass between outputs of the same image, and part where images differ", () => {
    const other = described("uint16", [10, 20, 30], [10, 20, 30], "other.zarr");
    const plan = planOf({
      targets: {
        "a.zarr": smooth,
        "b.zarr": gaussianFilter(other, { sigma: 1 }),
        "c.zarr": dilate(threshold(image, { above: 1 }), { footprint: ball(1) }),
      },
    });
    assert.deepEqual(titles(plan).sort(), ["gaussian -> store", "gaussian, threshold, dilate -> store"]);
  });

  it("compute no more of an image than a slice of it needs", () => {
    const plan = planOf({ targets: { "a.zarr": smooth.slice(40, [0, 32]) } });
    assert.deepEqual(titles(plan), ["gaussian -> store"]);
    const [stage] = plan.stages;
    assert.deepEqual(stage?.spec.total, { offset: [40, 0, 0], shape: [1, 32, 128] });
    // 1 + 2 x 8 layers and 32 + 8 rows, in whole chunks: far from all.
    assert.ok((stage?.bytesRead ?? 0) < 64 * 96 * 128, `${stage?.bytesRead}`);
    const voxelwise = planOf({ targets: { "a.zarr": threshold(image, { above: 3 }).slice(40) } });
    assert.deepEqual(voxelwise.stages[0]?.spec.shape, [96, 128], "a slice of a voxel-wise operation is the operation on a slice");
  });

  it("are plain JSON", () => {
    const plan = planOf({
      targets: {
        "a.zarr": threshold(smooth, { above: "otsu" }),
        "b.npy": smooth,
        "c.zarr": label(threshold(smooth, { above: 1 }), { connectivity: 1 }),
      },
    });
    for (const { spec } of plan.stages) assert.deepEqual(JSON.parse(JSON.stringify(spec)), spec);
  });

  it("read only from stages before them", () => {
    const mask = threshold(smooth, { above: "otsu" });
    const plan = planOf({
      targets: {
        "a.zarr": expandLabels(label(mask, { connectivity: 1 }), { distance: 2, within: mask }),
        "b.npy": gaussianFilter(smooth.slice(3), { sigma: 1 }),
      },
    });
    for (const [n, { spec }] of plan.stages.entries()) {
      assert.equal(spec.number, n);
      for (const step of spec.steps) if (step.op === "read" && "stage" in step.from) assert.ok(step.from.stage < n);
    }
  });
});

describe("a printed plan", () => {
  it("says stages, blocks, bytes and memory", () => {
    const mask = threshold(smooth, { above: "otsu" });
    const plan = planOf({ targets: { "a.zarr": mask } }, { workers: 2, memory: 1e9, block: [16, 96, 128] });
    assert.equal(
      String(plan).replace(/about [0-9.]+ s/, "about T s"),
      [
        "stage  kind    what                          blocks             read    write   memory per worker",
        "1      reduce  gaussian -> otsu              4 x [16, 96, 128]  2.1 MB  0.0 MB  97 MB",
        "2      reduce  gaussian -> otsu              4 x [16, 96, 128]  2.1 MB  0.0 MB  97 MB",
        "3      map     gaussian, threshold -> store  4 x [16, 96, 128]  2.1 MB  0.8 MB  97 MB",
        "12 tasks in 3 stages; reads 6.3 MB, writes 0.8 MB before compression; at most 97 MB in each of 2 workers (1000 MB allowed in all); about T s.",
      ].join("\n"),
    );
  });
});
