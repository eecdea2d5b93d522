import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import type { Dtype } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import type { Triple } from "#dist/kernels/kernel.js";
import { label } from "#dist/kernels/labels/label.js";
import { plainLabel } from "#dist/kernels/labels/plain.js";
import { runCollector, wholeOf } from "./harness.ts";
import { randomMask, seededRandom } from "./masks.ts";
import { readMerge } from "./read-merge.ts";

/** Values in patches, 0 among them; negative ones where the dtype has them. */
function patches(dtype: Dtype, shape: Triple, values: number, smooth: number, seed: number): NdArray {
  const random = seededRandom(seed);
  const image = NdArray.zeros(dtype, shape);
  const data = image.data as Int32Array;
  for (let i = 0; i < image.size; i++) {
    const back = [1, shape[2], shape[1] * shape[2]][Math.floor(random() * 3)] as number;
    data[i] =
      i >= back && random() < smooth ? (data[i - back] as number) : (dtype.startsWith("u") ? 1 : -1) * Math.floor(random() * values);
  }
  return image;
}

test("voxels of equal value are labelled as a flood fill does, whatever the blocks, dtype and connectivity", async () => {
  const size = fc.integer({ min: 1, max: 8 });
  const arbitrary = fc.record({
    shape: fc.tuple(size, size, fc.integer({ min: 1, max: 80 })),
    block: fc.tuple(size, size, fc.integer({ min: 3, max: 80 })),
    connectivity: fc.constantFrom<1 | 2 | 3>(1, 2, 3),
    dtype: fc.constantFrom<Dtype>("uint8", "int8", "uint16", "int16", "uint32", "int32"),
    labels: fc.constantFrom<"uint32" | "uint64">("uint32", "uint64"),
    values: fc.constantFrom(2, 3, 5),
    smooth: fc.constantFrom(0, 0.5, 0.9),
    batch: fc.integer({ min: 1, max: 4 }),
    reverse: fc.boolean(),
    seed: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(arbitrary, async ({ shape, block, connectivity, dtype, labels, values, smooth, batch, reverse, seed }) => {
      const image = patches(dtype, shape, values, smooth, seed);
      const expected = plainLabel(image, connectivity);
      const collected = await runCollector(label, { connectivity, dtype: labels }, [image], { block, batch, reverse });
      assert.equal(collected.result.count, expected.count);
      const found = await readMerge(label, collected, wholeOf(shape), batch);
      assert.equal(found.dtype, labels);
      assert.deepEqual(Array.from(found.data, Number), Array.from(expected.labels.data));
    }),
    { numRuns: 150 },
  );
});

test("labels of an image of equal values are those of scikit-image", async () => {
  interface Case {
    readonly shape: Triple;
    readonly values: readonly number[];
    readonly labels: { readonly [connectivity: string]: readonly number[] };
  }
  const cases = JSON.parse(readFileSync(new URL("../fixtures/kernels/labels/equal.json", import.meta.url), "utf8")) as readonly Case[];
  for (const { shape, values, labels } of cases) {
    const image = new NdArray("int16", Int16Array.from(values), shape);
    for (const [connectivity, expected] of Object.entries(labels)) {
      const params = { connectivity: Number(connectivity) as 1 | 2 | 3, dtype: "uint32" as const };
      for (const cut of [{}, { block: [2, 3, 4] as Triple }]) {
        const collected = await runCollector(label, params, [image], cut);
        assert.deepEqual(Array.from((await readMerge(label, collected, wholeOf(shape), 3)).data, Number), expected);
      }
    }
  }
});

test("a mask and the same mask as integers have the same labels; labels of labels too, with full connectivity", async () => {
  const shape: Triple = [7, 9, 70];
  const mask = randomMask(shape, 0.3, 8, 0.5);
  const { labels, count } = plainLabel(mask, 3);
  for (const image of [new NdArray("uint8", mask.data, shape), labels]) {
    const collected = await runCollector(label, { connectivity: 3, dtype: "uint32" as const }, [image], { block: [3, 9, 70] });
    assert.equal(collected.result.count, count);
    assert.deepEqual((await readMerge(label, collected, wholeOf(shape), 2)).data, labels.data);
  }
});

test("rows of 65,536 columns and more, every voxel its own run", async () => {
  const shape: Triple = [2, 1, 65_700];
  const image = NdArray.zeros("uint16", shape);
  for (let i = 0; i < image.size; i++) image.data[i] = 1 + (i % 3);
  const expected = plainLabel(image, 2);
  const collected = await runCollector(label, { connectivity: 2, dtype: "uint64" as const }, [image], { block: [1, 1, 65_700] });
  assert.equal(collected.result.count, expected.count);
  const found = await readMerge(label, collected, { offset: [0, 0, 65_600], shape: [2, 1, 100] }, 2);
  assert.deepEqual(
    Array.from(found.data, Number),
    Array.from({ length: 200 }, (_, i) => expected.labels.data[(i < 100 ? 0 : 65_600) + 65_600 + i]),
  );
});

test("floats and integers of 64 bits are refused", () => {
  for (const dtype of ["float32", "int64", "uint64"] as const)
    assert.throws(() => label.describe({ connectivity: 1, dtype: "uint32" }, [dtype]), { name: "GeometryError" });
});
