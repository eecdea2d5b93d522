import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { NdArray } from "#dist/array/nd-array.js";
import type { FrameRegion, Triple } from "#dist/kernels/kernel.js";
import { label } from "#dist/kernels/labels/label.js";
import { plainLabel } from "#dist/kernels/labels/plain.js";
import { runCollector, wholeOf } from "./harness.ts";
import { randomMask, unpackMask } from "./masks.ts";
import { readMerge } from "./read-merge.ts";

type Mask = NdArray<"bool">;
type Connectivity = 1 | 2 | 3;
interface Case {
  readonly name: string;
  readonly shape: Triple;
  readonly bits: string;
  readonly labels: readonly { readonly connectivity: Connectivity; readonly count: number; readonly deflated: string }[];
}
const { cases } = JSON.parse(readFileSync(new URL("../fixtures/kernels/labels/cases.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
};

function assertSame(found: NdArray, expected: ArrayLike<number>, what: string): void {
  assert.equal(found.size, expected.length);
  const data = found.data as Uint32Array;
  const at = data.findIndex((value, i) => value !== expected[i]);
  assert.equal(at, -1, `${what}: voxel ${at} of [${found.shape}] is ${data[at]}, expected ${expected[at]}`);
}

interface Cut {
  readonly block?: Triple;
  readonly batch?: number;
  readonly reverse?: boolean;
}

/** Labels a mask and reads all of it back. */
async function labelled(mask: Mask, connectivity: Connectivity, cut: Cut = {}): Promise<{ count: number; image: NdArray }> {
  const collected = await runCollector(label, { connectivity, dtype: "uint32" as const }, [mask], cut);
  const image = await readMerge(label, collected, wholeOf(mask.shape as unknown as Triple), cut.batch ?? 4);
  return { count: collected.result.count, image };
}

async function assertPlain(mask: Mask, cuts: readonly Cut[], what: string): Promise<void> {
  for (const connectivity of [1, 2, 3] as const) {
    const expected = plainLabel(mask, connectivity);
    for (const cut of cuts) {
      const { count, image } = await labelled(mask, connectivity, cut);
      assertSame(image, expected.labels.data, `${what}, connectivity ${connectivity}, ${JSON.stringify(cut)}`);
      assert.equal(count, expected.count, what);
    }
  }
}

test("labels are SciPy's, whole and in blocks", async () => {
  for (const { name, shape, bits, labels } of cases) {
    const mask = unpackMask(bits, shape);
    for (const { connectivity, count, deflated } of labels) {
      const bytes = inflateSync(Buffer.from(deflated, "base64"));
      const expected = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
      assert.equal(plainLabel(mask, connectivity).count, count, "the flood fill that other tests compare with");
      for (const cut of [{}, { batch: 1 }, { block: [4, 5, 40] }, { block: [3, shape[1], shape[2]], reverse: true }] satisfies Cut[]) {
        const found = await labelled(mask, connectivity, cut);
        assertSame(found.image, expected, `${name}, connectivity ${connectivity}, ${JSON.stringify(cut)}`);
        assert.equal(found.count, count);
      }
    }
  }
});

const shape = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 200 }));

test("any blocks, batches and order give the labels of the whole", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        shape,
        connectivity: fc.constantFrom<Connectivity>(1, 2, 3),
        density: fc.constantFrom(0.02, 0.1, 0.2, 0.4, 0.6, 0.9),
        smooth: fc.constantFrom(0, 0.5, 0.95),
        seed: fc.integer(),
        block: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 200 })),
        batch: fc.integer({ min: 1, max: 4 }),
        reverse: fc.boolean(),
      }),
      async ({ shape, connectivity, density, smooth, seed, block, batch, reverse }) => {
        const mask = randomMask(shape, density, seed, smooth);
        const expected = plainLabel(mask, connectivity);
        const { count, image } = await labelled(mask, connectivity, { block, batch, reverse });
        assertSame(image, expected.labels.data, "labels");
        assert.equal(count, expected.count);
      },
    ),
    { numRuns: 150 },
  );
});

test("readers may ask for any plane and any layers, across blocks", async () => {
  const mask = randomMask([12, 14, 150], 0.3, 11, 0.8);
  const expected = plainLabel(mask, 2).labels;
  const collected = await runCollector(label, { connectivity: 2, dtype: "uint32" as const }, [mask], { block: [5, 6, 64], batch: 2 });
  const range = (size: number) =>
    fc.tuple(fc.nat(size - 1), fc.nat(size - 1)).map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1] as const);
  await fc.assert(
    fc.asyncProperty(range(12), range(14), range(150), fc.integer({ min: 1, max: 5 }), async ([z0, z1], [y0, y1], [x0, x1], batch) => {
      const region: FrameRegion = { offset: [z0, y0, x0], shape: [z1 - z0, y1 - y0, x1 - x0] };
      const found = await readMerge(label, collected, region, batch);
      const part = expected.view([z0, y0, x0], [z1, y1, x1]);
      for (let z = 0; z < z1 - z0; z++) {
        for (let y = 0; y < y1 - y0; y++) for (let x = 0; x < x1 - x0; x++) assert.equal(found.get(z, y, x), part.get(z, y, x));
      }
    }),
    { numRuns: 60 },
  );
});

/** A mask from a rule. */
function maskOf(shape: Triple, rule: (z: number, y: number, x: number) => boolean): Mask {
  const mask = NdArray.zeros("bool", shape);
  for (let z = 0, at = 0; z < shape[0]; z++) {
    for (let y = 0; y < shape[1]; y++) for (let x = 0; x < shape[2]; x++, at++) mask.data[at] = Number(rule(z, y, x));
  }
  return mask;
}

