// Neighbourhood filters equal their plain twins bit for bit, for all dtypes, shapes, borders, batches and blocks.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Dtype, integerRange, isFloat } from "#dist/array/dtype.js";
import type { NdArray } from "#dist/array/nd-array.js";
import {
  type Boundary,
  boxExtreme,
  boxExtremeTwin,
  correlate,
  correlateTwin,
  medianBox,
  type RankParams,
  rankFilter,
  rankTwin,
  type Term,
  uniform,
  uniformTwin,
} from "#dist/kernels/filters/index.js";
import { encodeNumber, type JsonNumber } from "#dist/kernels/json-number.js";
import type { Kernel, Params, Triple } from "#dist/kernels/kernel.js";
import { runBlocks, runKernel } from "./harness.js";
import { assertSameBits, numberDtypes, randomImage, trickyImage } from "./random-image.js";

const boundary = fc.constantFrom<Boundary>("reflect", "nearest", "mirror", "constant");
const dtype = fc.constantFrom<Dtype>(...numberDtypes);
const shape = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 45 }));
const block = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 2, max: 14 }), fc.integer({ min: 3, max: 45 }));
const size = fc.constantFrom(1, 1, 2, 3, 3, 4, 5, 7, 11);
const sizes = fc.tuple(size, size, fc.constantFrom(1, 2, 3, 5, 9, 24));

/** Where voxels of even boxes lie: as in SciPy, one more before. */
const boxOf = (sizes: readonly number[]) => ({
  before: sizes.map((n) => n >> 1) as unknown as Triple,
  after: sizes.map((n) => n - 1 - (n >> 1)) as unknown as Triple,
});

function rowsOf({ before, after }: ReturnType<typeof boxOf>): RankParams["rows"] {
  const rows: RankParams["rows"][number][] = [];
  for (let z = -before[0]; z <= after[0]; z++) for (let y = -before[1]; y <= after[1]; y++) rows.push([z, y, -before[2], after[2]]);
  return rows;
}

/** A constant of the dtype. */
function constantOf(dtype: Dtype, seed: number): JsonNumber {
  if (isFloat(dtype)) return encodeNumber([0, -3.25, 1e9, Number.NaN][seed % 4] as number);
  const { min, max } = integerRange(dtype);
  return encodeNumber([min, max, 1n][seed % 3] as bigint);
}
const imageOf = (dtype: Dtype, shape: Triple, seed: number): NdArray =>
  seed % 2 === 0 ? trickyImage(dtype, shape, seed) : randomImage(dtype, shape, seed);

/** Whole and in blocks. */
async function check<P extends Params>(kernel: Kernel<P>, params: P, image: NdArray, expected: NdArray, block: Triple, batch: number) {
  assertSameBits(await runKernel(kernel, params, [image], { batch }), expected);
  assertSameBits(await runBlocks(kernel, params, [image], block, batch), expected);
}

