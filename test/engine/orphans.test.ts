/**
 * Blocks that are given up take along what needs them, and nothing else.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import type { RunEvent, Wanted } from "#dist/engine/index.js";
import { fromArray, type LazyArray } from "#dist/graph/index.js";
import { mapBlocks, rechunk, threshold } from "#dist/ops/index.js";
import { randomImage } from "../kernels/random-image.js";
import { remote } from "./functions.js";
import { contentsOf, machine } from "./machine.js";

const folder = mkdtempSync(join(tmpdir(), "voxmill-orphans-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const values = randomImage("uint8", [32, 32], 4);
const block = [4, 4];
let logs = 0;

/** An image of 64 blocks, of which the one at [8, 16] fails as long as the log does not say that it failed often enough. */
function failing(): { readonly array: LazyArray; repair(): void } {
  const log = join(folder, `log-${++logs}`);
  writeFileSync(log, "");
  const options = { log, times: 1000, how: "throw", only: "8,16" };
  const array = mapBlocks([fromArray(values, { chunks: block })], { map: remote("fail"), dtype: "uint8", options });
  return { array: rechunk(array, block), repair: () => writeFileSync(log, "8,16\n".repeat(1000)) };
}

async function lose(wanted: Wanted, good: () => void) {
  const { run, out } = machine();
  const events: RunEvent[] = [];
  const options = { block, retries: 0, onEvent: (event: RunEvent) => void events.push(event) };
  await assert.rejects(run(wanted, options), /failing on purpose at 8,16/);
  const end = events.find((e) => e.type === "run-end");
  const orphaned = events.flatMap((e) => (e.type === "stage-start" ? [e.orphaned] : []));
  const tasks = events.flatMap((e) => (e.type === "stage-start" ? [e.tasks] : []));
  assert.ok(end?.type === "run-end");
  const kept = [...(await contentsOf(out)).keys()].filter((key) => key.endsWith("zarr.json") || !key.includes(".zarr/"));
  // Then the reason is taken away: what was lost is made, and nothing else.
  good();
  const { done } = await run(wanted, { block });
  assert.equal(done, end.failed + end.orphaned);
  return { end, orphaned, tasks, kept, contents: await contentsOf(out) };
}

describe("a block that is given up", () => {
  it("takes along the blocks of later stages that read of it, and no others", async () => {
    const { array, repair } = failing();
    // The second level is a later stage that reads windows of the first, two blocks along each axis for one of its own.
    const pyramid = { kind: "stored", array, levels: 2 } as const;
    const { end, orphaned, tasks, kept, contents } = await lose(
      { targets: { "a.zarr": pyramid, "b.zarr": rechunk(fromArray(values), block) } },
      repair,
    );
    assert.deepEqual([end.failed, end.orphaned], [1, 1]);
    assert.equal(
      tasks.reduce((sum, n) => sum + n, 0),
      end.done + end.skipped + end.failed + end.orphaned,
    );
    assert.deepEqual(orphaned.at(-1), 1);
    assert.deepEqual(kept, ["b.zarr/zarr.json"], "no array with a hole can be opened");
    const clean = machine();
    await clean.run({ targets: { "a.zarr": pyramid, "b.zarr": rechunk(fromArray(values), block) } }, { block });
    assert.deepEqual(contents, await contentsOf(clean.out));
  });

  it("takes along all that needs a number made of all blocks, and nothing that does not", async () => {
    const { array, repair } = failing();
    const mask = threshold(array, { atMost: "otsu" });
    const plain = threshold(fromArray(values), { above: 100 });
    const { end, kept } = await lose({ targets: { "mask.zarr": mask, "plain.zarr": plain, "plain.npy": plain } }, repair);
    assert.ok(end.failed >= 1);
    assert.ok(end.orphaned >= 1);
    assert.deepEqual(kept, ["plain.npy", "plain.zarr/zarr.json"]);
  });
});
