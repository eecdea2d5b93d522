/**
 * A recipe from end to end, on files: what SciPy and scikit-image make of a small foam by the same steps (see
 * fixtures/recipe/make-reference.py), in any blocks, on both engines.
 */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { NdArray } from "#dist/array/nd-array.js";
import { serial } from "#dist/engine/index.js";
import { threads } from "#dist/engine/threads/index.js";
import { compute, loadRecipe, machineStores, open, runTargets } from "#dist/node/index.js";
import { parseCsvTable } from "#dist/table/index.js";
import { assertSameBits } from "../kernels/random-image.js";

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/recipe/${name}`, import.meta.url));
const reference = async (name: string): Promise<NdArray> => compute(await open(fixture("reference.npz"), { series: name }));
const outputs = ["areas.svg", "bubbles.zarr", "counts.svg", "masks/pores.npy", "masks/seeds.npy", "middle.png", "shapes.csv", "stats.json"];

describe("the foam recipe", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "voxmill-foam-"));
    const { targets } = await loadRecipe(fixture("foam.yaml"));
    assert.deepEqual(Object.keys(targets).sort(), outputs);
    await using engine = serial({ resolve: machineStores() });
    await runTargets(targets, { out: folder, engine, block: [16, 32, 32] });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("finds the pores of SciPy and scikit-image: Gaussian and Otsu", async () => {
    assertSameBits(await compute(await open(join(folder, "masks/pores.npy"))), await reference("pores"));
    const level = (await reference("level")).data[0] as number;
    const found = (JSON.parse(await readFile(join(folder, "stats.json"), "utf8")) as { readonly level: number }).level;
    assert.ok(Math.abs(found - level) <= 1e-5 * level, `${found} is not ${level}`);
  });
  it("erodes, labels and expands as they do", async () => {
    assertSameBits(await compute(await open(join(folder, "masks/seeds.npy"))), await reference("seeds"));
    assertSameBits(await compute(await open(join(folder, "bubbles.zarr"))), await reference("bubbles"));
  });
  it("measures as scikit-image does", async () => {
    const found = parseCsvTable(await readFile(join(folder, "shapes.csv"), "utf8"));
    const expected = parseCsvTable(await readFile(fixture("reference.csv"), "utf8"));
    assert.equal(found.numRows, expected.numRows);
    for (const name of ["label", "area", "centroid_z", "centroid_y", "centroid_x", "intensityMean"]) {
      const [a, b] = [found, expected].map((table) => [...table].map((row) => Number((row as { [column: string]: unknown })[name])));
      for (const [i, value] of (a as number[]).entries()) {
        assert.ok(Math.abs(value - (b?.[i] as number)) <= 1e-12 * Math.abs(value), `${name} of row ${i}: ${value}, expected ${b?.[i]}`);
      }
    }
  });
  it("knows where the bubbles are in micrometres", async () => {
    const table = parseCsvTable(await readFile(join(folder, "shapes.csv"), "utf8"));
    const [row] = [...table] as { readonly [column: string]: number }[];
    assert.ok(Math.abs((row?.["centroid_z_um"] as number) - 1.4 * (row?.["centroid_z"] as number)) < 1e-9);
    assert.deepEqual((await open(join(folder, "bubbles.zarr"))).spacing, [1.4, 1.4, 1.4]);
  });
  it("writes pictures and numbers", async () => {
    const stats = JSON.parse(await readFile(join(folder, "stats.json"), "utf8")) as {
      readonly counts: { readonly counts: readonly number[]; readonly edges: readonly number[] };
    };
    assert.equal(stats.counts.edges.length, 33);
    assert.equal(
      stats.counts.counts.reduce((a, b) => a + b, 0),
      40 * 56 * 60,
    );
    assert.match(await readFile(join(folder, "counts.svg"), "utf8"), /^<svg[\s\S]*>level<\/text>/);
    assert.match(await readFile(join(folder, "areas.svg"), "utf8"), /^<svg[\s\S]*area/);
    assert.deepEqual(
      [...(await readFile(join(folder, "middle.png"))).subarray(1, 4)],
      [..."PNG"].map((c) => c.charCodeAt(0)),
    );
  });
  it("writes the same bytes whatever the blocks and the engine", async () => {
    const other = await mkdtemp(join(tmpdir(), "voxmill-foam-"));
    try {
      await using engine = threads({ workers: 2 });
      await runTargets((await loadRecipe(fixture("foam.yaml"))).targets, { out: other, engine, block: [40, 56, 60] });
      const files = [...outputs.filter((name) => !name.endsWith(".zarr")), "bubbles.zarr/zarr.json", "bubbles.zarr/c/1/0/1"];
      for (const name of files) assert.deepEqual(await readFile(join(other, name)), await readFile(join(folder, name)), name);
    } finally {
      await rm(other, { recursive: true, force: true });
    }
  });
});