const cuts: readonly Cut[] = [
  {},
  { block: [2, 2, 2] },
  { block: [1, 7, 7], reverse: true },
  { block: [7, 1, 3] },
  { block: [3, 7, 1], batch: 1 },
];

test("all foreground, nothing, and a single voxel", async () => {
  await assertPlain(
    maskOf([7, 7, 7], () => true),
    cuts,
    "full",
  );
  await assertPlain(
    maskOf([7, 7, 7], () => false),
    cuts,
    "empty",
  );
  for (const at of [0, 3, 6]) {
    await assertPlain(
      maskOf([7, 7, 7], (z, y, x) => z === at && y === 6 - at && x === at),
      cuts,
      "one",
    );
  }
  await assertPlain(
    maskOf([1, 1, 1], () => true),
    [{}],
    "one of one",
  );
});

test("objects that touch only across an edge or a corner of blocks", async () => {
  const rising = (n: number, i: number): boolean => i === n;
  const falling = (n: number, i: number): boolean => i === 5 - n;
  for (const a of [rising, falling]) {
    const lines = {
      "along x": maskOf([6, 6, 6], (z, y, x) => a(z, y) && x === 2),
      "along y": maskOf([6, 6, 6], (z, y, x) => a(z, x) && y === 2),
    };
    for (const [what, mask] of Object.entries(lines)) await assertPlain(mask, [{ block: [3, 3, 3] }], `an edge ${what}`);
    await assertPlain(
      maskOf([6, 6, 6], (z, y, x) => a(y, x) && z === 2),
      [{ block: [3, 3, 3] }],
      "an edge along z",
    );
    for (const b of [rising, falling]) {
      const mask = maskOf([6, 6, 6], (z, y, x) => a(z, y) && b(z, x));
      assert.deepEqual(
        [1, 2, 3].map((connectivity) => plainLabel(mask, connectivity).count),
        [6, 6, 1],
      );
      await assertPlain(mask, [{ block: [3, 3, 3] }, { block: [2, 6, 1], reverse: true }], "a corner");
    }
  }
});

test("a spiral that crosses every block is one component, and its first voxel names it", async () => {
  const size = 25;
  const spiral = new Set<number>();
  for (let y = 0, x = 0, dy = 0, dx = 1, length = size - 1; length > 0; ) {
    for (let side = 0; side < 2; side++) {
      for (let i = 0; i < length; i++, y += dy, x += dx) spiral.add(y * size + x);
      [dy, dx] = [dx, -dy];
    }
    length -= 2;
  }
  for (const mask of [
    maskOf([3, size, size], (z, y, x) => z === 1 && spiral.has(y * size + x)),
    maskOf([size, 3, size], (z, y, x) => y === 1 && spiral.has(z * size + x)),
    maskOf([size, size, 3], (z, y, x) => x === 1 && spiral.has((size - 1 - z) * size + y)),
  ]) {
    assert.deepEqual(
      [1, 3].map((connectivity) => plainLabel(mask, connectivity).count),
      [1, 1],
    );
    assert.ok(mask.data.filter((v) => v === 1).length < (size * size * 2) / 3, "arms lie apart");
    await assertPlain(mask, [{ block: [4, 4, 4] }, { block: [3, 25, 25], reverse: true }], "spiral");
  }
});

test("a U whose arms meet in the last block: provisional components become one", async () => {
  const mask = maskOf([10, 3, 40], (z, y, x) => y === 1 && x % 2 === 0 && (z < 9 || x > 10));
  const joined = maskOf([10, 3, 40], (z, y, x) => y === 1 && (x % 2 === 0 || z === 9));
  for (const each of [mask, joined]) await assertPlain(each, [{}, { block: [4, 3, 7] }, { block: [10, 3, 13], batch: 3 }], "comb");
});

test("rows of 65,536 columns and more", async () => {
  const width = 65_600;
  const mask = maskOf([2, 2, width], (z, y, x) => x % 1000 < 400 === ((z + y) % 2 === 0) || x > 65_500);
  const expected = plainLabel(mask, 1);
  for (const cut of [{}, { block: [1, 2, 65_550] }] satisfies Cut[]) {
    const { count, image } = await labelled(mask, 1, cut);
    assertSame(image, expected.labels.data, "wide");
    assert.equal(count, expected.count);
  }
});

test("a layer with more runs than a file holds at once is spilled in several", async () => {
  const mask = maskOf([4, 900, 1024], (_, y, x) => (x + y) % 2 === 0);
  const collected = await runCollector(label, { connectivity: 1, dtype: "uint32" as const }, [mask]);
  assert.equal(collected.result.count, 900 * 512);
  assert.notEqual(await collected.context.scratch.size(collected.context.spillKey(0, "runs-1")), undefined);
  const found = await readMerge(label, collected, { offset: [1, 890, 1000], shape: [3, 10, 24] }, 2);
  assert.equal(found.get(2, 9, 23), 900 * 512);
  assert.equal(found.get(0, 0, 1), 0);
  assert.equal(found.get(0, 0, 0), 890 * 512 + 500 + 1);
});

test("what cannot be labelled is refused", () => {
  assert.throws(() => label.describe({ connectivity: 1, dtype: "uint32" }, ["float32"]), { name: "GeometryError" });
  assert.throws(() => label.describe({ connectivity: 4 as 3, dtype: "uint32" }, ["bool"]), { name: "GeometryError" });
});
