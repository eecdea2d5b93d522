/** Pyramids: every level exact for any blocks, one group that opens, and nothing left of older ones. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isBigInt } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import { openFile } from "#dist/format/registry.js";
import { fromArray, type LazyArray, type StoredArray } from "#dist/graph/index.js";
import type { Resample } from "#dist/kernels/downsample.js";
import { label } from "#dist/label/index.js";
import { downsample, gaussianFilter, threshold } from "#dist/ops/index.js";
import type { MemoryStore } from "#dist/store/memory.js";
import { gridOf, readWhole } from "../contract/format.js";
import { allDtypes, assertSameBits, randomImage } from "../kernels/random-image.js";
import { contentsOf, machine, readBack } from "./machine.js";

const chunks = [4, 8, 8];
const shape = [13, 30, 33];

/** The windows of an array by the definition, one voxel after another. */
function plainDownsample(source: NdArray, factor: readonly number[], resample: Resample): NdArray {
  const small = source.shape.map((n, axis) => Math.ceil(n / (factor[axis] as number)));
  const result = NdArray.zeros(source.dtype, small);
  const data = result.data as { [i: number]: number | bigint };
  for (const [at, index] of [...gridOf(small)].entries()) {
    const begin = index.map((i, axis) => i * (factor[axis] as number));
    const size = begin.map((b, axis) => Math.min(factor[axis] as number, (source.shape[axis] as number) - b));
    const values = [...gridOf(size)].map((within) => source.get(...within.map((w, axis) => w + (begin[axis] as number))));
    data[at] = resample === "mode" ? plainMode(values) : plainMean(values, source);
  }
  return result;
}

function plainMean(values: readonly (number | bigint)[], { dtype }: NdArray): number | bigint {
  if (dtype.startsWith("float")) return (values as number[]).reduce((a, b) => a + b, 0) / values.length;
  // Exact: the fraction sum / n against the whole numbers around it.
  const sum = values.reduce<bigint>((a, b) => a + BigInt(b), 0n);
  const n = BigInt(values.length);
  let floor = sum / n;
  if (floor * n > sum) floor--;
  const twice = 2n * (sum - floor * n);
  const rounded = twice > n || (twice === n && floor % 2n !== 0n) ? floor + 1n : floor;
  return isBigInt(dtype) ? rounded : Number(rounded);
}

function plainMode(values: readonly (number | bigint)[]): number | bigint {
  const counts = new Map<number | bigint, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const best = [...counts].filter(([, count]) => count === most).map(([value]) => value);
  const labels = best.filter((value) => value !== 0 && value !== 0n);
  return (labels.length > 0 ? labels : best).sort((a, b) => (a < b ? -1 : 1))[0] as number | bigint;
}

const resampleOf = (dtype: string): Resample => (["bool", "uint32", "uint64"].includes(dtype) ? "mode" : "mean");
/** Few different values, so that modes tie. */
const few = (values: NdArray): NdArray => {
  const data = values.data as { [i: number]: number | bigint; length: number };
  for (let i = 0; i < data.length; i++)
    data[i] = isBigInt(values.dtype) ? BigInt.asUintN(64, BigInt(data[i] as bigint)) % 3n : Number(data[i]) % 3;
  return values;
};

async function levelsOf(store: MemoryStore, key: string): Promise<NdArray[]> {
  const [series] = (await openFile({ store, key })).series;
  assert.ok(series);
  return Promise.all(Array.from({ length: series.levels }, async (_, level) => readWhole(await series.open(level))));
}

