import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { NdArray } from "#dist/array/nd-array.js";
import { GeometryError, UnsupportedError } from "#dist/errors.js";
import { type ExpandLabelsParams, expandLabels, type GridMetric, gridMetric } from "#dist/kernels/expand/index.js";
import type { Triple } from "#dist/kernels/kernel.js";
import { runBlocks, runKernel } from "./harness.js";

const ones: Triple = [1, 1, 1];

/** The definition: every voxel looks at every label. */
function expandTwin(labels: NdArray, within: NdArray | undefined, { weights, limit }: GridMetric): Uint32Array {
  const [depth, height, width] = labels.shape as unknown as Triple;
  const seeds: [z: number, y: number, x: number, label: number][] = [];
  const each = (visit: (z: number, y: number, x: number, at: number) => void): void => {
    for (let z = 0; z < depth; z++)
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) visit(z, y, x, (z * height + y) * width + x);
  };
  each((z, y, x) => {
    const label = Number(labels.get(z, y, x));
    if (label !== 0) seeds.push([z, y, x, label]);
  });
  const grown = new Uint32Array(labels.size);
  each((z, y, x, at) => {
    const own = Number(labels.get(z, y, x));
    let [best, nearest] = [own, own === 0 ? limit + 1 : 0];
    if (own === 0 && (within === undefined || within.get(z, y, x) === 1)) {
      for (const [sz, sy, sx, label] of seeds) {
        const d = (z - sz) ** 2 * weights[0] + (y - sy) ** 2 * weights[1] + (x - sx) ** 2 * weights[2];
        if (d < nearest || (d === nearest && d <= limit && label < best)) [best, nearest] = [label, d];
      }
    }
    grown[at] = best;
  });
  return grown;
}

/** A generator of numbers in [0, 1). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A few labelled voxels and short rods; those of `far` and later layers may have large numbers. */
function randomLabels(shape: Triple, seed: number, share: number, far = Infinity): NdArray<"uint32"> {
  const random = generator(seed);
  const image = NdArray.zeros("uint32", shape);
  for (let i = 0; i < image.size; i++) {
    if (random() >= share) continue;
    const label = Math.floor(random() * 9) + 1;
    const large = i / (shape[1] * shape[2]) >= far && random() < 0.5;
    image.data.fill(large ? 4_294_967_290 - label : label, i, Math.min(image.size, i + 1 + Math.floor(random() * 3)));
  }
  return image;
}

function randomMask(shape: Triple, seed: number): NdArray<"bool"> {
  const random = generator(seed);
  const image = NdArray.zeros("bool", shape);
  for (let i = 0; i < image.size; i++) image.data[i] = random() < 0.6 ? 1 : 0;
  return image;
}

test("a row, typed out: ties go to the smaller label, the limit counts", async () => {
  const grow = async (labels: readonly number[], distance: number, within?: readonly number[]): Promise<number[]> => {
    const shape: Triple = [1, 1, labels.length];
    const images: NdArray[] = [new NdArray("uint32", Uint32Array.from(labels), shape)];
    if (within !== undefined) images.push(new NdArray("bool", Uint8Array.from(within), shape));
    return [...((await runKernel(expandLabels, { distance, spacing: ones }, images)).data as Uint32Array)];
  };
  assert.deepEqual(await grow([0, 0, 0, 7, 0, 0, 0, 3, 0, 0, 0], 2), [0, 7, 7, 7, 7, 3, 3, 3, 3, 3, 0]);
  assert.deepEqual(await grow([0, 0, 0, 7, 0, 0, 0, 3, 0, 0, 0], 1.99), [0, 0, 7, 7, 7, 0, 3, 3, 3, 0, 0]);
  assert.deepEqual(await grow([5, 0, 0, 0, 9], 0), [5, 0, 0, 0, 9]);
  // Labels keep their voxels outside the mask, and grow only inside it.
  assert.deepEqual(await grow([0, 5, 0, 0, 0, 9, 0], 9, [1, 0, 0, 1, 1, 0, 0]), [5, 5, 0, 5, 9, 9, 0]);
});

test("a disc, typed out", async () => {
  const labels = NdArray.zeros("uint32", [1, 5, 5]);
  labels.data[12] = 4;
  const grown = await runKernel(expandLabels, { distance: 2, spacing: ones }, [labels]);
  assert.deepEqual(
    Array.from({ length: 5 }, (_, y) => [...(grown.data as Uint32Array).subarray(y * 5, y * 5 + 5)].join("")),
    ["00400", "04440", "44444", "04440", "00400"],
  );
});

