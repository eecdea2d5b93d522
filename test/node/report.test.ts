// The page about a run says what the run did, no more and no less.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { NdArray } from "#dist/array/index.js";
import {
  foam,
  fromArray,
  label,
  loadRecipe,
  type MachineOptions,
  open,
  type RunEvent,
  regionProperties,
  reportModel,
  runTargets,
  save,
  threshold,
  writeReport,
} from "#dist/index.js";
import { saveBlobs } from "../cli/blobs.js";
import { temporaryFolder } from "../cli/voxmill.js";

const folder = temporaryFolder();
const recipe = join(folder, "cells.yaml");
const machine: MachineOptions = { workers: 1, memory: "1GB", block: [8, 16, 16] };

before(async () => {
  await saveBlobs(join(folder, "blobs.zarr"), [24, 48, 48], [8, 16, 16]);
  writeFileSync(
    recipe,
    `# Cells <of> the test.
voxmill: 1
inputs: { image: { path: blobs.zarr } }
steps:
  bumps: { op: threshold, input: image, above: 100 }
  cells: { op: label, input: bumps, connectivity: 1 }
  shapes: { op: regionProperties, input: cells, intensity: image, properties: [area, areaPhysical, centroid, intensityMean] }
outputs:
  - { step: cells, to: sub/cells.zarr }
  - { step: bumps, to: bumps.tif }
  - { step: shapes, to: shapes.csv }
  - { step: image, overlay: cells, slice: { z: 50% }, to: middle.png }
`,
  );
});

async function modelOf(out: string, page = folder): ReturnType<typeof reportModel> {
  const loaded = await loadRecipe(recipe);
  const events: RunEvent[] = [];
  const result = await runTargets(loaded.targets, { ...machine, out, onEvent: (event) => events.push(event) });
  return reportModel({ recipe: loaded, result, events, out, seconds: 1.5, command: "voxmill run cells.yaml" }, page);
}

test("results, costs and provenance of a run", async () => {
  const out = join(folder, "out");
  const model = await modelOf(out);
  const rows = readFileSync(join(out, "shapes.csv"), "utf8").trimEnd().split("\n").length - 1;
  assert.equal(model.title, "Cells <of> the test");
  assert.equal(model.summary, `${rows} rows in shapes.csv from 55.3 thousand voxels, in 1.5 s with 1 worker.`);
  assert.deepEqual(model.figures?.[0], { value: `${rows}`, label: "rows in shapes.csv" });
  assert.deepEqual(
    model.pictures?.map(({ title }) => title),
    ["sub/cells.zarr", "bumps.tif", "middle.png"],
  );
  for (const { png, width, height, title } of model.pictures ?? []) {
    assert.deepEqual([...png.subarray(1, 4)], [...Buffer.from("PNG")], title);
    assert.ok(width >= 200 && height >= 60, title);
  }
  assert.match(model.pictures?.[0]?.caption ?? "", /Labels over image, cut through the middle along each axis/);
  assert.match(model.pictures?.[1]?.caption ?? "", /Mask over image/);
  const [table] = model.tables ?? [];
  assert.deepEqual([table?.title, table?.table.numRows, table?.histograms], ["shapes", rows, ["areaPhysical", "intensityMean"]]);
  assert.deepEqual(table?.scatters, [{ x: "areaPhysical", y: "intensityMean" }]);
  assert.deepEqual(
    model.outputs?.map(({ path, description, href }) => [path.slice(path.indexOf("out/")), description, href]),
    [
      ["out/sub/cells.zarr", "uint32, 24 × 48 × 48", undefined],
      ["out/bumps.tif", "bool, 24 × 48 × 48", "out/bumps.tif"],
      ["out/shapes.csv", `${rows} rows × 10 columns`, "out/shapes.csv"],
      ["out/middle.png", "picture", "out/middle.png"],
    ],
  );
  assert.ok(model.outputs?.every(({ bytes }) => (bytes ?? 0) > 0));
  assert.deepEqual(
    model.inputs?.map(({ name, format, shape }) => [name, format, shape]),
    [["image", "zarr", [24, 48, 48]]],
  );
  assert.deepEqual([model.recipe?.language, model.recipe?.path], ["yaml", "cells.yaml"]);
  assert.ok(model.provenance.more?.some(([name, value]) => name === "Command" && value === "voxmill run cells.yaml"));
  const titles = model.plan?.graph.nodes.filter(({ kind }) => kind === "output").map(({ title }) => title);
  assert.deepEqual(titles?.sort(), ["bumps.tif", "middle.png", "shapes.csv", "sub/cells.zarr"]);
});

test("stages have what was measured; of what was done before, nothing", async () => {
  const out = join(folder, "twice");
  const first = await modelOf(out);
  assert.ok(first.plan?.stages.every((s) => (s.seconds ?? 0) > 0 && (s.memoryMeasured ?? 0) > 0 && s.reused === 0));
  const second = await modelOf(out);
  const reused = second.plan?.stages.filter((s) => s.reused === s.tasks) ?? [];
  assert.ok(reused.length > 0);
  assert.ok(reused.every((s) => s.seconds === undefined && s.memoryMeasured === undefined));
  assert.ok(second.figures?.some(({ label }) => label === "blocks were done before"));
});

