// `voxmill run` and `voxmill plan`: what they write, what they say, and what they do not do twice.
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { recipe, saveBlobs } from "./blobs.js";
import { hashes, type Outcome, temporaryFolder, voxmill } from "./voxmill.js";

const cwd = temporaryFolder();
const outputs = ["{ step: cells, to: cells.zarr, chunks: 16 }", "{ step: bumps, to: bumps.npy }"];

before(async () => {
  await saveBlobs(join(cwd, "blobs.zarr"), [24, 32, 40], [8, 16, 16]);
  writeFileSync(join(cwd, "cells.yaml"), recipe("blobs.zarr", outputs));
});

const cli = (...args: readonly string[]): Promise<Outcome> => voxmill(args, { cwd });

async function done(...args: readonly string[]): Promise<Outcome> {
  const outcome = await cli(...args);
  assert.equal(outcome.code, 0, outcome.stderr);
  return outcome;
}

/** Blocks done and skipped, as a run tells at its end. */
function counts({ stdout }: Outcome): { readonly done: number; readonly skipped: number } {
  const events = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { readonly type: string; readonly done: number; readonly skipped: number });
  const end = events.find(({ type }) => type === "run-end");
  assert.ok(end !== undefined);
  return { done: end.done, skipped: end.skipped };
}

test("a run writes its outputs, a line per stage and a summary; a second one does nothing", async () => {
  const first = await done("run", "cells.yaml", "--out", "first");
  assert.match(first.stdout, /first\/cells\.zarr +uint32, 24 × 32 × 40 +[\d.]+ k?B\n/);
  assert.match(first.stdout, /first\/bumps\.npy +bool, 24 × 32 × 40 +[\d.]+ k?B\n/);
  assert.match(first.stdout, /\nDone in [^;]*\.\n$/);
  assert.match(first.stderr, /^stage 1\/\d .*: \d+ blocks?, .* MVx\/s$/m);
  const written = hashes(join(cwd, "first"));
  assert.ok("cells.zarr/zarr.json" in written && "bumps.npy" in written);

  const second = await done("run", "cells.yaml", "--out", "first");
  const [, skipped, all] = /; (\d+) of (\d+) blocks were done already\.\n$/.exec(second.stdout) ?? [];
  assert.ok(skipped !== undefined && skipped === all, second.stdout);
  assert.match(second.stderr, /all done already/);
  assert.deepEqual(hashes(join(cwd, "first")), written);
});

test("--json prints events and nothing else; --fresh does everything again; --set changes what depends on it", async () => {
  const first = counts(await done("run", "cells.yaml", "--out", "json", "--json", "--block", "8,16,16"));
  assert.equal(first.skipped, 0);
  assert.deepEqual(counts(await done("run", "cells.yaml", "--out", "json", "--json", "--block", "8,16,16")), {
    done: 0,
    skipped: first.done,
  });
  assert.deepEqual(counts(await done("run", "cells.yaml", "--out", "json", "--json", "--block", "8,16,16", "--fresh")), first);
  const before = hashes(join(cwd, "json"));
  const changed = counts(
    await done("run", "cells.yaml", "--out", "json", "--json", "--block", "8,16,16", "--set", "steps.bumps.above=120"),
  );
  assert.ok(changed.done > 0);
  assert.notDeepEqual(hashes(join(cwd, "json")), before);
});

test("a plan is printed, drawn and counted; nothing is written", async () => {
  const { stdout } = await done("plan", "cells.yaml", "--svg", "plan.svg", "--workers", "3", "--out", "planned");
  assert.match(stdout, /^stage +kind +what/);
  assert.match(stdout, /in each of 3 workers/);
  assert.match(readFileSync(join(cwd, "plan.svg"), "utf8"), /^(<\?xml[^>]*>\s*)?<svg[\s\S]*cells\.zarr[\s\S]*<\/svg>\s*$/);
  const json = JSON.parse((await done("plan", "cells.yaml", "--json", "--block", "8,16,16")).stdout) as {
    stages: { block: number[]; blocks: number }[];
    tasks: number;
  };
  assert.equal(
    json.stages.reduce((sum, { blocks }) => sum + blocks, 0),
    json.tasks,
  );
  assert.ok(json.stages.some(({ blocks }) => blocks > 1));
  assert.ok(!existsSync(join(cwd, "planned")));
});

test("a plan that does not fit is refused with the stage and the numbers, and nothing is written", async () => {
  for (const verb of ["plan", "run"]) {
    const { code, stderr } = await cli(verb, "cells.yaml", "--memory", "150MB", "--workers", "2", "--out", "refused");
    assert.equal(code, 1);
    assert.match(stderr, /^voxmill: Expected stage \d+ \(.*\) to fit 75 MB per worker, but it needs [\d.]+ MB: .*2 workers share 150 MB/m);
    assert.match(stderr, /--memory/);
  }
  assert.ok(!existsSync(join(cwd, "refused")));
});