describe("rankFilter", () => {
  const medians = fc.constantFrom<Triple>([3, 3, 3], [3, 1, 3], [1, 3, 3], [5, 1, 5], [1, 5, 5]);
  it("finds medians of small boxes by networks", async () => {
    await fc.assert(
      fc.asyncProperty(dtype, shape, medians, boundary, block, fc.integer({ min: 1, max: 9 }), fc.nat(), async (...given) => {
        const [dtype, shape, sizes, boundary, block, batch, seed] = given;
        const rows = rowsOf(boxOf(sizes));
        const rank = (sizes[0] * sizes[1] * sizes[2] - 1) / 2;
        const params: RankParams = { rows, rank, boundary, constantValue: constantOf(dtype, seed) };
        assert.notEqual(medianBox(params), undefined);
        const image = imageOf(dtype, shape, seed);
        await check(rankFilter, params, image, rankTwin(params, image), block, batch);
      }),
      { numRuns: 60 },
    );
  });

  it("finds any rank of any footprint", async () => {
    const offset = fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -3, max: 3 }), fc.integer({ min: -4, max: 4 }));
    const footprint = fc
      .uniqueArray(offset, { minLength: 1, maxLength: 30, selector: String })
      .map((offsets) => offsets.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]).map(([z, y, x]) => [z, y, x, x] as const));
    await fc.assert(
      fc.asyncProperty(dtype, shape, footprint, fc.nat(), boundary, block, fc.integer({ min: 1, max: 9 }), fc.nat(), async (...given) => {
        const [dtype, shape, rows, of, boundary, block, batch, seed] = given;
        const params: RankParams = { rows, rank: of % rows.length, boundary, constantValue: constantOf(dtype, seed) };
        const image = imageOf(dtype, shape, seed);
        await check(rankFilter, params, image, rankTwin(params, image), block, batch);
      }),
      { numRuns: 60 },
    );
  });

  it("counts more neighbours than a byte can", async () => {
    for (const dtype of ["uint8", "int8", "uint16"] as const) {
      for (const rank of [0, 1, 200, 255, 256, 300, 342]) {
        const params: RankParams = { rows: rowsOf(boxOf([7, 7, 7])), rank, boundary: "mirror" };
        const image = randomImage(dtype, [4, 5, 33], rank);
        assertSameBits(await runKernel(rankFilter, params, [image]), rankTwin(params, image));
      }
    }
  });

  it("refuses masks, ranks past the footprint and constants of other dtypes", () => {
    const rows = [[0, 0, -1, 1]] as const;
    const refused = (params: RankParams, dtype: Dtype, name: string) => assert.throws(() => rankFilter.describe(params, [dtype]), { name });
    refused({ rows, rank: 1, boundary: "reflect" }, "bool", "UnsupportedError");
    refused({ rows, rank: 3, boundary: "reflect" }, "uint8", "GeometryError");
    refused({ rows, rank: 1, boundary: "wrap" }, "uint8", "UnsupportedError");
    refused({ rows, rank: 1, boundary: "constant", constantValue: 256 }, "uint8", "GeometryError");
    refused({ rows, rank: 1, boundary: "constant", constantValue: 0.5 }, "int64", "GeometryError");
    refused({ rows: [[0, 0, 0, 70_000]], rank: 1, boundary: "reflect" }, "uint8", "UnsupportedError");
  });
});

describe("boxExtreme", () => {
  it("equals its plain twin", async () => {
    await fc.assert(
      fc.asyncProperty(dtype, shape, sizes, boundary, block, fc.integer({ min: 1, max: 9 }), fc.nat(), async (...given) => {
        const [dtype, shape, sizes, boundary, block, batch, seed] = given;
        const params = {
          select: seed % 3 === 0 ? "min" : "max",
          ...boxOf(sizes),
          boundary,
          constantValue: constantOf(dtype, seed),
        } as const;
        const image = imageOf(dtype, shape, seed);
        await check(boxExtreme, params, image, boxExtremeTwin(params, image), block, batch);
      }),
      { numRuns: 60 },
    );
  });
});

describe("uniform", () => {
  it("equals its plain twin", async () => {
    await fc.assert(
      fc.asyncProperty(dtype, shape, sizes, boundary, block, fc.integer({ min: 1, max: 9 }), fc.nat(), async (...given) => {
        const [dtype, shape, sizes, boundary, block, batch, seed] = given;
        const params = { ...boxOf(sizes), boundary, constantValue: [0, 7, 2.5][seed % 3] as number };
        const image = imageOf(dtype, shape, seed);
        await check(uniform, params, image, uniformTwin(params, image), block, batch);
      }),
      { numRuns: 60 },
    );
  });
});

describe("correlate", () => {
  it("equals its plain twin", async () => {
    const offset = fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -2, max: 3 }), fc.integer({ min: -5, max: 2 }));
    const weight = fc.double({ min: -4, max: 4, noNaN: true }).filter((w) => w !== 0);
    const terms = fc
      .uniqueArray(fc.tuple(offset, weight), { maxLength: 30, selector: ([o]) => String(o) })
      .map((list) => list.map(([o, w]): Term => [...o, w]).sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]));
    await fc.assert(
      fc.asyncProperty(dtype, shape, terms, boundary, block, fc.integer({ min: 1, max: 9 }), fc.nat(), async (...given) => {
        const [dtype, shape, terms, boundary, block, batch, seed] = given;
        const params = { terms, boundary, constantValue: [0, 7, 2.5][seed % 3] as number };
        const image = imageOf(dtype, shape, seed);
        await check(correlate, params, image, correlateTwin(params, image), block, batch);
      }),
      { numRuns: 60 },
    );
  });
});
