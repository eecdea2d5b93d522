import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Dtype } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import { UnsupportedError } from "#dist/errors.js";
import type { Triple } from "#dist/kernels/kernel.js";
import { combineLabels } from "#dist/kernels/labels/combine.js";
import { type LabelParams, label } from "#dist/kernels/labels/label.js";
import { plainLabel } from "#dist/kernels/labels/plain.js";
import { type RegionRows, type RegionStatistics, type RegionStatisticsParams, regionStatistics } from "#dist/kernels/regions/index.js";
import { runCollector } from "./harness.ts";
import { randomMask, seededRandom } from "./masks.ts";
import { wholeStatistics } from "./whole-statistics.ts";

function randomValues(dtype: Dtype, shape: Triple, seed: number): NdArray {
  const random = seededRandom(seed);
  const image = NdArray.zeros(dtype, shape);
  for (let i = 0; i < image.size; i++) (image.data as Float32Array)[i] = dtype.startsWith("float") ? random() * 10 - 3 : random() * 200;
  return image;
}

type Measure = RegionStatisticsParams;
const bare: Measure = { needs: [], intensities: [] };
const geometry: Measure = { needs: ["moments"], intensities: [] };

/** What a mask's components are like, measured while they are labelled. */
async function measured(
  mask: NdArray,
  images: readonly NdArray[],
  measures: readonly Measure[],
  connectivity: LabelParams["connectivity"],
  cut: Parameters<typeof runCollector>[3] = {},
): Promise<RegionStatistics[]> {
  const params: LabelParams = { connectivity, dtype: "uint32", image: false, measures: [...measures] };
  const { context } = await runCollector(label, params, [mask, ...images], cut);
  const tables: RegionStatistics[] = [];
  for (const n of measures.keys()) tables.push(await wholeStatistics((await label.measuring?.open(context, n)) as RegionRows));
  return tables;
}

/** The same from the label image of the whole. */
async function reference(
  mask: NdArray<"bool">,
  images: readonly NdArray[],
  measure: Measure,
  connectivity: number,
): Promise<RegionStatistics> {
  const { labels } = plainLabel(mask, connectivity);
  return wholeStatistics((await runCollector(regionStatistics, measure, [labels, ...images])).result, 1000);
}

test("components are measured as their label image would be, whatever the blocks", async () => {
  const size = fc.integer({ min: 1, max: 8 });
  const arbitrary = fc.record({
    shape: fc.tuple(size, size, fc.integer({ min: 1, max: 90 })),
    block: fc.tuple(size, size, fc.integer({ min: 5, max: 90 })),
    connectivity: fc.constantFrom<1 | 2 | 3>(1, 2, 3),
    density: fc.constantFrom(0.05, 0.2, 0.5, 0.9),
    smooth: fc.constantFrom(0, 0.8),
    dtype: fc.constantFrom<Dtype>("uint8", "uint16", "float32"),
    batch: fc.integer({ min: 1, max: 4 }),
    reverse: fc.boolean(),
    seed: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(arbitrary, async ({ shape, block, connectivity, density, smooth, dtype, batch, reverse, seed }) => {
      const mask = randomMask(shape, density, seed, smooth);
      const images = [randomValues(dtype, shape, seed + 1)];
      const both: Measure = { needs: ["moments", "squares", "weighted"], intensities: [dtype] };
      const found = await measured(mask, images, [geometry, both], connectivity, { block, batch, reverse });
      assert.deepEqual(found, [await reference(mask, [], geometry, connectivity), await reference(mask, images, both, connectivity)]);
    }),
    { numRuns: 60 },
  );
});

test("many pieces are merged to fewer, and a full table is spilled in the middle of a layer", async () => {
  const shape: Triple = [6, 8, 70];
  const mask = randomMask(shape, 0.3, 5);
  // 300 blocks with a piece each: more than are read side by side.
  assert.deepEqual(await measured(mask, [], [bare], 1, { block: [1, 1, 12] }), [await reference(mask, [], bare, 1)]);
  const many: Triple = [3, 110, 110];
  const dense = randomMask(many, 0.2, 6);
  // Records of 1.7 kB: about 2,500 fit.
  const heavy: Measure = { needs: ["squares", "weighted"], intensities: ["float64"] };
  const values = [randomValues("float64", many, 7)];
  const [found] = await measured(dense, values, [heavy], 1, { block: [2, 110, 110] });
  assert.ok((found?.label.length ?? 0) > 3000);
  assert.deepEqual(found, await reference(dense, values, heavy, 1));
});

test("nothing to measure: no regions, and rows of nothing", async () => {
  const empty = NdArray.zeros("bool", [4, 4, 40]);
  const [found] = await measured(empty, [], [geometry], 3, { block: [2, 2, 40] });
  assert.equal(found?.label.length, 0);
});

test("more labels than the dtype holds are an error, with the way out", async () => {
  const mask = randomMask([4, 6, 40], 0.3, 3);
  const { count } = plainLabel(mask, 1);
  const { context } = await runCollector(label, { connectivity: 1, dtype: "uint32" as const }, [mask], { block: [2, 3, 20] });
  assert.equal((await combineLabels(context, count)).count, count);
  await assert.rejects(
    combineLabels(context, count - 1),
    (error: Error) => error instanceof UnsupportedError && /uint64/.test(JSON.stringify(error)),
  );
});
