/**
 * The same recipe over a real volume gives the same bytes in every file, whatever the blocks, the engine and the number of workers.
 */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { type Engine, serial } from "#dist/engine/index.js";
import { threads } from "#dist/engine/threads/index.js";
import { loadRecipe, machineStores, runTargets } from "#dist/node/index.js";

import { realData, skipUnlessData } from "../real-data.js";
import { hashesOf, scratchFolder } from "./folder.js";

/** Comes with a package that is always there. */
const brain = fileURLToPath(new URL("../../../node_modules/nifti-reader-js/data/avg152T1_LR_nifti.nii.gz", import.meta.url));

const recipe = (path: string, limit: string): string => `
voxmill: 1
inputs:
  image: { path: ${JSON.stringify(path)} }
steps:
  smooth:  { op: gaussianFilter, input: image, sigma: { z: 1, y: 1.5, x: 2 } }
  bright:  { op: threshold, input: smooth, above: ${limit} }
  solid:   { op: opening, input: bright, footprint: { ball: 2 } }
  parts:   { op: label, input: solid, connectivity: 1 }
  grown:   { op: expandLabels, input: parts, distance: 3, within: bright }
  shapes:
    op: regionProperties
    input: grown
    intensity: image
    properties: [area, centroid, bbox, inertiaTensorEigvals, intensityMean, intensityStd, intensityMin, intensityMax]
outputs:
  - { step: smooth, to: smooth.zarr }
  - { step: grown, to: grown.zarr, chunks: { z: 16, y: 32, x: 40 } }
  - { step: solid, to: solid.tif }
  - { step: parts, to: parts.nii.gz }
  - { step: shapes, to: shapes.csv }
  - { step: shapes, to: shapes.parquet }
  - { step: image, overlay: grown, slice: { z: 50% }, to: middle.png }
  - { step: smooth, slice: { y: 40% }, to: side.svg }
  - { step: shapes, column: area, to: areas.svg }
`;

const blocks: readonly (readonly number[] | undefined)[] = [undefined, [1000, 1000, 1000], [16, 1000, 1000], [16, 32, 64], [33, 40, 300]];
const engines: readonly [string, () => Engine][] = [
  ["serial", () => serial({ resolve: machineStores() })],
  ["threads x 1", () => threads({ workers: 1 })],
  ["threads x 2", () => threads({ workers: 2 })],
];

async function check(image: string, limit: string, combinations: readonly (readonly [number, number])[]): Promise<void> {
  await using folder = await scratchFolder();
  const file = join(folder.path, "recipe.yaml");
  await writeFile(file, recipe(image, limit));
  let first: Map<string, string> | undefined;
  const open = new Map<string, Engine>();
  try {
    for (const [e, b] of combinations) {
      const [name, create] = engines[e] as (typeof engines)[number];
      const engine = open.get(name) ?? create();
      open.set(name, engine);
      const out = join(folder.path, `out-${e}-${b}`);
      const { targets } = await loadRecipe(file);
      const { plan, tables } = await runTargets(targets, { out, engine, block: blocks[b], memory: 2e9 });
      const hashes = await hashesOf(out);
      assert.ok((tables["shapes.csv"]?.numRows ?? 0) > 1, "there is something to label");
      for (const target of Object.keys(targets))
        assert.ok(
          [...hashes.keys()].some((key) => key.startsWith(target)),
          target,
        );
      first ??= hashes;
      assert.deepEqual(hashes, first, `${name}, blocks ${blocks[b]} (${plan.tasks} tasks)`);
    }
  } finally {
    for (const engine of open.values()) await engine.close();
  }
}

describe("the same bytes", () => {
  const all = engines.flatMap((_, e) => blocks.map((_, b) => [e, b] as const));
  it("of a brain, in five block shapes, by both engines, with one worker and two", () => check(brain, "otsu", all));

  const nuclei = "volume/stardist_img3d.tif";
  it("of nuclei in a TIFF stack", { skip: skipUnlessData(nuclei) }, () =>
    check(realData(nuclei) as string, "otsu", [
      [0, 1],
      [2, 3],
      [2, 4],
    ]),
  );
});
