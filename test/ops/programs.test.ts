/**
 * Programs of several operators: fused into as few passes as the planner finds, in any blocks and on any engine, they give the bits
 * of one operator after the other, each on the whole computed image before it. RUNS multiplies the cases, SEED chooses others.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { NdArray } from "#dist/array/nd-array.js";
import { threads } from "#dist/engine/threads/index.js";
import { fromArray, type LazyArray } from "#dist/graph/index.js";
import { compute } from "#dist/node/index.js";
import { machine } from "../engine/machine.js";
import { assertSameBits } from "../kernels/random-image.js";
import { describeProgram, fused, type Program, randomProgram } from "./programs.js";

const runs = Number(process.env["RUNS"] ?? 1);
const seed = Number(process.env["SEED"] ?? 2025);

const sizes = (ndim: number): fc.Arbitrary<number[]> => {
  const largest = ([0, 90, 24, 11, 6] as const)[ndim] as number;
  return fc.array(fc.integer({ min: 1, max: largest }), { minLength: ndim, maxLength: ndim });
};
const cases = fc
  .constantFrom(1, 2, 3, 3, 3, 4)
  .chain((ndim) => fc.record({ shape: sizes(ndim), block: sizes(ndim), seed: fc.nat(), length: fc.integer({ min: 2, max: 6 }) }));

/** Each step alone, in one block, on what the steps before it computed. */
async function stepByStep({ images, steps }: Program): Promise<NdArray[]> {
  const values: LazyArray[] = [...images];
  const results: NdArray[] = [];
  for (const step of steps) {
    const lazy = step.build(...step.inputs.map((i) => values[i] as LazyArray));
    const { values: computed } = await machine().run({ values: { lazy } }, { block: lazy.shape.map(() => 1000) });
    const array = computed["lazy"] as NdArray;
    results.push(array);
    values.push(fromArray(array, { axes: lazy.axes, spacing: lazy.spacing, unit: lazy.unit, translation: lazy.translation }));
  }
  return results;
}

/** Adds the program to what an assertion says. */
async function explained(program: Program, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${describeProgram(program)}`, { cause: error });
  }
}

describe("programs", () => {
  it("give the bits of their steps, each on a whole image, however they are fused and cut", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ shape, block, seed, length }) => {
        const program = randomProgram(seed, shape, length);
        await explained(program, async () => {
          const expected = await stepByStep(program);
          const all = fused(program);
          const last = all.at(-1) as LazyArray;
          const alone = await machine().run({ values: { last } }, { block });
          assertSameBits(alone.values["last"] as NdArray, expected.at(-1) as NdArray);
          const together = await machine().run({ values: Object.fromEntries(all.entries()) }, { block });
          for (const [i, array] of expected.entries()) assertSameBits(together.values[String(i)] as NdArray, array);
        });
      }),
      { numRuns: 150 * runs, seed, includeErrorInReport: true },
    );
  });

  it("give the same bits on threads", async () => {
    await using engine = threads({ workers: 2 });
    await fc.assert(
      fc.asyncProperty(cases, async ({ shape, block, seed, length }) => {
        const program = randomProgram(seed, shape, length);
        await explained(program, async () => {
          const last = fused(program).at(-1) as LazyArray;
          const expected = await stepByStep(program);
          assertSameBits(await compute(last, { engine, block }), expected.at(-1) as NdArray);
        });
      }),
      { numRuns: 15 * runs, seed, includeErrorInReport: true },
    );
  });

  it("are of every kind: masks, labels and numbers, slices in the middle, numbers of one pass in the next", () => {
    const names = new Set<string>();
    for (let n = 0; n < 200; n++) for (const step of randomProgram(n, [6, 7, 8], 5).steps) names.add(step.name.replace(/\(.*/, ""));
    assert.ok(names.size >= 20, [...names].join(", "));
  });
});