test("the page is one file that names everything and escapes what it is told", async () => {
  const loaded = await loadRecipe(recipe);
  const events: RunEvent[] = [];
  const out = join(folder, "paged");
  const result = await runTargets(loaded.targets, { ...machine, out, onEvent: (event) => events.push(event) });
  const failure = { tag: "WorkerLost", message: "gone" };
  events.push(
    { type: "task-fail", stage: 0, block: 3, worker: 0, attempt: 1, failure, final: false },
    { type: "warning", message: "a <b> c" },
  );
  const file = join(folder, "pages", "deep", "report.html");
  await writeReport(file, { recipe: loaded, result, events, out, seconds: 2 });
  const html = readFileSync(file, "utf8");
  assert.match(html, /^<!doctype html>/);
  for (const text of [
    "Cells &lt;of&gt; the test",
    "a &lt;b&gt; c",
    "1 block failed at first",
    "sub/cells.zarr",
    'href="../../paged/shapes.csv"',
  ])
    assert.ok(html.includes(text), text);
  assert.ok(!/(?:src|href)="https?:/.test(html));
  assert.ok(existsSync(file));
});

test("a module's inputs are the files that its targets read", async () => {
  const module = join(folder, "module.mjs");
  writeFileSync(
    module,
    `// Counted by a module
import { label, open, regionProperties, threshold } from ${JSON.stringify(import.meta.resolve("#dist/index.js"))};
const image = await open(${JSON.stringify(join(folder, "blobs.zarr"))});
const cells = label(threshold(image, { above: 100 }), { connectivity: 1 });
export default { "shapes.csv": regionProperties(cells, { properties: ["area"] }), "cells.npy": cells };
`,
  );
  const loaded = await loadRecipe(module);
  const out = join(folder, "module");
  const events: RunEvent[] = [];
  const result = await runTargets(loaded.targets, { ...machine, out, onEvent: (event) => events.push(event) });
  const model = await reportModel({ recipe: loaded, result, events, out, seconds: 1 }, out);
  assert.deepEqual(
    model.inputs?.map(({ name, format }) => [name, format]),
    [["blobs.zarr", "zarr"]],
  );
  assert.deepEqual([model.title, model.recipe?.language], ["Counted by a module", "typescript"]);
  assert.match(model.pictures?.[0]?.caption ?? "", /Labels over blobs\.zarr/);
});

test("a foam is an array like any other", async () => {
  const image = foam({ shape: [90, 90, 90], seed: 5, chunks: [30, 90, 45] });
  assert.deepEqual([image.shape, image.chunks, image.dtype], [[90, 90, 90], [30, 90, 45], "uint8"]);
  const stored = await save(image, join(folder, "foam.zarr"), { workers: 1 });
  const dark = label(threshold(stored, { atMost: 60 }), { connectivity: 3 });
  const { tables } = await runTargets(
    { "dark.csv": regionProperties(dark, { properties: ["area"] }) },
    { workers: 1, out: join(folder, "dark") },
  );
  assert.ok((tables["dark.csv"]?.numRows ?? 0) > 0, "noise makes some pores darker than the rest");
  assert.deepEqual((await open(join(folder, "foam.zarr"))).chunks, [30, 90, 45]);
});

test("pictures of planes, colours and time series: the middle of what a page cannot show", async () => {
  const shapes: readonly (readonly [axes: readonly string[], shape: readonly number[], caption: RegExp | undefined])[] = [
    [["y", "x"], [20, 30], /^Values; 20 × 30 voxels/],
    [["y", "x", "c"], [20, 30, 3], /^Values; 20 × 30 × 3 voxels/],
    [["t", "z", "y", "x"], [3, 8, 20, 30], /^Values at t = 1, cut through the middle/],
    [["z", "y", "x", "c"], [8, 20, 30, 3], /^Values at z = 4; 8 × 20/],
    [["t", "x"], [5, 9], undefined],
  ];
  for (const [axes, shape, caption] of shapes) {
    const data = Uint8Array.from({ length: shape.reduce((all, n) => all * n, 1) }, (_, i) => i % 251);
    const name = `${axes.join("")}.npy`;
    const targets = { [name]: fromArray(new NdArray("uint8", data, shape), { axes }) };
    const out = join(folder, "views");
    const result = await runTargets(targets, { workers: 1, out });
    const loaded = { path: join(folder, "views.yaml"), text: "", targets, values: new Map(), inputs: new Map() };
    const { pictures } = await reportModel({ recipe: loaded, result, events: [], out, seconds: 1 }, out);
    assert.equal(pictures?.length, caption === undefined ? 0 : 1, name);
    if (caption !== undefined) assert.match(pictures?.[0]?.caption ?? "", caption);
  }
});
