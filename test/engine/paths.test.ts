/**
 * Arrays of every kind through every path: memory, store, spill, files of other formats, slices, labels.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Dtype, dtypes } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import type { Vec } from "#dist/geometry/vec.js";
import { fromArray, type LazyArray, type SliceEntry } from "#dist/graph/index.js";
import { plainLabel } from "#dist/kernels/labels/plain.js";
import { label } from "#dist/label/index.js";
import { mapBlocks } from "#dist/ops/index.js";
import { assertSameBits, randomImage } from "../kernels/random-image.js";
import { remote, shift } from "./functions.js";
import { machine, pick, readBack } from "./machine.js";

/** A computed array: its kernel has a halo on the last axis, so that slices of it stay nodes of their own. */
const shifted = (image: LazyArray): LazyArray =>
  mapBlocks([image], {
    map: remote("shift"),
    dtype: image.dtype,
    halo: Object.fromEntries(image.axes.map((a, i) => [a, i === image.ndim - 1 ? 1 : 0])),
  });

interface Case {
  readonly shape: Vec;
  readonly chunks: Vec;
  readonly block: Vec;
}
const cases: readonly Case[] = [
  { shape: [1], chunks: [1], block: [1] },
  { shape: [37], chunks: [8], block: [8] },
  { shape: [5], chunks: [64], block: [64] },
  { shape: [1, 1], chunks: [1, 1], block: [1, 1] },
  { shape: [9, 21], chunks: [4, 8], block: [4, 8] },
  { shape: [1, 33], chunks: [1, 10], block: [1, 20] },
  { shape: [33, 1], chunks: [10, 1], block: [20, 1] },
  { shape: [1, 1, 1], chunks: [1, 1, 1], block: [1, 1, 1] },
  { shape: [7, 9, 21], chunks: [3, 4, 8], block: [3, 4, 8] },
  { shape: [7, 9, 21], chunks: [16, 16, 16], block: [16, 16, 16] },
  { shape: [20, 5, 9], chunks: [2, 5, 9], block: [18, 2, 3] },
  { shape: [1, 6, 5], chunks: [1, 2, 5], block: [1, 4, 5] },
  { shape: [3, 4, 5, 6], chunks: [1, 2, 3, 4], block: [1, 2, 3, 4] },
  { shape: [3, 4, 5, 6], chunks: [2, 2, 3, 6], block: [1, 4, 3, 6] },
  { shape: [2, 1, 3, 4, 5], chunks: [1, 1, 2, 4, 2], block: [1, 1, 2, 4, 2] },
];

/** One slice per axis that drops it, one that keeps a range of each, and all axes but the last dropped. */
function slicesOf(shape: Vec): SliceEntry[][] {
  const dropping = shape.map((n, axis) => shape.map((_, a): SliceEntry => (a === axis ? Math.floor(n / 2) : null)));
  const inner = shape.map((n): SliceEntry => (n > 2 ? [1, n - 1] : null));
  const line = shape.map((n, axis): SliceEntry => (axis < shape.length - 1 ? n - 1 : null));
  return [...(shape.length > 1 ? dropping : []), inner, ...(shape.length > 2 ? [line] : [])];
}

/** Every path of one array, against the plain values. */
async function checkPaths(values: NdArray, { chunks, block }: Omit<Case, "shape">, files: readonly string[]): Promise<void> {
  const image = fromArray(values, { chunks });
  const once = shifted(image);
  const expected = shift([values]);
  const slices = slicesOf(values.shape);
  const parts = slices.map((entries) => pick(expected, ...(entries as (number | null | [number, number])[])));
  const { run, out } = machine();
  const options = { block };
  const targets: { [name: string]: LazyArray } = Object.fromEntries(files.map((name) => [name, once]));
  const wanted: { [name: string]: LazyArray } = { read: image, once };
  for (const [n, entries] of slices.entries()) {
    const part = once.slice(...entries);
    wanted[`part ${n}`] = part;
    wanted[`after ${n}`] = shifted(part); // the part is an intermediate of a later stage
    wanted[`read ${n}`] = image.slice(...entries);
    targets[`part-${n}.zarr`] = part;
    targets[`after-${n}.npy`] = shifted(part);
  }
  // Alone, so that the slices are not read from a stored whole; then together.
  const alone = await run(
    { targets: Object.fromEntries(Object.entries(targets).filter(([name]) => name.includes("-"))), values: wanted },
    options,
  );
  const check = async (result: typeof alone): Promise<void> => {
    assertSameBits(result.values["read"] as NdArray, values);
    assertSameBits(result.values["once"] as NdArray, expected);
    for (const [n, part] of parts.entries()) {
      assertSameBits(result.values[`part ${n}`] as NdArray, part);
      assertSameBits(result.values[`after ${n}`] as NdArray, shift([part]));
      assertSameBits(result.values[`read ${n}`] as NdArray, pick(values, ...(slices[n] as (number | null | [number, number])[])));
      assertSameBits(await readBack(out, `part-${n}.zarr`), part);
      assertSameBits(await readBack(out, `after-${n}.npy`), shift([part]));
    }
  };
  await check(alone);
  await check(await run({ targets, values: wanted }, options));
  for (const name of files) {
    const found = await readBack(out, name);
    // TIFF has no place for a single plane's z axis.
    if (name.endsWith(".tif")) assert.deepEqual(found.data, expected.data);
    else assertSameBits(found, expected);
  }
  // The parts of a whole that is kept between stages, for its own file.
  const { values: kept } = await run({ targets: { "whole.npy": once }, values: wanted }, options);
  for (const [n, part] of parts.entries()) assertSameBits(kept[`part ${n}`] as NdArray, part);
  // The parts as nothing but intermediates: kept between stages, stored nowhere.
  for (const [n, part] of parts.entries()) {
    const after = `after ${n}`;
    const { values: only } = await run({ values: { [after]: wanted[after] as LazyArray } }, options);
    assertSameBits(only[after] as NdArray, shift([part]));
  }
}

