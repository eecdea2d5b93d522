// Blocks that fail on the command line: the summary, `voxmill failures`, `voxmill replay`, and the run that repairs.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { recipe, saveBlobs } from "./blobs.js";
import { hashes, type Outcome, temporaryFolder, voxmill } from "./voxmill.js";

const cwd = temporaryFolder();
const cli = (...args: readonly string[]): Promise<Outcome> => voxmill(args, { cwd });
const command = ["run", "cells.yaml", "--block", "8,16,16", "--engine", "processes", "--workers", "2"];

before(async () => {
  await saveBlobs(join(cwd, "blobs.zarr"), [24, 32, 40], [8, 16, 16]);
  writeFileSync(
    join(cwd, "cells.yaml"),
    recipe("blobs.zarr", ["{ step: cells, to: cells.zarr, chunks: 16 }", "{ step: image, to: copy.zarr }"]),
  );
});

test("what failed is listed, tried again one by one, and done by the next run", async () => {
  assert.equal((await cli(...command, "--out", "good")).code, 0);
  const chunk = join(cwd, "blobs.zarr", "c", "0", "0", "0");
  const bytes = readFileSync(chunk);
  writeFileSync(chunk, bytes.subarray(0, bytes.length >> 1));

  const broken = await cli(...command, "--out", "out");
  assert.equal(broken.code, 1);
  assert.match(broken.stderr, /blobs\.zarr\/c\/0\/0\/0/);
  assert.match(broken.stderr, /Everything else is done\./);
  assert.match(broken.stdout, /^stage +blocks +done .*failed/m);
  assert.match(broken.stdout, /processes, 2 workers; slowest blocks: \d:\d+ /);
  assert.match(broken.stdout, /^voxmill failures out lists/m);
  assert.match(readFileSync(join(cwd, "out", ".voxmill", "logs", "worker-0.log"), "utf8"), /worker-0 started, process \d+/);

  const table = await cli("failures", "out");
  assert.equal(table.code, 0);
  assert.match(table.stdout, /^block +stage +voxels +attempts +error$/m);
  const names = [...table.stdout.matchAll(/^(\d+:\d+) .*FormatError: .*c\/0\/0\/0/gm)].map((match) => match[1] as string);
  assert.ok(names.length >= 1, table.stdout);
  const listed = JSON.parse((await cli("failures", "out", "--json")).stdout) as { stage: number; block: number; stack: string }[];
  assert.deepEqual(
    listed.map(({ stage, block }) => `${stage}:${block}`),
    names,
  );
  assert.match(listed[0]?.stack ?? "", /FormatError/);

  const [name = ""] = names;
  const again = await cli("replay", "out", name);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /\n\s+at /, "with its stack");
  writeFileSync(chunk, bytes);
  const repaired = await cli("replay", "out", name);
  assert.equal(repaired.code, 0, repaired.stderr);
  assert.match(repaired.stdout, new RegExp(`^Block ${name} is done: .* read, .* written`));
  assert.equal((await cli("failures", "out")).stdout.includes(`${name} `), false);

  const rest = await cli(...command, "--out", "out");
  assert.equal(rest.code, 0, rest.stderr);
  assert.match((await cli("failures", "out")).stdout, /^No block of the latest run failed\.$/m);
  assert.deepEqual(hashes(join(cwd, "out")), hashes(join(cwd, "good")));
});

test("folders, stages and blocks that are not there are told", async () => {
  assert.match((await cli("failures", "nowhere")).stderr, /folder of a run.*--out/);
  assert.equal((await cli("replay", "good", "1")).code, 2);
  assert.equal((await cli("replay", "good", "0:1")).code, 2);
  const stage = await cli("replay", "good", "99:0");
  assert.equal(stage.code, 1);
  assert.match(stage.stderr, /stage from 1 to \d+/);
  assert.match((await cli("replay", "good", "1:99999")).stderr, /block of stage 1 from 0 to \d+, found 99999/);
});
