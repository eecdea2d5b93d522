import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { type Dtype, integerRange } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import { encodeNumber, type JsonNumber } from "#dist/kernels/json-number.js";
import type { Triple } from "#dist/kernels/kernel.js";
import { dilate, erode, type MorphologyParams } from "#dist/kernels/morphology/erode.js";
import { customFootprint, type Footprint } from "#dist/kernels/morphology/footprint.js";
import { plainDilate, plainErode } from "#dist/kernels/morphology/plain.js";
import { runBlocks, runKernel } from "./harness.ts";
import { randomMask, unpackMask } from "./masks.ts";
import { assertSameBits, numberDtypes, randomImage, trickyImage } from "./random-image.ts";

type Mask = NdArray<"bool">;
interface Case {
  readonly mask: number;
  readonly footprint: Footprint | { readonly custom: boolean[][][] };
  readonly [result: string]: unknown;
}
interface Reference {
  readonly masks: readonly { readonly shape: Triple; readonly bits: string }[];
  readonly cases: readonly Case[];
}
const reference = JSON.parse(readFileSync(new URL("../fixtures/kernels/morphology/cases.json", import.meta.url), "utf8")) as Reference;

function footprintOf(written: Case["footprint"]): Footprint {
  if (!("custom" in written)) return written;
  const shape = [written.custom.length, written.custom[0]?.length ?? 0, written.custom[0]?.[0]?.length ?? 0];
  return customFootprint(new NdArray("bool", Uint8Array.from(written.custom.flat(2).map(Number)), shape));
}

function assertSame(found: NdArray, expected: NdArray, what: string): void {
  assert.deepEqual(found.shape, expected.shape);
  const at = (found.data as Uint8Array).findIndex((value, i) => value !== expected.data[i]);
  assert.equal(at, -1, `${what}: voxel ${at} of [${expected.shape}] is ${found.data[at]}, expected ${expected.data[at]}`);
}

test("erosion, dilation, opening and closing are scikit-image's, and SciPy's with its border values", async () => {
  const masks = reference.masks.map(({ bits, shape }) => unpackMask(bits, shape));
  for (const entry of reference.cases) {
    const mask = masks[entry.mask] as Mask;
    const params: MorphologyParams = { footprint: footprintOf(entry.footprint) };
    const expect = async (name: string, found: Promise<NdArray>): Promise<void> =>
      assertSame(
        await found,
        unpackMask(entry[name] as string, mask.shape as unknown as Triple),
        `${name} ${JSON.stringify(entry.footprint)}`,
      );
    await expect("erode", runKernel(erode, params, [mask]));
    await expect("dilate", runKernel(dilate, params, [mask]));
    await expect("open", runKernel(dilate, params, [await runKernel(erode, params, [mask])]));
    await expect("close", runKernel(erode, params, [await runKernel(dilate, params, [mask])]));
    for (const borderValue of [0, 1] as const) {
      await expect(`erode${borderValue}`, runKernel(erode, { ...params, borderValue }, [mask]));
      await expect(`dilate${borderValue}`, runKernel(dilate, { ...params, borderValue }, [mask]));
    }
  }
});

const radius = fc.constantFrom(0, 1, 2, 2.5, 4);
const odd = fc.constantFrom(1, 3, 5, 9);
const offset = fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -4, max: 4 }), fc.integer({ min: -40, max: 40 }));
const anyFootprint: fc.Arbitrary<Footprint> = fc.oneof(
  fc.tuple(radius, radius, radius).map((r) => ({ ball: r })),
  fc.tuple(odd, odd, odd).map((s) => ({ box: s })),
  fc.tuple(radius, radius, radius).map((r) => ({ cross: r })),
  fc.array(offset, { minLength: 1, maxLength: 12 }).map((offsets) => ({ offsets })),
);
const shape = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 200 }));

