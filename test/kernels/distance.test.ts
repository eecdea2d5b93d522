import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { NdArray } from "#dist/array/nd-array.js";
import { columnDistance, type PlaneDistanceParams, plainDistances, planeDistance } from "#dist/kernels/distance/index.js";
import type { FrameRegion, Triple } from "#dist/kernels/kernel.js";
import { runBlocks, runCollector, wholeOf } from "./harness.ts";
import { randomMask, unpackMask } from "./masks.ts";
import { assertSameBits } from "./random-image.ts";
import { readMerge } from "./read-merge.ts";

type Mask = NdArray<"bool">;
interface Case {
  readonly name: string;
  readonly shape: Triple;
  readonly bits: string;
  readonly results: readonly { readonly spacing: Triple; readonly squared: string }[];
}
const { cases } = JSON.parse(readFileSync(new URL("../fixtures/kernels/distance/cases.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
};

interface Cut {
  readonly first?: Triple;
  readonly second?: Triple;
  readonly batch?: number;
  readonly reverse?: boolean;
}

/** Both stages, each in blocks of its own. */
async function transform(
  mask: Mask,
  params: PlaneDistanceParams,
  { first, second, batch = 4, reverse = false }: Cut = {},
): Promise<NdArray> {
  const image = mask.shape as unknown as Triple;
  const { borderValue } = params;
  const [depth, height] = first ?? image;
  const collected = await runCollector(columnDistance, { borderValue }, [mask], { block: [depth, height, image[2]], batch, reverse });
  const columns = await readMerge(columnDistance, collected, wholeOf(image), batch);
  return runBlocks(planeDistance, params, [columns], [second?.[0] ?? image[0], image[1], image[2]], batch);
}

const squares: PlaneDistanceParams = { spacing: [1, 1, 1], dtype: "uint32", wide: false, borderValue: 1 };
const cuts: readonly Cut[] = [
  {},
  { first: [1, 2, 1], second: [3, 1, 1], batch: 1 },
  { first: [2, 100, 100], second: [1, 1, 1], reverse: true },
];

test("distances are SciPy's, whole and in blocks", async () => {
  for (const { name, shape, bits, results } of cases) {
    const mask = unpackMask(bits, shape);
    for (const { spacing, squared } of results) {
      const bytes = inflateSync(Buffer.from(squared, "base64"));
      const expected = new NdArray("float64", new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8), shape);
      const even = spacing.every((s) => s === 1);
      for (const cut of even ? cuts : cuts.slice(0, 2)) {
        const found = await transform(mask, { spacing, dtype: "float64", wide: true, borderValue: 1 }, cut);
        // Where two background voxels are equally near, SciPy's may be the one whose rounded square is larger by the last bit.
        for (let i = 0; i < found.size; i++) {
          const [a, b] = [found.data[i] as number, expected.data[i] as number];
          assert.ok(
            even ? a === b : Math.abs(a - b) <= 2 ** -51 * b,
            `${name}, ${spacing}, ${JSON.stringify(cut)}: voxel ${i} is ${a}, expected ${b}`,
          );
        }
        if (!even) continue;
        const whole = await transform(mask, squares, cut);
        assert.deepEqual([...(whole.data as Uint32Array)], [...expected.data], name);
        const plain = await transform(mask, { ...squares, dtype: "float32" }, cut);
        assert.deepEqual(
          [...(plain.data as Float32Array)],
          [...expected.data].map((v) => Math.fround(Math.sqrt(v))),
          name,
        );
      }
    }
  }
});

const side = (most: number) => fc.integer({ min: 1, max: most });
const anyParams = fc.record({
  spacing: fc.constantFrom<Triple>([1, 1, 1], [2, 2, 2], [3, 1, 1], [0.4, 1.1, 0.3]),
  squared: fc.boolean(),
  borderValue: fc.constantFrom<0 | 1>(0, 1),
});
function paramsOf({ spacing, squared, borderValue }: { spacing: Triple; squared: boolean; borderValue: 0 | 1 }): PlaneDistanceParams {
  const even = spacing.every((s) => s === spacing[0]);
  const dtype = squared ? (spacing.every((s) => s === 1) ? "uint32" : "float64") : "float32";
  return { spacing, dtype, wide: !even || dtype === "float64", borderValue };
}

test("any blocks, batches and order give the distances that the definition gives", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(side(9), side(7), side(40)),
      fc.constantFrom(0, 0.3, 0.8, 0.97, 1),
      anyParams,
      fc.record({
        first: fc.tuple(side(9), side(7), side(9)),
        second: fc.tuple(side(9), side(9), side(9)),
        batch: side(5),
        reverse: fc.boolean(),
      }),
      fc.integer(),
      async (shape, density, any, cut, seed) => {
        const mask = randomMask(shape, density, seed, 0.3);
        const params = paramsOf(any);
        assertSameBits(await transform(mask, params, cut), plainDistances(mask, params));
      },
    ),
    { numRuns: 150 },
  );
});

