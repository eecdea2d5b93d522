/**
 * Connected components of real volumes: as many as SciPy finds, and as large (fixtures/real/make-reference.py).
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { NdArray } from "#dist/array/nd-array.js";
import type { Value } from "#dist/engine/index.js";
import { run, type Wanted } from "#dist/engine/index.js";
import { threads } from "#dist/engine/threads/index.js";
import { fromArray, type LazyTable, type Mask } from "#dist/graph/index.js";
import { label } from "#dist/label/index.js";
import { regionProperties } from "#dist/measure/index.js";
import { compute, machineStores, open } from "#dist/node/index.js";
import { threshold } from "#dist/ops/index.js";
import type { Table } from "#dist/table/index.js";
import { realData, skipUnlessData } from "../real-data.js";
import { scratchFolder } from "./folder.js";

interface Components {
  readonly count: number;
  readonly largest: readonly number[];
  readonly voxels: number;
}
interface Reference {
  readonly shape: readonly number[];
  readonly foreground: { readonly [connectivity: string]: Components };
  readonly pores: { readonly [connectivity: string]: Components };
}
const references = JSON.parse(readFileSync(new URL("../fixtures/real/components.json", import.meta.url), "utf8")) as {
  readonly [file: string]: Reference;
};

/** Areas of the components of a mask. */
const areas = (mask: Mask, connectivity: number): LazyTable => regionProperties(label(mask, { connectivity }), { properties: ["area"] });

function summary(value: Value): Components {
  const table = value as Table;
  const sizes = Array.from(table.column("area").data, Number);
  return { count: table.numRows, largest: [...sizes].sort((a, b) => b - a).slice(0, 10), voxels: sizes.reduce((a, b) => a + b, 0) };
}

describe("components of real volumes", () => {
  for (const [file, reference] of Object.entries(references)) {
    it(`${file}: both phases, by faces and by corners, in one run`, { skip: skipUnlessData(file) }, async () => {
      const image = await open(realData(file) as string);
      assert.deepEqual(image.shape, reference.shape);
      const phases = { foreground: threshold(image, { above: 0 }), pores: threshold(image, { atMost: 0 }) };
      const values: { [name: string]: LazyTable } = {};
      for (const [phase, mask] of Object.entries(phases)) for (const c of [1, 3]) values[`${phase} ${c}`] = areas(mask, c);
      const wanted: Wanted = { values };
      await using folder = await scratchFolder();
      await using engine = threads({ workers: 2 });
      const result = await run(wanted, { engine, workers: 2, memory: 1.5e9, scratch: folder.store("scratch"), resolve: machineStores() });
      for (const phase of ["foreground", "pores"] as const)
        for (const c of ["1", "3"])
          assert.deepEqual(summary(result.values[`${phase} ${c}`] as Value), reference[phase][c], `${phase} ${c}`);
    });
  }

  it("cell colony: the dark pixels, as the lecture counts them", { skip: skipUnlessData("table/cell_colony.csv") }, async () => {
    const rows = readFileSync(realData("table/cell_colony.csv") as string, "utf8")
      .trim()
      .split(/\r?\n/);
    const points = rows.map((row) => row.split(",").map(Number) as [number, number, number]);
    const [width, height] = [0, 1].map((i) => points.reduce((most, point) => Math.max(most, point[i] as number), 0)) as [number, number];
    assert.deepEqual([width * height, height, width], [points.length, 406, 408]);
    const image = NdArray.zeros("float64", [height, width]);
    for (const [x, y, value] of points) image.data[(y - 1) * width + x - 1] = value;
    const dark = threshold(fromArray(image, { chunks: [100, 64] }), { below: 0.5 });
    for (const block of [
      [1000, 1000],
      [100, 64],
      [30, 64],
    ]) {
      const faces = summary(await compute(areas(dark, 1), { workers: 1, block }));
      const corners = summary(await compute(areas(dark, 2), { workers: 1, block }));
      assert.deepEqual([faces.voxels, faces.count, corners.voxels, corners.count], [4217, 371, 4217, 367]);
      assert.equal((corners.voxels / corners.count).toFixed(4), "11.4905");
    }
  });
});