describe("downsample", () => {
  it("is the mean or mode of windows, for every dtype, shape and cut", async () => {
    for (const dtype of allDtypes) {
      for (const [size, factor] of [
        [shape, [2, 2, 2]],
        [
          [7, 9, 21],
          [1, 3, 2],
        ],
        [[21], [2]],
        [
          [9, 20],
          [2, 4],
        ],
        [
          [2, 5, 6, 7],
          [1, 2, 1, 2],
        ],
      ] as const) {
        const values = randomImage(dtype, size, 7);
        const image = fromArray(resampleOf(dtype) === "mode" && dtype !== "bool" ? few(values) : values, {
          chunks: size.map((n) => Math.ceil(n / 3)),
        });
        const { run } = machine();
        for (const block of [undefined, size.map(() => 2)]) {
          const lazy = downsample(image, { factor });
          const found = (await run({ values: { lazy } }, { block })).values["lazy"] as NdArray;
          assertSameBits(found, plainDownsample(values, factor, resampleOf(dtype)));
        }
      }
    }
  });

  it("reads what is computed, labelled, sliced or downsampled before", async () => {
    const values = randomImage("uint8", shape, 3);
    const image = fromArray(values, { chunks });
    const smooth = gaussianFilter(image, { sigma: 1 });
    const mask = threshold(smooth, { above: 128 });
    const labels = label(mask, { connectivity: 1 });
    const cases: readonly (readonly [LazyArray, Resample])[] = [
      [smooth, "mean"],
      [mask, "mode"],
      [labels, "mode"],
      [smooth.slice([1, 12], null, [3, 30]), "mean"],
      [labels.slice(5), "mode"],
    ];
    for (const [array, resample] of cases) {
      const factor = array.shape.map(() => 2);
      const { run } = machine();
      const small = downsample(array, { factor });
      const twice = gaussianFilter(downsample(downsample(threshold(array, { above: 1 }), { factor }), { factor }), { sigma: 0 });
      const { values: found } = await run({ values: { array, small, part: small.slice(1), twice } }, { block: array.shape.map(() => 8) });
      const expected = plainDownsample(found["array"] as NdArray, factor, resample);
      assertSameBits(found["small"] as NdArray, expected);
      assert.deepEqual((found["part"] as NdArray).shape, expected.shape.slice(1));
      const other = await run({ values: { twice } });
      assertSameBits(found["twice"] as NdArray, other.values["twice"] as NdArray);
    }
  });

  it("keeps NaN, and refuses what has no meaning", () => {
    const image = fromArray(randomImage("float32", [4, 4], 1));
    assert.throws(() => downsample(image, { factor: 2, resample: "mode" }), { tag: "GeometryError" });
    assert.throws(() => downsample(threshold(image, { above: 0 }), { factor: 2, resample: "mean" }), { tag: "GeometryError" });
    for (const factor of [0, 9, 1.5]) assert.throws(() => downsample(image, { factor }), { tag: "GeometryError" });
    const four = fromArray(randomImage("uint8", [2, 2, 2, 2], 1));
    assert.throws(() => downsample(four, { factor: 2 }), /all axes but the last three/);
  });
});

const space = { axes: ["z", "y", "x"], spacing: [2, 0.5, 0.5], unit: ["micrometer", "micrometer", "micrometer"], translation: [10, 0, -1] };
const grey = fromArray(randomImage("uint16", shape, 11), { chunks }).withSpace(space);
const stored = (array: LazyArray, levels: number, more: Partial<StoredArray> = {}): StoredArray => ({
  kind: "stored",
  array,
  levels,
  ...more,
});