describe("arrays through every path", () => {
  for (const { shape, chunks, block } of cases) {
    it(`[${shape.join(", ")}] in chunks [${chunks.join(", ")}], blocks [${block.join(", ")}]`, async () => {
      const files = ["whole.zarr", "whole.npy", ...(shape.length > 1 && shape.length < 5 ? ["whole.tif", "whole.nii.gz"] : [])];
      await checkPaths(randomImage("uint16", shape, 7), { chunks, block }, files);
    });
  }
  for (const dtype of dtypes) {
    it(`${dtype}`, async () => {
      await checkPaths(randomImage(dtype, [5, 6, 35], 3), { chunks: [2, 4, 16], block: [2, 4, 16] }, ["whole.zarr", "whole.npy"]);
      await checkPaths(randomImage(dtype, [2, 3, 4, 19], 3), { chunks: [1, 2, 2, 8], block: [1, 2, 2, 8] }, ["whole.zarr", "whole.npy"]);
      await checkPaths(randomImage(dtype, [140], 3), { chunks: [64], block: [64] }, ["whole.zarr", "whole.npy"]);
    });
  }
  it("any shape in any chunks and blocks", async () => {
    const arbitrary = fc.integer({ min: 1, max: 4 }).chain((ndim) =>
      fc.record({
        shape: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: ndim, maxLength: ndim }),
        chunks: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: ndim, maxLength: ndim }),
        block: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: ndim, maxLength: ndim }),
        dtype: fc.constantFrom<Dtype>("bool", "uint8", "int64", "float32"),
        seed: fc.nat(1000),
      }),
    );
    await fc.assert(
      fc.asyncProperty(arbitrary, ({ shape, chunks, block, dtype, seed }) =>
        checkPaths(randomImage(dtype, shape, seed), { chunks, block }, ["whole.zarr", "whole.npy"]),
      ),
      { numRuns: 15 },
    );
  });
});

describe("labels through every path", () => {
  for (const { shape, chunks, block } of cases.filter((c) => c.shape.length <= 3)) {
    it(`[${shape.join(", ")}] in blocks [${block.join(", ")}]`, async () => {
      const mask = randomImage("bool", shape, 11) as NdArray<"bool">;
      const at =
        shape.length === 2 ? [shape[0] as number, 1, shape[1] as number] : [...new Array<number>(3 - shape.length).fill(1), ...shape];
      const { labels } = plainLabel(new NdArray("bool", mask.data, at), 1);
      const whole = new NdArray("uint32", labels.data, shape);
      const found = label(fromArray(mask, { chunks }), { connectivity: 1 });
      const slices = slicesOf(shape);
      const values: { [name: string]: LazyArray } = { whole: found };
      const targets: { [name: string]: LazyArray } = {};
      for (const [n, entries] of slices.entries()) {
        values[`part ${n}`] = found.slice(...entries);
        values[`after ${n}`] = shifted(found.slice(...entries));
        targets[`part-${n}.zarr`] = found.slice(...entries);
      }
      const { run, out } = machine();
      for (const more of [{}, { "labels.zarr": found, "labels.npy": found }]) {
        const result = await run({ targets: { ...targets, ...more }, values }, { block });
        assertSameBits(result.values["whole"] as NdArray, whole);
        for (const [n, entries] of slices.entries()) {
          const part = pick(whole, ...(entries as (number | null | [number, number])[]));
          assertSameBits(result.values[`part ${n}`] as NdArray, part);
          assertSameBits(result.values[`after ${n}`] as NdArray, shift([part]));
          assertSameBits(await readBack(out, `part-${n}.zarr`), part);
        }
        for (const name of Object.keys(more)) assertSameBits(await readBack(out, name), whole);
      }
    });
  }
});
