/**
 * Labels and their statistics in one pass: how often the image is read, and that nothing else changes.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { NdArray } from "#dist/array/nd-array.js";
import type { RunEvent } from "#dist/engine/index.js";
import { openFile } from "#dist/format/registry.js";
import type { ArraySource } from "#dist/format/source.js";
import { createZarr } from "#dist/format/zarr/index.js";
import { fromSource, type LazyArray } from "#dist/graph/index.js";
import { label } from "#dist/label/index.js";
import { regionProperties } from "#dist/measure/index.js";
import { expandLabels, gaussianFilter, threshold } from "#dist/ops/index.js";
import { MemoryStore } from "#dist/store/memory.js";
import { seededRandom } from "../kernels/masks.js";
import { contentsOf, type Machine, machine } from "./machine.js";

const shape = [40, 24, 56];
const voxels = 40 * 24 * 56;

async function imageIn(store: MemoryStore): Promise<LazyArray> {
  const random = seededRandom(3);
  const writer = await createZarr(store, "in.zarr", { shape, dtype: "uint8", chunks: [8, 24, 56], codec: "none", axes: ["z", "y", "x"] });
  for (let z = 0; z < 5; z++)
    await writer.writeChunk(
      [z, 0, 0],
      new NdArray(
        "uint8",
        Uint8Array.from({ length: voxels / 5 }, () => random() * 256),
        [8, 24, 56],
      ),
    );
  await writer.finish();
  const [series] = (await openFile({ store, key: "in.zarr" })).series;
  return fromSource(await (series as { open(): Promise<ArraySource> }).open());
}

/** Bytes decoded by each stage, and the titles of the stages. */
async function watched(on: Machine, targets: Parameters<Machine["run"]>[0]["targets"], block?: readonly number[]) {
  const read: number[] = [];
  const titles: string[] = [];
  const onEvent = (event: RunEvent): void => {
    if (event.type === "stage-start") titles.push(event.title);
    if (event.type === "task-end") read[event.stage] = (read[event.stage] ?? 0) + event.report.bytesRead;
  };
  await on.run({ targets }, { onEvent, fresh: true, ...(block === undefined ? {} : { block }) });
  return { read, titles, files: await contentsOf(on.out) };
}

test("a table about labels needs one pass, which reads the image once", async () => {
  const inputs = new MemoryStore();
  const image = await imageIn(inputs);
  const labels = label(threshold(image, { above: 190 }), { connectivity: 1 });
  const shapes = regionProperties(labels, { properties: ["area", "centroid", "intensityMean", "orientation"], intensity: image });
  const alone = await watched(machine(inputs), { "shapes.csv": shapes });
  assert.deepEqual(alone.titles, ["threshold -> label, regionStatistics"]);
  assert.deepEqual(alone.read, [voxels]);
  const both = await watched(machine(inputs), { "shapes.csv": shapes, "labels.zarr": labels });
  assert.deepEqual(both.titles, ["threshold -> label, regionStatistics", "read -> store"]);
  assert.deepEqual(both.read, [voxels, 0], "the second pass reads runs, not the image");
  assert.equal(alone.files.get("shapes.csv"), both.files.get("shapes.csv"));
  for (const block of [
    [8, 24, 56],
    [8, 8, 56],
    [16, 24, 16],
  ]) {
    const cut = await watched(machine(inputs), { "shapes.csv": shapes }, block);
    assert.equal(cut.files.get("shapes.csv"), alone.files.get("shapes.csv"), `blocks of ${block}`);
  }
});

test("two tables about the same labels share the pass, each as it would be alone", async () => {
  const inputs = new MemoryStore();
  const image = await imageIn(inputs);
  const labels = label(threshold(image, { above: 190 }), { connectivity: 3 });
  const smooth = gaussianFilter(image, { sigma: 1 });
  const one = regionProperties(labels, { properties: ["area", "intensityStd"], intensity: image });
  const two = regionProperties(labels, { properties: ["anisotropy", "intensityMax"], intensity: [smooth, image], channels: ["a", "b"] });
  const both = await watched(machine(inputs), { "one.csv": one, "two.csv": two });
  assert.equal(both.titles.length, 1);
  assert.ok((both.read[0] as number) <= 2 * voxels, "chunks at the ends of blocks are read by two of them");
  for (const [name, table] of [
    ["one.csv", one],
    ["two.csv", two],
  ] as const) {
    const alone = await watched(machine(inputs), { [name]: table });
    assert.equal(alone.files.get(name), both.files.get(name));
  }
});

test("what comes after the labels is measured after them", async () => {
  const inputs = new MemoryStore();
  const image = await imageIn(inputs);
  const mask = threshold(image, { above: 240 });
  const labels = label(mask, { connectivity: 1 });
  const grown = expandLabels(labels, { distance: 1 });
  const shapes = regionProperties(grown, { properties: ["area"] });
  const seeds = regionProperties(labels, { properties: ["area"] });
  const found = await watched(machine(inputs), { "grown.csv": shapes, "seeds.csv": seeds });
  assert.deepEqual(found.titles, ["threshold -> label, regionStatistics", "expandLabels -> regionStatistics"]);
  // Here the intensity waits for a number of its own, so it is not there yet when labels are made.
  const otsu = threshold(gaussianFilter(image, { sigma: 1 }), { above: "otsu" });
  const late = regionProperties(labels, { properties: ["intensityMean"], intensity: otsu });
  const { titles } = await watched(machine(inputs), { "late.csv": late });
  assert.equal(titles.at(-1), "gaussian, threshold -> regionStatistics");
});

test("properties that look at neighbours are the same for any blocks, beside other sinks and behind wider halos", async () => {
  const inputs = new MemoryStore();
  const image = await imageIn(inputs);
  const labels = label(threshold(image, { above: 190 }), { connectivity: 3 });
  const grown = expandLabels(label(threshold(image, { above: 250 }), { connectivity: 1 }), { distance: 2 });
  const properties = ["area", "eulerNumber", "surfaceArea", "sphericity"] as const;
  const targets = {
    "shapes.csv": regionProperties(labels, { properties }),
    "grown.csv": regionProperties(grown, { properties }),
    "grown.zarr": grown,
  };
  const whole = await watched(machine(inputs), targets, [40, 24, 56]);
  for (const block of [
    [8, 24, 56],
    [5, 7, 16],
    [40, 8, 9],
  ]) {
    const cut = await watched(machine(inputs), targets, block);
    for (const name of ["shapes.csv", "grown.csv"]) assert.equal(cut.files.get(name), whole.files.get(name), `${name}, blocks of ${block}`);
  }
});
