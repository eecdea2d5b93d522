// The same recipe gives the same bytes: however it is cut, whoever runs it, and however often it was stopped.
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { recipe, saveBlobs } from "./blobs.js";
import { hashes, type SpawnOptions, temporaryFolder, voxmill } from "./voxmill.js";

const cwd = temporaryFolder();
const outputs = [
  "{ step: cells, to: cells.zarr, chunks: 16 }",
  "{ step: smooth, to: smooth.tif }",
  "{ step: image, overlay: cells, slice: { z: 50% }, to: middle.png }",
];
/** Blocks of the plane that the picture is drawn from: it lives in memory, so every run computes it again. */
const inMemory = 16;
/** Blocks that may wait for their line in the journal when a run is killed: those of 10 ms. */
const unwritten = 12;
let undisturbed: { readonly [path: string]: string };

before(async () => {
  await saveBlobs(join(cwd, "blobs.zarr"), [32, 64, 64], [16, 16, 16]);
  writeFileSync(join(cwd, "cells.yaml"), recipe("blobs.zarr", outputs));
  const { code, stderr } = await voxmill(["run", "cells.yaml", "--out", "undisturbed", "--engine", "serial"], { cwd });
  assert.equal(code, 0, stderr);
  undisturbed = hashes(join(cwd, "undisturbed"));
  assert.ok(Object.keys(undisturbed).length > 20);
});

test("engines, workers and blocks change no byte", async () => {
  const ways = [
    ["--engine", "serial", "--block", "16,16,16"],
    ["--engine", "threads", "--workers", "1", "--block", "16,64,32"],
    ["--engine", "threads", "--workers", "2", "--block", "16,16,16"],
    ["--engine", "threads", "--workers", "3", "--memory", "400MB"],
    ["--engine", "processes", "--workers", "2", "--block", "32,64,32"],
  ];
  for (const [n, way] of ways.entries()) {
    const { code, stderr } = await voxmill(["run", "cells.yaml", "--out", `way-${n}`, ...way], { cwd });
    assert.equal(code, 0, stderr);
    assert.deepEqual(hashes(join(cwd, `way-${n}`)), undisturbed, way.join(" "));
  }
});

/** Sends a signal when this many blocks are done, once. */
function stopAfter(blocks: number, signal: NodeJS.Signals): NonNullable<SpawnOptions["onOutput"]> {
  let sent = false;
  return (child, stdout) => {
    if (sent || stdout.split('"type":"task-end"').length <= blocks) return;
    sent = true;
    child.kill(signal);
  };
}

for (const [signal, engine] of [
  ["SIGINT", "threads"],
  ["SIGKILL", "threads"],
  ["SIGTERM", "serial"],
  ["SIGINT", "processes"],
  ["SIGKILL", "processes"],
  ["SIGKILL", "serial"],
] as const) {
  test(`stopped by ${signal} (${engine}) again and again, a run ends with the same bytes`, async () => {
    const out = `${signal}-${engine}`;
    const command = ["run", "cells.yaml", "--out", out, "--engine", engine, "--block", "16,16,16", "--json"];
    for (const blocks of [7, 40]) {
      const stopped = await voxmill(command, { cwd, onOutput: stopAfter(blocks, signal) });
      assert.equal(stopped.code, { SIGINT: 130, SIGTERM: 143, SIGKILL: null }[signal], stopped.stderr);
      if (signal !== "SIGKILL") assert.match(stopped.stderr, /^voxmill: Interrupted\..*same command/);
      assert.ok(!existsSync(join(cwd, out, "middle.png")), "the run was stopped before its end");
    }
    const { code, stdout, stderr } = await voxmill(command, { cwd });
    assert.equal(code, 0, stderr);
    const [, skipped] = /"type":"run-end".*"skipped":(\d+)/.exec(stdout) ?? [];
    assert.ok(Number(skipped) >= 40 - inMemory - unwritten, `only ${skipped} blocks were not done again`);
    assert.deepEqual(hashes(join(cwd, out)), undisturbed);
  });
}