test("any footprint on any mask, in any blocks and batches, gives what the definition says", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        shape,
        footprint: anyFootprint,
        borderValue: fc.constantFrom(undefined, 0 as const, 1 as const),
        density: fc.constantFrom(0.1, 0.5, 0.9, 0.98),
        seed: fc.integer(),
        block: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 20, max: 200 })),
        batch: fc.integer({ min: 1, max: 5 }),
      }),
      async ({ shape, footprint, borderValue, density, seed, block, batch }) => {
        const mask = randomMask(shape, density, seed, 0.5);
        const params: MorphologyParams = borderValue === undefined ? { footprint } : { footprint, borderValue };
        assertSame(await runBlocks(erode, params, [mask], block, batch), plainErode(mask, params), "erode");
        assertSame(await runBlocks(dilate, params, [mask], block, batch), plainDilate(mask, params), "dilate");
      },
    ),
    { numRuns: 60 },
  );
});

test("rows that leave the sliding buffer make room: a plane much higher than it", async () => {
  const mask = randomMask([3, 150, 24], 0.97, 5);
  for (const footprint of [{ ball: [2, 9, 9] }, { box: [3, 41, 3] }] satisfies Footprint[]) {
    assertSame(await runKernel(erode, { footprint }, [mask]), plainErode(mask, { footprint }), "erode");
    assertSame(await runBlocks(dilate, { footprint }, [mask], [2, 70, 17]), plainDilate(mask, { footprint }), "dilate");
  }
});

test("a footprint larger than the image", async () => {
  const full = randomMask([3, 4, 5], 1, 1);
  const params: MorphologyParams = { footprint: { ball: [12, 12, 12] } };
  assertSame(await runKernel(erode, params, [full]), full, "nothing outside takes part");
  assert.ok((await runKernel(erode, { ...params, borderValue: 0 }, [full])).data.every((v) => v === 0));
});

const anyBorder = (dtype: Dtype) => {
  const common = [undefined, 0, 7] as const;
  if (dtype.startsWith("float")) return fc.constantFrom<JsonNumber | undefined>(...common, "NaN", "-Infinity", -2.5);
  return fc.constantFrom<JsonNumber | undefined>(...common, encodeNumber(integerRange(dtype as "uint8").max));
};

test("grey images of any dtype: the smallest and the largest value of any footprint, in any blocks and batches", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...numberDtypes).chain((dtype) => fc.record({ dtype: fc.constant(dtype), borderValue: anyBorder(dtype) })),
      fc.record({
        shape: fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 70 })),
        footprint: anyFootprint,
        tricky: fc.boolean(),
        seed: fc.nat(),
        block: fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 15, max: 70 })),
        batch: fc.integer({ min: 1, max: 5 }),
      }),
      async ({ dtype, borderValue }, { shape, footprint, tricky, seed, block, batch }) => {
        const image = tricky ? trickyImage(dtype, shape, seed) : randomImage(dtype, shape, seed);
        const params: MorphologyParams = borderValue === undefined ? { footprint } : { footprint, borderValue };
        assertSameBits(await runBlocks(erode, params, [image], block, batch), plainErode(image, params));
        assertSameBits(await runBlocks(dilate, params, [image], block, batch), plainDilate(image, params));
      },
    ),
    { numRuns: 150 },
  );
});

test("grey erosion and dilation are duals, and rows leave the sliding buffer", async () => {
  for (const dtype of ["uint8", "float32"] as const) {
    const image = randomImage(dtype, [3, 110, 40], 4);
    for (const footprint of [{ ball: [2, 9, 9] }, { box: [3, 41, 3] }] satisfies Footprint[]) {
      assertSameBits(await runKernel(erode, { footprint }, [image]), plainErode(image, { footprint }));
      assertSameBits(await runBlocks(dilate, { footprint }, [image], [2, 70, 17]), plainDilate(image, { footprint }));
    }
  }
});

test("what cannot be eroded is refused", () => {
  const footprint = { ball: [1, 1, 1] };
  assert.equal(erode.describe({ footprint }, ["uint8"]).dtype, "uint8");
  assert.throws(() => dilate.describe({ footprint }, ["bool", "bool"]), { name: "GeometryError" });
  for (const [dtype, borderValue] of [
    ["bool", 2],
    ["uint8", 256],
    ["int16", 0.5],
    ["int32", "NaN"],
  ] as const)
    assert.throws(() => erode.describe({ footprint, borderValue }, [dtype]), { name: "GeometryError", message: /borderValue/ });
});