test("towers of more layers than a group of bits, read from any layer on", async () => {
  for (const borderValue of [0, 1] as const) {
    const mask = randomMask([150, 2, 9], 0.985, 5);
    for (let z = 40; z < 120; z++) mask.data[z * 18 + 4] = 1;
    const params: PlaneDistanceParams = { ...squares, borderValue };
    const expected = plainDistances(mask, params);
    for (const cut of [
      {},
      { first: [70, 2, 9], second: [37, 1, 1], batch: 8 },
      { first: [33, 1, 9], second: [150, 1, 1], batch: 5 },
    ] satisfies Cut[])
      assertSameBits(await transform(mask, params, cut), expected);
    const collected = await runCollector(columnDistance, { borderValue }, [mask], { block: [70, 1, 9], batch: 8 });
    const whole = await readMerge(columnDistance, collected, wholeOf([150, 2, 9]), 7);
    for (const [z0, z1, y0, x0, width] of [
      [69, 71, 1, 3, 4],
      [35, 140, 0, 8, 1],
      [149, 150, 0, 0, 9],
    ] as const) {
      const region: FrameRegion = { offset: [z0, y0, x0], shape: [z1 - z0, 1, width] };
      const part = await readMerge(columnDistance, collected, region, 3);
      for (let z = z0; z < z1; z++) for (let x = 0; x < width; x++) assert.equal(part.get(z - z0, 0, x), whole.get(z, y0, x0 + x));
    }
  }
});

test("lines far from the background take their envelope, with the same numbers", async () => {
  for (const [shape, seed] of [
    [[1, 500, 21], 1],
    [[2, 3, 700], 2],
    [[3, 300, 35], 3],
  ] as const) {
    const mask = randomMask(shape, 1, seed);
    for (const at of [shape[2] - 1, (shape[1] >> 1) * shape[2], 17]) mask.data[at] = 0;
    for (const spacing of [
      [1, 1, 1],
      [2, 0.5, 3],
    ] as const) {
      for (const borderValue of [0, 1] as const) {
        const params = paramsOf({ spacing, squared: true, borderValue });
        assertSameBits(await transform(mask, params), plainDistances(mask, params));
      }
    }
  }
});

test("without background distances are infinite", async () => {
  const mask = randomMask([3, 4, 5], 1, 1);
  const found = async (params: Partial<PlaneDistanceParams>): Promise<number[]> => [
    ...new Set((await transform(mask, { ...squares, ...params }, { first: [2, 2, 5] })).data as Uint32Array),
  ];
  assert.deepEqual(await found({}), [0xffff_ffff]);
  assert.deepEqual(await found({ dtype: "float32" }), [Number.POSITIVE_INFINITY]);
  assert.deepEqual(await found({ dtype: "float64", wide: true }), [Number.POSITIVE_INFINITY]);
  assert.deepEqual((await found({ borderValue: 0 })).sort(), [1, 4]);
});

test("what cannot be measured is refused", () => {
  assert.throws(() => columnDistance.describe({ borderValue: 1 }, ["uint8"]), { name: "GeometryError" });
  assert.throws(() => planeDistance.describe(squares, ["float32"]), { name: "GeometryError" });
  assert.throws(() => planeDistance.describe({ ...squares, spacing: [1, 0, 1] }, ["uint32"]), { name: "GeometryError" });
  assert.throws(() => planeDistance.describe({ ...squares, wide: true }, ["uint32"]), { name: "GeometryError" });
});