test("expandLabels of any small image, spacing and blocking is what the definition says", async () => {
  const arbitrary = fc.record({
    shape: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 40 })),
    block: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 40 })),
    batch: fc.integer({ min: 1, max: 9 }),
    seed: fc.nat(),
    share: fc.constantFrom(0, 0.003, 0.03, 0.3),
    distance: fc.constantFrom(0.5, 1, 1.5, 2, 3, 4.3, 7, 20),
    spacing: fc.constantFrom<Triple>(ones, [2, 1, 1], [1, 2, 3], [0.29, 0.065, 0.065], [1.7, Math.SQRT2, Math.PI], [40, 1, 1]),
    far: fc.constantFrom(0, 3, Infinity),
    masked: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(arbitrary, async ({ shape, block, batch, seed, share, distance, spacing, far, masked }) => {
      const labels = randomLabels(shape, seed, share, far);
      const within = masked ? randomMask(shape, seed + 1) : undefined;
      const scaled = distance * Math.min(...spacing);
      const params: ExpandLabelsParams = { distance: scaled, spacing };
      const images = within === undefined ? [labels] : [labels, within];
      const grown = await runBlocks(expandLabels, params, images, block, batch);
      assert.deepEqual(grown.data, expandTwin(labels, within, gridMetric(scaled, spacing)));
    }),
    { numRuns: 150 },
  );
});

test("large reaches and wide rows: more columns within reach than a group has", async () => {
  for (const far of [1, Infinity]) {
    const shape: Triple = [3, 30, 133];
    const labels = randomLabels(shape, 11, 0.001, far);
    const within = randomMask(shape, 12);
    const metric = gridMetric(40, ones);
    const whole = await runKernel(expandLabels, { distance: 40, spacing: ones }, [labels, within]);
    assert.deepEqual(whole.data, expandTwin(labels, within, metric));
    const blocks = await runBlocks(expandLabels, { distance: 40, spacing: ones }, [labels, within], [2, 11, 37]);
    assert.deepEqual(blocks.data, whole.data);
  }
});

interface Case {
  readonly shape: readonly number[];
  readonly distance: number;
  readonly spacing: readonly number[];
  readonly labels: readonly number[];
  readonly grown: readonly number[];
}

test("expandLabels equals scikit-image's expand_labels but for ties", async () => {
  const { cases } = JSON.parse(readFileSync(new URL("../fixtures/kernels/expand/expand.json", import.meta.url), "utf8")) as {
    cases: Case[];
  };
  for (const { shape, distance, spacing, labels, grown } of cases) {
    const lead = [1, 1, 1].slice(shape.length);
    const frame = [...lead, ...shape] as unknown as Triple;
    const scale = [...lead, ...spacing] as unknown as Triple;
    const found = await runKernel(expandLabels, { distance, spacing: scale }, [new NdArray("uint32", Uint32Array.from(labels), frame)]);
    const [, height, width] = frame;
    const place = (i: number): Triple => [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width];
    const seedOf = (label: number): Triple => place(labels.indexOf(label));
    const distanceTo = (i: number, label: number): number =>
      seedOf(label).reduce((sum, s, axis) => sum + ((s - (place(i)[axis] as number)) * (scale[axis] as number)) ** 2, 0);
    let ties = 0;
    for (const [i, theirs] of grown.entries()) {
      const ours = (found.data as Uint32Array)[i] as number;
      if (ours === theirs) continue;
      ties++;
      assert.ok(ours !== 0 && theirs !== 0 && ours < theirs, `${ours} instead of ${theirs} at ${place(i)}`);
      assert.ok(Math.abs(distanceTo(i, ours) - distanceTo(i, theirs)) < 1e-9);
    }
    assert.ok(ties < grown.length / 20, `${ties} ties of ${grown.length}`);
  }
});

test("gridMetric: whole numbers where spacings have a ratio, rounded squares elsewhere", () => {
  assert.deepEqual(gridMetric(12, ones), { weights: [1, 1, 1], limit: 144, reach: [12, 12, 12] });
  assert.deepEqual(gridMetric(2, [1, 0.5, 0.25]), { weights: [16, 4, 1], limit: 64, reach: [2, 4, 8] });
  assert.deepEqual(gridMetric(1.2, [0.3, 0.1, 0.1]), { weights: [9, 1, 1], limit: 144, reach: [4, 12, 12] });
  assert.deepEqual(gridMetric(3, [10, 1, 1]).reach, [0, 3, 3]);
  const uneven = gridMetric(10 * Math.PI, [Math.PI, Math.SQRT2, 1]);
  assert.deepEqual(uneven.reach, [10, 22, 31]);
  assert.ok(uneven.limit < 2 ** 29 && uneven.limit > 2 ** 27);
  assert.throws(() => gridMetric(-1, ones), GeometryError);
  assert.throws(() => gridMetric(Number.NaN, ones), GeometryError);
  assert.throws(() => gridMetric(1, [1, 0, 1]), GeometryError);
  assert.throws(() => gridMetric(30_000, ones), UnsupportedError);
});

test("inputs that cannot be are refused", () => {
  const params = { distance: 1, spacing: ones };
  assert.throws(() => expandLabels.describe(params, ["uint64"]), UnsupportedError);
  assert.throws(() => expandLabels.describe(params, ["uint32", "uint8"]), GeometryError);
});