describe("pyramids", () => {
  it("hold every level exactly, for any blocks, with and without shards", async () => {
    for (const shards of [undefined, [8, 16, 16]]) {
      let first: Map<string, string> | undefined;
      for (const block of [undefined, [4, 8, 8], [16, 8, 40]]) {
        const { run, out } = machine();
        await run({ targets: { "a.zarr": stored(gaussianFilter(grey, { sigma: 1 }), 9, { shards }) } }, { block });
        first ??= await contentsOf(out);
        assert.deepEqual(await contentsOf(out), first);
        const levels = await levelsOf(out, "a.zarr");
        // The fourth level fits a chunk: [2, 4, 5].
        assert.deepEqual(
          levels.map((l) => l.shape),
          [
            [13, 30, 33],
            [7, 15, 17],
            [4, 8, 9],
            [2, 4, 5],
          ],
        );
        for (let level = 1; level < 4; level++)
          assertSameBits(levels[level] as NdArray, plainDownsample(levels[level - 1] as NdArray, [2, 2, 2], "mean"));
      }
    }
  });

  it("lie where they should: half of the spacing before is added to the translation", async () => {
    const { run, out } = machine();
    await run({ targets: { "a.zarr": stored(grey, 3) } });
    const [series] = (await openFile({ store: out, key: "a.zarr" })).series;
    const infos = [];
    for (let level = 0; level < 3; level++) infos.push((await series?.open(level))?.info);
    assert.deepEqual(
      infos.map((i) => i?.spacing),
      [
        [2, 0.5, 0.5],
        [4, 1, 1],
        [8, 2, 2],
      ],
    );
    assert.deepEqual(
      infos.map((i) => i?.translation),
      [
        [10, 0, -1],
        [11, 0.25, -0.75],
        [13, 0.75, -0.25],
      ],
    );
    assert.deepEqual(
      infos.map((i) => i?.unit),
      Array.from({ length: 3 }, () => space.unit),
    );
    const json = JSON.parse(new TextDecoder().decode(await out.get("a.zarr/zarr.json")));
    assert.equal(json.attributes.ome.version, "0.5");
    assert.deepEqual(json.attributes.ome.multiscales[0].axes[0], { name: "z", type: "space", unit: "micrometer" });
    // A level opens by itself too, at its own place.
    assert.deepEqual((await readBack(out, "a.zarr/1")).shape, [7, 15, 17]);
  });

  it("take the mode of masks and labels, and what is asked for", async () => {
    const { run, out } = machine();
    const mask = threshold(grey, { above: 30_000 });
    const labels = label(mask, { connectivity: 1 });
    await run({
      targets: { "mask.zarr": stored(mask, 2), "labels.zarr": stored(labels, 2), "mode.zarr": stored(grey, 2, { resample: "mode" }) },
    });
    for (const name of ["mask.zarr", "labels.zarr", "mode.zarr"]) {
      const [full, half] = await levelsOf(out, name);
      assertSameBits(half as NdArray, plainDownsample(full as NdArray, [2, 2, 2], "mode"));
    }
  });

  it("halve the axes of space only", async () => {
    const { run, out } = machine();
    const movie = fromArray(randomImage("uint8", [2, 3, 1, 20, 20], 1), { chunks: [1, 1, 1, 5, 5] }).withSpace({
      axes: ["t", "c", "z", "y", "x"],
    });
    await run({ targets: { "a.zarr": stored(movie, 2) } });
    assert.deepEqual(
      (await levelsOf(out, "a.zarr")).map((l) => l.shape),
      [
        [2, 3, 1, 20, 20],
        [2, 3, 1, 10, 10],
      ],
    );
    const columns = grey.withSpace({ axes: ["y", "x", "c"] });
    await assert.rejects(run({ targets: { "b.zarr": stored(columns, 2) } }), { tag: "UnsupportedError", message: /OME-Zarr/ });
    await assert.rejects(run({ targets: { "b.zarr": stored(grey, 0) } }), { tag: "GeometryError" });
  });

  it("are taken up where they stopped, and make only what is lost again", async () => {
    const { run, out } = machine();
    const block = [4, 8, 8];
    const wanted = { targets: { "a.zarr": stored(gaussianFilter(grey, { sigma: 1 }), 3) } };
    const first = await run(wanted, { block });
    const before = await contentsOf(out);
    assert.equal((await run(wanted, { block })).done, 0);
    await out.delete("a.zarr/2/c/0/0/0");
    assert.equal((await run(wanted, { block })).done, 1);
    await out.delete("a.zarr/zarr.json");
    assert.equal((await run(wanted, { block })).done, 0);
    assert.deepEqual(await contentsOf(out), before);
    assert.ok(first.plan.stages.length === 3);
  });

  it("leave nothing of what was stored there before, in either way", async () => {
    const clean = machine();
    await clean.run({ targets: { "a.zarr": stored(grey, 2) } });
    const pyramid = await contentsOf(clean.out);
    const plain = machine();
    await plain.run({ targets: { "a.zarr": grey } });
    const { run, out } = machine();
    await run({ targets: { "a.zarr": grey } });
    await run({ targets: { "a.zarr": stored(grey, 4) } });
    await run({ targets: { "a.zarr": stored(grey, 2) } });
    assert.deepEqual(await contentsOf(out), pyramid);
    await run({ targets: { "a.zarr": grey } });
    assert.deepEqual(await contentsOf(out), await contentsOf(plain.out));
  });
});