test("a wrong recipe exits with 2, with the line, what was expected and what is known", async () => {
  const text = recipe("blobs.zarr", outputs);
  const cases: readonly (readonly [text: string, message: RegExp])[] = [
    [text.replace("sigma: 1", "sigmas: 1"), /wrong\.yaml:6 \(steps\.smooth\.sigmas\): .*known key.*"sigmas".*sigma, truncate/],
    [text.replace("op: opening", "op: openning"), /wrong\.yaml:8 .*"openning".*opening/],
    [text.replace("input: bumps, footprint", "input: bump, footprint"), /wrong\.yaml:8 .*"bump".*bumps/],
    [text.replace("connectivity: 3", "connectivity: 4"), /wrong\.yaml:9 \(steps\.cores/],
    [text.replace("  bumps:", "  smooth:"), /wrong\.yaml:7.*(unique|twice|smooth)/],
    [text.replace("sigma: 1 }", "sigma: 1"), /wrong\.yaml:\d+/],
    ["", /wrong\.yaml:1: Expected a recipe/],
  ];
  for (const [wrong, message] of cases) {
    writeFileSync(join(cwd, "wrong.yaml"), wrong);
    const { code, stderr } = await cli("run", "wrong.yaml", "--out", "wrong");
    assert.equal(code, 2, stderr);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\n\s+at /);
  }
  const unset = await cli("run", "cells.yaml", "--set", "steps.nothing.sigma=2");
  assert.equal(unset.code, 2);
  assert.match(unset.stderr, /steps\.nothing[\s\S]*smooth, bumps/);
  const block = await cli("plan", "cells.yaml", "--block", "8,8");
  assert.equal(block.code, 2);
  assert.match(block.stderr, /each of the 3 axes, found 2/);
  assert.ok(!existsSync(join(cwd, "wrong")));
});

test("what a recipe needs and is not there exits with 1", async () => {
  const recipeless = await cli("run", "nowhere.yaml");
  assert.equal(recipeless.code, 1);
  assert.match(recipeless.stderr, /nowhere\.yaml/);
  writeFileSync(join(cwd, "lost.yaml"), recipe("lost.zarr", outputs));
  const lost = await cli("run", "lost.yaml", "--out", "lost");
  assert.equal(lost.code, 1);
  assert.match(lost.stderr, /lost\.yaml:4 \(inputs\.image\.path\).*lost\.zarr/);
  assert.ok(!existsSync(join(cwd, "lost")));
});

test("a module is a recipe, its parameters are set like values", async () => {
  writeFileSync(
    join(cwd, "module.ts"),
    `// Bumps, counted
import { label, type LazyArray, open, threshold } from ${JSON.stringify(import.meta.resolve("#dist/index.js"))};
export default async ({ above = "90" }: { above?: string }): Promise<{ [file: string]: LazyArray }> => {
  const image = await open(${JSON.stringify(join(cwd, "blobs.zarr"))});
  return { "cells.npy": label(threshold(image, { above: Number(above) }), { connectivity: 1 }) };
};
`,
  );
  await done("run", "module.ts", "--out", "module");
  await done("run", "module.ts", "--out", "module-180", "--set", "above=180");
  assert.notDeepEqual(hashes(join(cwd, "module")), hashes(join(cwd, "module-180")));
});

test("plan says what is left to do and why: first run, nothing, a parameter, a lost output", async () => {
  const at = ["cells.yaml", "--out", "survey", "--block", "8,16,16"];
  const first = (await done("plan", ...at)).stdout.trimEnd().split("\n\n").at(-1) as string;
  for (const line of first.split("\n")) assert.match(line, /^stage \d+: (\d+) of \1 blocks? to do, because first run$/);
  await done("run", ...at);
  const nothing = (await done("plan", ...at)).stdout.trimEnd().split("\n\n").at(-1) as string;
  for (const line of nothing.split("\n")) assert.match(line, /^stage \d+: nothing to do, /);
  const changed = (await done("plan", ...at, "--set", "steps.bumps.above=120")).stdout;
  assert.match(changed, /^stage \d+: .*\d+ of \d+ blocks to do, because .*of threshold changed .*120/m);
  rmSync(join(cwd, "survey/cells.zarr/c/0/0/0"));
  const lost = (await done("plan", ...at)).stdout;
  assert.match(lost, /^stage \d+: 1 of \d+ blocks to do, because output missing of 1 block$/m);
  const { stages } = JSON.parse((await done("plan", ...at, "--json")).stdout) as {
    readonly stages: readonly { readonly todo: number; readonly open: number; readonly because: readonly string[] }[];
  };
  assert.equal(stages.filter(({ todo }) => todo === 1).length, 1);
  assert.ok(stages.filter(({ because }) => because.length === 0).length >= 1);
  assert.match((await done("run", ...at)).stderr, /^stage \d\/\d .*: 1 of \d+ blocks to do, because output missing of 1 block$/m);
});

test("provenance prints how results were made; where nothing ran it says so", async () => {
  await done("run", "cells.yaml", "--out", "told", "--set", "steps.bumps.above=110");
  const { stdout } = await done("provenance", "told");
  assert.match(stdout, /^cells\.zarr, bumps\.npy$/m);
  assert.match(stdout, /^command +voxmill run cells\.yaml --out told --set steps\.bumps\.above=110$/m);
  assert.match(stdout, /blobs\.zarr +uint8 24 × 32 × 40 +key [0-9a-f]{32}/);
  assert.match(stdout, /^ {2}steps:$/m);
  const [record] = JSON.parse((await done("provenance", "told", "--json")).stdout) as [
    {
      readonly state: string;
      readonly targets: string[];
      readonly stages: { readonly folder: string }[];
      readonly about: { readonly voxmill: string };
    },
  ];
  assert.equal(record.state, "done");
  assert.match(record.about.voxmill, /^\d+\.\d+\.\d+/);
  for (const { folder } of record.stages) assert.ok(existsSync(join(cwd, "told/.voxmill", folder)), folder);
  // Another parameter: the folders of the first run go with the second's end.
  await done("run", "cells.yaml", "--out", "told");
  assert.ok(record.stages.some(({ folder }) => !existsSync(join(cwd, "told/.voxmill", folder))));
  const none = await cli("provenance", "nowhere");
  assert.equal(none.code, 1);
  assert.match(none.stderr, /Expected the record of a run in nowhere\/\.voxmill/);
});
