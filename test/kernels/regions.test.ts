import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Dtype, dtypes, integerRange, isBigInt } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import { GeometryError, UnsupportedError } from "#dist/errors.js";
import type { Triple } from "#dist/kernels/kernel.js";
import { LayerRing } from "#dist/kernels/layers.js";
import { WorkerMemory } from "#dist/kernels/memory.js";
import { exactRatio, type RegionStatistics, type RegionStatisticsParams, regionStatistics } from "#dist/kernels/regions/index.js";
import { MemoryStore } from "#dist/store/memory.js";
import { putLayer, runCollector } from "./harness.js";
import { channelValues, regionTwin } from "./regions-twin.js";
import { wholeStatistics } from "./whole-statistics.js";

const everything = ["moments", "squares", "weighted"] as const;
const paramsFor = (images: readonly NdArray[], needs: RegionStatisticsParams["needs"] = everything): RegionStatisticsParams => ({
  needs,
  intensities: images.slice(1).map((i) => i.dtype),
});

async function measure(images: readonly NdArray[], options: Parameters<typeof runCollector>[3] = {}): Promise<RegionStatistics> {
  return wholeStatistics((await runCollector(regionStatistics, paramsFor(images), images, options)).result);
}

/** Numbers of a seeded generator in [0, 1). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Labels in runs along x, some ids far apart. */
function randomLabels(shape: Triple, seed: number, ids: readonly number[], dtype: Dtype = "uint32"): NdArray {
  const random = generator(seed);
  const image = NdArray.zeros(dtype, shape);
  const data = image.data as { [i: number]: number | bigint };
  let label = 0;
  for (let i = 0; i < image.size; i++) {
    if (random() < 0.15) label = random() < 0.3 ? 0 : (ids[Math.floor(random() * ids.length)] as number);
    data[i] = label;
  }
  return image;
}

/** Values over the whole range of a dtype; floats of very different magnitude when `wild`. */
function randomIntensity(shape: Triple, seed: number, dtype: Dtype, wild: boolean): NdArray {
  const random = generator(seed);
  const image = NdArray.zeros(dtype, shape);
  const data = image.data as { [i: number]: number | bigint };
  const bits = new DataView(image.data.buffer);
  for (let i = 0; i < image.size; i++) {
    const r = random();
    if (dtype === "bool") data[i] = r < 0.5 ? 0 : 1;
    else if (isBigInt(dtype)) {
      bits.setUint32(i * 8, r * 2 ** 32, true);
      bits.setUint32(i * 8 + 4, random() * 2 ** 32, true);
    } else if (dtype.startsWith("float")) {
      const range = dtype === "float32" ? 70 : 600;
      data[i] = (r - 0.5) * (wild ? 2 ** Math.round((random() - 0.5) * range) : 100);
      if (random() < 0.1) data[i] = 0;
    } else data[i] = Math.floor((r - 0.25) * 2 ** 32);
  }
  return image;
}

const columnOf = (column: Float64Array | undefined): number[] => [...(column ?? [])];

