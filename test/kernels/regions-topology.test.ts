import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import type { Dtype } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import type { Triple } from "#dist/kernels/kernel.js";
import { croftonWeights } from "#dist/kernels/regions/crofton.js";
import { type RegionImage, regionNeeds, regionPropertyColumns, regionStatistics } from "#dist/kernels/regions/index.js";
import { neighbourSteps } from "#dist/kernels/regions/neighbours.js";
import { runCollector } from "./harness.ts";
import { seededRandom } from "./masks.ts";
import { wholeStatistics } from "./whole-statistics.ts";

type Moments = { readonly [power: string]: number };
interface Row {
  readonly label: number;
  readonly euler: number;
  readonly perimeter?: number;
  readonly surface?: number;
  readonly moments: Moments;
  readonly central: Moments;
  readonly normalized: Moments;
}
interface Case {
  readonly shape: readonly number[];
  readonly spacing: readonly number[];
  readonly labels: readonly number[];
  readonly rows: readonly Row[];
}
const { cases } = JSON.parse(readFileSync(new URL("../fixtures/kernels/regions/topology.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
};

/** An image with these axes, `spacing` apart. */
function axesOf(shape: readonly number[], spacing: readonly number[]): RegionImage {
  return {
    axes: shape.map((length, i) => {
      const frame = (i + 3 - shape.length) as 0 | 1 | 2;
      return { name: "zyx"[frame] as string, frame, length, spacing: spacing[i] as number, translation: 0, unit: "micrometer" };
    }),
  };
}

async function columnsOf(labels: NdArray, shape: readonly number[], spacing: readonly number[], names: readonly string[], cut = {}) {
  const params = { needs: regionNeeds(names), intensities: [] };
  const statistics = await wholeStatistics((await runCollector(regionStatistics, params, [labels], cut)).result);
  return new Map(
    regionPropertyColumns(statistics, names, axesOf(shape, spacing)).map(({ name, values }) => [name, Array.from(values, Number)]),
  );
}

const close = (found: number | undefined, expected: number, tolerance: number, what: string): void =>
  assert.ok(
    Math.abs((found as number) - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${what}: ${found}, expected ${expected}`,
  );

test("Euler numbers, perimeters, surfaces and moments are those of the references, whole and in blocks", async () => {
  for (const { shape, spacing, labels, rows } of cases) {
    const frame = [...[1, 1, 1].slice(shape.length), ...shape] as unknown as Triple;
    const image = new NdArray("uint32", Uint32Array.from(labels), frame);
    const boundary = shape.length === 2 ? "perimeterCrofton" : "surfaceArea";
    const names = ["eulerNumber", boundary, "moments", "momentsCentral", "momentsNormalized"];
    for (const cut of [{}, { block: [2, 3, 5] as Triple, batch: 1, reverse: true }, { block: [3, 40, 40] as Triple }]) {
      const columns = await columnsOf(image, shape, spacing, names, cut);
      assert.deepEqual(
        columns.get("eulerNumber"),
        rows.map(({ euler }) => euler),
      );
      for (const [i, row] of rows.entries()) {
        const at = (name: string): number | undefined => columns.get(name)?.[i];
        // The published weights have 13 digits.
        close(at(boundary), (row.perimeter ?? row.surface) as number, 1e-11, `${boundary} of ${row.label}`);
        for (const [power, value] of Object.entries(row.moments)) assert.equal(at(`moments_${power}`), value, `moments_${power}`);
        for (const [power, value] of Object.entries(row.central)) close(at(`momentsCentral_${power}`), value, 1e-9, `central ${power}`);
        for (const [power, value] of Object.entries(row.normalized))
          close(at(`momentsNormalized_${power}`), value, 1e-12, `normalized ${power}`);
      }
    }
  }
});

/** Pairs and Euler number of one label, cell by cell. */
function plainTopology(labels: NdArray, label: number): { readonly pairs: number[]; readonly euler: number } {
  const [depth, height, width] = labels.shape as unknown as Triple;
  const has = (z: number, y: number, x: number): boolean =>
    z >= 0 && y >= 0 && x >= 0 && z < depth && y < height && x < width && Number(labels.get(z, y, x)) === label;
  const pairs = neighbourSteps.map(() => 0);
  const cells = new Set<string>();
  let euler = 0;
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (!has(z, y, x)) continue;
        for (const [d, [dz, dy, dx]] of neighbourSteps.entries()) pairs[d] = (pairs[d] as number) + Number(has(z + dz, y + dy, x + dx));
        for (const [a, b, c] of [0, 1, 2].flatMap((a) => [0, 1, 2].flatMap((b) => [0, 1, 2].map((c) => [a, b, c] as const)))) {
          const cell = [2 * z + a, 2 * y + b, 2 * x + c].join();
          if (cells.has(cell)) continue;
          cells.add(cell);
          euler += [a, b, c].filter((side) => side === 1).length % 2 === 0 ? 1 : -1;
        }
      }
    }
  }
  return { pairs, euler };
}

test("pairs and Euler numbers equal a count cell by cell, for any labels, dtype and blocks", async () => {
  const size = fc.integer({ min: 1, max: 5 });
  const arbitrary = fc.record({
    shape: fc.tuple(size, size, fc.integer({ min: 1, max: 22 })),
    block: fc.tuple(size, size, fc.integer({ min: 1, max: 22 })),
    dtype: fc.constantFrom<Dtype>("uint8", "int16", "uint32"),
    labels: fc.constantFrom([0, 1], [1, 2], [0, 0, 0, 1, 2], [1]),
    batch: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(arbitrary, async ({ shape, block, dtype, labels: choice, batch, seed }) => {
      const random = seededRandom(seed);
      const labels = NdArray.zeros(dtype, shape);
      for (let i = 0; i < labels.size; i++) (labels.data as Uint32Array)[i] = choice[Math.floor(random() * choice.length)] as number;
      const params = { needs: ["neighbours" as const], intensities: [] };
      const found = await wholeStatistics((await runCollector(regionStatistics, params, [labels], { block, batch })).result);
      for (const [row, label] of found.label.entries()) {
        const { pairs, euler } = plainTopology(labels, label);
        assert.equal(found.euler?.[row], euler);
        assert.deepEqual(
          found.pairs?.map((column) => column[row]),
          pairs,
        );
      }
    }),
    { numRuns: 80 },
  );
});

/** A mask from a rule, as a label image with one label. */
function solid(shape: Triple, rule: (z: number, y: number, x: number) => boolean): NdArray {
  const labels = NdArray.zeros("uint8", shape);
  for (let z = 0, at = 0; z < shape[0]; z++)
    for (let y = 0; y < shape[1]; y++) for (let x = 0; x < shape[2]; x++, at++) labels.data[at] = Number(rule(z, y, x));
  return labels;
}

test("a ball has the surface of a ball and the Euler number of a solid, on any grid; hollow and pierced ones tell", async () => {
  const radius = 9;
  for (const spacing of [
    [1, 1, 1],
    [2, 0.5, 0.75],
    [0.4, 1, 1],
  ]) {
    const shape = spacing.map((step) => 2 * Math.ceil(radius / step) + 3) as unknown as Triple;
    const far = (at: readonly number[]): number =>
      Math.hypot(...at.map((n, i) => (n - ((shape[i] as number) - 1) / 2) * (spacing[i] as number)));
    const ball = solid(shape, (z, y, x) => far([z, y, x]) <= radius);
    const columns = await columnsOf(ball, shape, spacing, ["surfaceArea", "sphericity", "eulerNumber"], { block: [7, 9, 16] });
    close(columns.get("surfaceArea_um2")?.[0], 4 * Math.PI * radius ** 2, 0.02, `surface, spacing ${spacing}`);
    close(columns.get("sphericity")?.[0], 1, 0.02, `sphericity, spacing ${spacing}`);
    assert.deepEqual(columns.get("eulerNumber"), [1]);
    const hollow = solid(shape, (z, y, x) => far([z, y, x]) <= radius && far([z, y, x]) > 5);
    assert.deepEqual((await columnsOf(hollow, shape, spacing, ["eulerNumber"])).get("eulerNumber"), [2]);
    const pierced = solid(
      shape,
      (z, y, x) => far([z, y, x]) <= radius && (Math.abs(y - (shape[1] - 1) / 2) > 1 || x !== (shape[2] - 1) / 2),
    );
    assert.deepEqual((await columnsOf(pierced, shape, spacing, ["eulerNumber"])).get("eulerNumber"), [0]);
  }
});

test("the weights of all directions are parts of the whole sphere and circle", () => {
  for (const spacing of [
    [1, 1, 1],
    [3, 1, 1],
    [0.2, 0.5, 1.7],
    [1, 1],
    [4, 1],
  ]) {
    const { axes } = axesOf(
      spacing.map(() => 9),
      spacing,
    );
    const weights = croftonWeights(axes, spacing);
    const voxel = spacing.reduce((product, step) => product * step, 1);
    const whole = weights.reduce((sum, weight, d) => {
      const step = (neighbourSteps[d] as Triple).slice(3 - spacing.length).map((n, i) => n * (spacing[i] as number));
      return sum + (weight * Math.hypot(...step)) / voxel;
    }, 0);
    close(whole, spacing.length === 3 ? 4 : Math.PI, 1e-12, `spacing ${spacing}`);
  }
});
