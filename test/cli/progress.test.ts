// How far a run is: shares, rates and the time left, told from a plan and events under a clock of our own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Progress } from "#dist/cli/progress.js";
import { label, type Plan, plan, type RunEvent, threshold } from "#dist/index.js";
import { blobs } from "./blobs.js";

const report = { seconds: 1, bytesRead: 0, bytesWritten: 0, memory: 0 };
const start = (stage: number, tasks: number, skipped: number): RunEvent => ({
  type: "stage-start",
  stage,
  kind: "map",
  title: `stage ${stage}`,
  tasks,
  skipped,
  because: [],
  orphaned: 0,
});
const task = (stage: number, block: number): RunEvent => ({ type: "task-end", stage, block, worker: 0, attempt: 1, report });

function labelling(): Plan {
  const cells = label(threshold(blobs([32, 32, 32]), { above: 100 }), { connectivity: 1 });
  return plan({ "cells.zarr": cells }, { workers: 1, block: [8, 32, 32] });
}

test("a run that begins at nothing", () => {
  let now = 10;
  const made = labelling();
  assert.equal(made.stages.length, 2);
  const progress = new Progress(made, () => now);
  assert.deepEqual([progress.fraction, progress.stage, progress.remaining], [0, undefined, undefined]);
  const weights = made.stages.map(({ seconds }) => seconds);
  const share = (weights[0] as number) / (weights as [number, number]).reduce((a, b) => a + b);

  progress.update(start(0, 4, 0));
  for (const block of [0, 1]) {
    now += 2;
    progress.update(task(0, block));
  }
  assert.ok(Math.abs(progress.fraction - share / 2) < 1e-12);
  assert.equal(progress.stage?.megavoxelsPerSecond, (32 ** 3 / 2 / 4) * 1e-6);
  assert.ok(Math.abs((progress.remaining as number) - (4 * (1 - share / 2)) / (share / 2)) < 1e-9);
  now += 4;
  for (const block of [2, 3]) progress.update(task(0, block));
  progress.update({ type: "stage-end", stage: 0, seconds: 8 });
  now += 100; // between stages the clock of the stage stands still
  assert.deepEqual([progress.stage?.seconds, progress.stage?.done], [8, 4]);
  assert.ok(Math.abs(progress.fraction - share) < 1e-12);
  progress.update(start(1, 4, 0));
  for (const block of [0, 1, 2, 3]) progress.update(task(1, block));
  progress.update({ type: "stage-end", stage: 1, seconds: 0 });
  assert.ok(Math.abs(progress.fraction - 1) < 1e-12);
  assert.equal(progress.remaining, 0);
});

test("what was done before counts as done, not as fast", () => {
  let now = 0;
  const made = labelling();
  const progress = new Progress(made, () => now);
  progress.update(start(0, 4, 4));
  progress.update({ type: "stage-end", stage: 0, seconds: 0 });
  progress.update(start(1, 4, 2));
  const weights = made.stages.map(({ seconds }) => seconds) as [number, number];
  assert.ok(Math.abs(progress.fraction - (weights[0] + weights[1] / 2) / (weights[0] + weights[1])) < 1e-12);
  now = 3;
  assert.deepEqual([progress.remaining], [undefined], "nothing was done in this run yet");
  progress.update(task(1, 2));
  assert.ok(Math.abs((progress.remaining as number) - 3) < 1e-9, "one of two blocks took three seconds");
});