/** Every column against the twin, bit for bit. */
function assertTwin(found: RegionStatistics, images: readonly NdArray[], offset: Triple = [0, 0, 0]): void {
  const rows = regionTwin(images, offset);
  assert.deepEqual(
    [...found.label],
    rows.map((r) => r.label),
  );
  assert.deepEqual(
    [...found.area],
    rows.map((r) => r.area),
  );
  for (let axis = 0; axis < 3; axis++) {
    assert.deepEqual(
      [...(found.start[axis] as Uint32Array)],
      rows.map((r) => r.start[axis]),
    );
    assert.deepEqual(
      [...(found.end[axis] as Uint32Array)],
      rows.map((r) => r.end[axis]),
    );
    assert.deepEqual(
      [...(found.centroid[axis] as Float64Array)],
      rows.map((r) => exactRatio(r.sums[axis] as bigint, BigInt(r.area))),
    );
  }
  const pairs = [
    [0, 0],
    [1, 1],
    [2, 2],
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const;
  for (const [m, [a, b]] of pairs.entries()) {
    const expected = rows.map((r) => {
      const n = BigInt(r.area);
      return exactRatio(n * (r.moments[m] as bigint) - (r.sums[a] as bigint) * (r.sums[b] as bigint), n * n);
    });
    assert.deepEqual(columnOf(found.covariance?.[m]), expected);
  }
  for (const [c, channel] of found.channels.entries()) {
    const expected = rows.map((r) => channelValues(channel.dtype, r.channels[c] as (typeof r.channels)[number], r.area));
    assert.deepEqual(
      [...channel.min].map((v) => v),
      expected.map((e) => e.min),
    );
    assert.deepEqual(
      [...channel.max].map((v) => v),
      expected.map((e) => e.max),
    );
    assert.deepEqual(
      [...channel.mean],
      expected.map((e) => e.mean),
    );
    assert.deepEqual(
      columnOf(channel.variance),
      expected.map((e) => e.variance),
    );
    for (let axis = 0; axis < 3; axis++)
      assert.deepEqual(
        columnOf(channel.weightedCentroid?.[axis]),
        expected.map((e) => e.weighted[axis]),
        `weighted ${axis}`,
      );
  }
}

const shape: Triple = [5, 7, 83];
const sparse = [1, 2, 3, 70_000, 4_000_000_000];

for (const dtype of dtypes) {
  test(`regionStatistics of ${dtype} intensities equals exact sums over the voxels`, async () => {
    for (const wild of dtype.startsWith("float") ? [false, true] : [false]) {
      const images = [randomLabels(shape, 3, sparse), randomIntensity(shape, 4, dtype, wild)];
      assertTwin(await measure(images), images);
    }
  });
}

/** Measures one block at the far end of an image of 2^20 voxels an axis. */
async function measureFar(images: readonly NdArray[], offset: Triple): Promise<RegionStatistics> {
  const shape = (images[0] as NdArray).shape as unknown as Triple;
  const memory = new WorkerMemory();
  const inputs = images.map((i) => new LayerRing(memory, i.dtype, shape[1], shape[2], shape[0], offset[0]));
  const params = paramsFor(images);
  const region = { offset, shape };
  const image: Triple = [2 ** 20, 2 ** 20, 2 ** 20];
  const scratch = new MemoryStore();
  const spillKey = (number: number, name: string): string => `${number}/${name}`;
  const spill = (name: string, bytes: Uint8Array): Promise<void> => scratch.set(spillKey(0, name), bytes);
  const run = regionStatistics.start({ params, inputs, memory, image, region, spill });
  for (const [i, ring] of inputs.entries()) {
    for (let z = 0; z < shape[0]; z++) putLayer(ring, offset[0] + z, images[i] as NdArray, 0, 0, z);
  }
  await run.consume(offset[0], offset[0] + shape[0]);
  const partial = await run.finish();
  const context = { params, image, blocks: [region], partial: async () => partial, scratch, spillKey };
  return wholeStatistics(await regionStatistics.combine(context));
}

test("long runs of extreme values at the far end of the longest image do not overflow", async () => {
  const far: Triple = [2, 2, 1100];
  const offset: Triple = [2 ** 20 - 2, 2 ** 20 - 2, 2 ** 20 - 1100];
  for (const dtype of dtypes) {
    const labels = NdArray.zeros("uint32", far);
    labels.data.fill(1);
    for (let i = 700; i < labels.size; i++) labels.data[i] = i % 1300 < 650 ? 4_294_967_295 : 1;
    const images: NdArray[] = [labels];
    const extremes: readonly (number | bigint)[] =
      dtype === "bool"
        ? [1]
        : dtype === "float32"
          ? [3.4028234663852886e38, -3.4028234663852886e38, 1e-45]
          : dtype === "float64"
            ? [Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE]
            : [integerRange(dtype).min, integerRange(dtype).max].map((v) => (isBigInt(dtype) ? v : Number(v)));
    for (const extreme of extremes) {
      const image = NdArray.zeros(dtype, far);
      (image.data as { fill(v: number | bigint): void }).fill(extreme);
      images.push(image);
    }
    assertTwin(await measureFar(images, offset), images, offset);
  }
});

test("regionStatistics is the same for every blocking, batch and order", async () => {
  const images = [
    randomLabels(shape, 5, [...sparse, ...Array.from({ length: 40 }, (_, i) => 100 + i)]),
    ...(["uint16", "float32", "float64"] as const).map((dtype, i) => randomIntensity(shape, 6 + i, dtype, true)),
  ];
  const whole = await measure(images);
  for (const options of [
    { block: [2, 3, 10] as Triple, batch: 1 },
    { block: [5, 7, 1] as Triple, batch: 3, reverse: true },
    { block: [1, 4, 83] as Triple, batch: 7, reverse: true },
  ])
    assert.deepEqual(await measure(images, options), whole);
});

test("regionStatistics of any small image and blocking equals the twin", async () => {
  const size = fc.integer({ min: 1, max: 6 });
  const arbitrary = fc.record({
    shape: fc.tuple(size, size, fc.integer({ min: 1, max: 70 })),
    block: fc.tuple(size, size, fc.integer({ min: 1, max: 70 })),
    seed: fc.nat(),
    dtype: fc.constantFrom(...dtypes),
    labels: fc.constantFrom<Dtype>("uint8", "int8", "uint16", "int16", "uint32", "int32"),
  });
  await fc.assert(
    fc.asyncProperty(arbitrary, async ({ shape, block, seed, dtype, labels }) => {
      const images = [randomLabels(shape, seed, [1, 5, 99], labels), randomIntensity(shape, seed + 1, dtype, seed % 2 === 0)];
      assertTwin(await measure(images, { block, batch: 1 + (seed % 3) }), images);
    }),
    { numRuns: 60 },
  );
});

test("a table that is full is written out and taken up again", async () => {
  // float64 records of 1.7 kB: about 2,500 fit, and each voxel is its own region.
  const many: Triple = [3, 40, 41];
  const labels = NdArray.zeros("uint32", many);
  for (let i = 0; i < labels.size; i++) labels.data[i] = ((i * 7919) % 4001) + 1;
  const images = [labels, randomIntensity(many, 9, "float64", false)];
  assertTwin(await measure(images), images);
});

test("sums of floats that cancel are exact", async () => {
  for (const dtype of ["float32", "float64"] as const) {
    const labels = NdArray.zeros("uint32", [3, 1, 2]);
    labels.data.fill(7);
    const image = new NdArray(dtype, (dtype === "float32" ? Float32Array : Float64Array).of(1e30, 1, -1e30, 2 ** -100, 0, 0), [3, 1, 2]);
    const found = await measure([labels, image], { block: [1, 1, 1], reverse: true });
    assert.equal(found.channels[0]?.mean[0], exactRatio(2n ** 100n + 1n, 6n, -100));
    assert.equal(found.channels[0]?.min[0], image.data[2]);
  }
});

test("floats whose exponents differ by a little or by a lot are summed exactly, on either side of the vector path's bound", async () => {
  const random = generator(21);
  for (const dtype of ["float32", "float64"] as const) {
    for (let spread = 0; spread <= 60; spread++) {
      const labels = NdArray.zeros("uint32", [1, 2, 150]);
      labels.data.fill(1);
      const image = NdArray.zeros(dtype, labels.shape);
      const value = (): number => 1 + random() + random() * 2 ** -21;
      // Large values cancel between the rows, so that a bit that was lost in one of them shows in what remains.
      for (let x = 0; x < 150; x++) {
        const large = random() < 0.5 ? value() * 2 ** spread : 0;
        image.data[x] = large === 0 ? value() : large;
        image.data[150 + x] = large === 0 ? value() : -large;
      }
      assertTwin(await measure([labels, image]), [labels, image]);
    }
  }
});

test("the standard deviation of large values with a small spread does not cancel", async () => {
  const labels = NdArray.zeros("uint32", [1, 1, 4]);
  labels.data.fill(1);
  const image = new NdArray("float64", Float64Array.of(1e15, 1e15 + 1, 1e15 + 2, 1e15 + 3), [1, 1, 4]);
  assert.equal((await measure([labels, image])).channels[0]?.variance?.[0], 1.25);
});

test("NaN and infinities are told per region", async () => {
  const labels = new NdArray("uint32", Uint32Array.of(1, 1, 2, 2, 3, 3, 4, 4), [1, 1, 8]);
  const values = [Number.NaN, 5, Infinity, 5, Infinity, -Infinity, -0, -0];
  for (const image of [
    new NdArray("float32", Float32Array.from(values), [1, 1, 8]),
    new NdArray("float64", Float64Array.from(values), [1, 1, 8]),
  ]) {
    for (const block of [
      [1, 1, 8],
      [1, 1, 1],
    ] as Triple[]) {
      const channel = (await measure([labels, image], { block })).channels[0];
      assert.deepEqual([...(channel?.min ?? [])], [Number.NaN, 5, -Infinity, 0]);
      assert.deepEqual([...(channel?.max ?? [])], [Number.NaN, Infinity, Infinity, 0]);
      assert.deepEqual([...(channel?.mean ?? [])], [Number.NaN, Infinity, Number.NaN, 0]);
      assert.deepEqual([...(channel?.variance ?? [])], [Number.NaN, Number.NaN, Number.NaN, 0]);
    }
  }
});

test("labels that cannot be are refused", async () => {
  const p = (dtype: Dtype) => () => regionStatistics.describe({ needs: [], intensities: [] }, [dtype]);
  assert.throws(p("float32"), GeometryError);
  assert.throws(p("bool"), GeometryError);
  assert.throws(p("uint64"), UnsupportedError);
  assert.throws(() => regionStatistics.describe({ needs: [], intensities: ["uint8"] }, ["uint32"]), GeometryError);
  const negative = new NdArray("int16", Int16Array.of(0, 1, 1, -3), [1, 2, 2]);
  await assert.rejects(
    measure([negative]),
    (error: Error) => error instanceof GeometryError && error.message.includes("found -3 at [0, 1, 1]"),
  );
});

test("exactRatio rounds to nearest even, also at the ends of the range", () => {
  assert.equal(exactRatio(1n, 3n), 1 / 3);
  assert.equal(exactRatio(-2n, 3n), -2 / 3);
  assert.equal(exactRatio(2n ** 53n + 1n, 1n), 2 ** 53);
  assert.equal(exactRatio(2n ** 53n + 3n, 1n), 2 ** 53 + 4);
  assert.equal(exactRatio(1n, 1n, -1074), Number.MIN_VALUE);
  assert.equal(exactRatio(1n, 2n, -1074), 0);
  assert.equal(exactRatio(3n, 2n, -1074), 2 * Number.MIN_VALUE);
  assert.equal(exactRatio(2n ** 53n - 1n, 1n, 971), Number.MAX_VALUE);
  assert.equal(exactRatio(1n, 1n, 1024), Infinity);
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1 }), (a, b) => assert.equal(exactRatio(BigInt(a), BigInt(b)), a / b + 0)),
    { numRuns: 200 },
  );
});
