/**
 * The invariant of the library: cut in any blocks, every operator gives the bits of the whole image. RUNS multiplies the cases,
 * SEED chooses others.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { NdArray } from "#dist/array/nd-array.js";
import type { Value } from "#dist/engine/index.js";
import type { Computable } from "#dist/graph/index.js";
import * as ops from "#dist/ops/index.js";
import { Table } from "#dist/table/index.js";
import { machine } from "../engine/machine.js";
import { assertSameBits } from "../kernels/random-image.js";
import { operators } from "./operators.js";
import { Draw } from "./random-values.js";

const runs = Number(process.env["RUNS"] ?? 1);
const seed = Number(process.env["SEED"] ?? 2025);

/** Bit for bit, columns and numbers too. */
function assertSame(found: Value, expected: Value): void {
  assert.notEqual(found, undefined);
  if (found instanceof NdArray && expected instanceof NdArray) assertSameBits(found, expected);
  else if (found instanceof Table && expected instanceof Table) assert.deepEqual([...found], [...expected]);
  else assert.deepEqual(found, expected);
}

const sizes = (ndim: number): fc.Arbitrary<number[]> => {
  const largest = ([0, 150, 40, 14, 7] as const)[ndim] as number;
  return fc.array(fc.integer({ min: 1, max: largest }), { minLength: ndim, maxLength: ndim });
};
const cases = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).chain((ndim) => fc.record({ shape: sizes(ndim), block: sizes(ndim), seed: fc.nat() }));

const compute = async (value: Computable, block: readonly number[]): Promise<Value> =>
  (await machine().run({ values: { value } }, { block })).values["value"] as Value;

describe("whole image equals any blocking", () => {
  for (const [name, { build, least, most }] of Object.entries(operators)) {
    it(name, async () => {
      await fc.assert(
        fc.asyncProperty(cases(least, most), async ({ shape, block, seed }) => {
          const value = build(new Draw(seed, shape));
          assertSame(await compute(value, block), await compute(value, shape));
        }),
        { numRuns: 30 * runs, seed, includeErrorInReport: true },
      );
    });
  }
});

describe("the list of operators", () => {
  it("has every function of voxmill/ops", () => {
    const elsewhere = new Set(["ball", "box", "cross"]);
    const missing = Object.keys(ops).filter((name) => !elsewhere.has(name) && !(name in operators));
    assert.deepEqual(missing, []);
  });
});
