/**
 * Disks that are full or read-only, and inputs that vanish while they are read: told with what to do, and nothing wrong is left.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import type { RunEvent } from "#dist/engine/index.js";
import { threads } from "#dist/engine/threads/index.js";
import { fromArray, type LazyArray } from "#dist/graph/index.js";
import { compute, open, runTargets, save } from "#dist/node/index.js";
import { rechunk } from "#dist/ops/index.js";
import { assertSameBits, randomImage } from "../kernels/random-image.js";

const folder = mkdtempSync(join(tmpdir(), "voxmill-disk-"));
const values = randomImage("uint16", [64, 64, 64], 2);
const image: LazyArray = rechunk(fromArray(values), [16, 32, 32]);
const block = [16, 32, 32];

const small = join(folder, "small");
mkdirSync(small);
const mounted = process.platform === "linux" && spawnSync("mount", ["-t", "tmpfs", "-o", "size=300k", "tmpfs", small]).status === 0;
after(() => {
  if (mounted) spawnSync("umount", [small]);
  rmSync(folder, { recursive: true, force: true });
});

describe("a full disk", { skip: mounted ? false : "mounting a small tmpfs is not permitted here" }, () => {
  for (const workers of [1, 2]) {
    it(`ends the run with what to do, and the same run goes on when there is room (${workers} workers)`, async () => {
      await using engine = threads({ workers });
      const out = join(small, `out-${workers}`);
      const options = { out, block, engine, codec: "none" as const };
      await assert.rejects(runTargets({ "a.zarr": image }, options), /disk is full.*Free some space/s);
      assert.ok(!existsSync(join(out, "a.zarr", "zarr.json")), "half an array cannot be opened");
      assert.equal(spawnSync("mount", ["-o", "remount,size=4m", small]).status, 0);
      const { skipped } = await runTargets({ "a.zarr": image }, options);
      assert.ok(skipped < 16);
      assertSameBits(await compute(await open(join(out, "a.zarr"))), values);
      rmSync(out, { recursive: true });
      assert.equal(spawnSync("mount", ["-o", "remount,size=300k", small]).status, 0);
    });
  }
});

it("a folder that cannot be written is told before a block runs", {
  skip: process.getuid?.() === 0 && "root may write anywhere",
}, async () => {
  const closed = join(folder, "closed");
  mkdirSync(closed);
  chmodSync(closed, 0o500);
  await assert.rejects(runTargets({ "a.zarr": image }, { out: closed, block }), /permission denied.*Check the permissions/s);
});

for (const [how, damage] of [
  ["vanishes", (path: string) => rmSync(path)],
  ["is cut short", (path: string) => truncateSync(path, 200_000)],
] as const) {
  it(`an input that ${how} while it is read fails the blocks that read of it, and the next run makes those`, async () => {
    const input = join(folder, `${how.replaceAll(" ", "-")}.npy`);
    await save(image, input);
    const bytes = readFileSync(input);
    const source = await open(input);
    const out = join(folder, `out-${how.replaceAll(" ", "-")}`);
    await using engine = threads({ workers: 1 });
    let damaged = false;
    const options = { out, block, engine, retries: 0, backoff: 0.01 };
    const wanted = { "a.zarr": rechunk(source, block) };
    const onEvent = ({ type }: RunEvent): void => {
      if (type !== "task-end" || damaged) return;
      damaged = true;
      damage(input);
    };
    await assert.rejects(runTargets(wanted, { ...options, onEvent }), (error: Error) => error.message.includes(input));
    assert.ok(!existsSync(join(out, "a.zarr", "zarr.json")));
    writeFileSync(input, bytes);
    await runTargets({ "a.zarr": rechunk(await open(input), block) }, options);
    assertSameBits(await compute(await open(join(out, "a.zarr"))), values);
  });
}
