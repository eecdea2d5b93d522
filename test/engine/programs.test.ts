/**
 * Random programs: one run over all outputs in blocks gives what each value gives alone, in one block, and no task reserves more
 * memory than its plan says.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { NdArray } from "#dist/array/nd-array.js";
import type { RunEvent } from "#dist/engine/index.js";
import { assertSameBits } from "../kernels/random-image.js";
import { machine, readBack } from "./machine.js";
import { anyProgram, buildProgram, type RawProgram } from "./programs.js";

async function checkProgram(raw: RawProgram, block: readonly number[]): Promise<void> {
  const { arrays, wanted } = buildProgram(raw);
  const expected = new Map<number, NdArray>();
  for (const n of arrays.keys()) {
    if (!Object.keys({ ...wanted.targets, ...wanted.values }).some((name) => Number.parseInt(name, 10) === n)) continue;
    const { values } = await machine().run({ values: { value: arrays[n] as (typeof arrays)[number] } }, { block: [1000, 1000, 1000] });
    expected.set(n, values["value"] as NdArray);
  }
  const { run, out } = machine();
  const events: RunEvent[] = [];
  const result = await run(wanted, { block, onEvent: (event) => events.push(event) });
  for (const [name, value] of Object.entries(result.values)) assertSameBits(value as NdArray, expected.get(Number(name)) as NdArray);
  for (const name of Object.keys(wanted.targets ?? {})) {
    if (!name.endsWith(".csv")) assertSameBits(await readBack(out, name), expected.get(Number.parseInt(name, 10)) as NdArray);
  }
  for (const event of events) {
    if (event.type !== "task-end") continue;
    const { taskBytes, spec } = result.plan.stages[event.stage] as (typeof result.plan.stages)[number];
    assert.ok(event.report.memory <= taskBytes, `${spec.title}: planned ${taskBytes} bytes, reserved ${event.report.memory}`);
  }
  const again = await machine().run(wanted, { block: [1000, 1000, 1000] });
  assert.deepEqual(
    Object.entries(result.tables).map(([name, table]) => [name, [...table.head]]),
    Object.entries(again.tables).map(([name, table]) => [name, [...table.head]]),
  );
}

/** One branch reads far ahead of another: the second must still find its first layers in the ring that they share. */
const forked: RawProgram = {
  shape: [1, 9, 1, 1],
  chunks: [1, 1, 1, 1],
  dtype: "uint8",
  seed: 0,
  steps: [
    { op: 0, input: 0, other: 0, numbers: [0, 0, 0] },
    { op: 0, input: 1, other: 0, numbers: [8, 0, 0] },
    { op: 0, input: 0, other: 0, numbers: [0, 0, 0] },
    { op: 12, input: 0, other: 0, numbers: [0, 0, 0] },
    { op: 3, input: 0, other: 0, numbers: [53, 0, 0] },
    { op: 14, input: 3, other: 14, numbers: [0, 0, 0] },
    { op: 0, input: 0, other: 0, numbers: [0, 0, 0] },
  ],
  outputs: [0, 0, 0, 0, 0, 0, 1, 0],
};

describe("random programs", () => {
  it("with branches of different lag find all their layers", () => checkProgram(forked, [1, 1, 1]));

  it("give the same bits in any blocks, fused in any way, within the planned memory", async () => {
    const block = fc.tuple(fc.integer({ min: 1, max: 44 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 16 }));
    await fc.assert(fc.asyncProperty(anyProgram(7), block, checkProgram), { numRuns: Number(process.env["RUNS"] ?? 40) });
  });
});
