/** Sharded output: the same bytes however it is cut, and whole shards only after a crash. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PerAxis } from "#dist/geometry/axes.js";
import { fromArray, type Target } from "#dist/graph/index.js";
import { gaussianFilter, threshold } from "#dist/ops/index.js";
import { assertSameBits, randomImage } from "../kernels/random-image.js";
import { contentsOf, machine, plenty, readBack, reopen } from "./machine.js";

const shape = [20, 30, 33];
const values = randomImage("uint16", shape, 5);
const image = fromArray(values, { chunks: [4, 8, 8] });
const sharded = (shards: PerAxis = [8, 16, 32]): Target => ({ kind: "stored", array: gaussianFilter(image, { sigma: 1 }), shards });

describe("sharded output", () => {
  it("holds the same voxels as without shards, in one file a shard", async () => {
    const { run, out } = machine();
    await run({ targets: { "plain.zarr": gaussianFilter(image, { sigma: 1 }), "sharded.zarr": sharded() } });
    assertSameBits(await readBack(out, "sharded.zarr"), await readBack(out, "plain.zarr"));
    const { info } = await reopen(out, "sharded.zarr");
    assert.deepEqual(
      [info.chunks, info.shards],
      [
        [4, 8, 8],
        [8, 16, 32],
      ],
    );
    const keys = [...(await contentsOf(out, "sharded.zarr/c/")).keys()];
    assert.equal(keys.length, 3 * 2 * 2);
  });

  it("has the same bytes for any blocks", async () => {
    let first: Map<string, string> | undefined;
    for (const block of [undefined, [1, 1, 1], [8, 16, 32], [16, 16, 32], [20, 30, 33], [9, 17, 40]]) {
      const { run, out } = machine();
      const { plan } = await run({ targets: { "a.zarr": sharded() } }, { block });
      const [stage] = plan.stages;
      for (const [axis, n] of (stage?.spec.block ?? []).entries())
        assert.ok(n % ([8, 16, 32][axis] as number) === 0 || n === shape[axis], `a block of ${stage?.spec.block} cuts shards`);
      first ??= await contentsOf(out);
      assert.deepEqual(await contentsOf(out), first, String(block));
    }
  });

  it("is cut to the array, also for images of four axes and slices", async () => {
    const { run, out } = machine();
    const four = randomImage("uint8", [2, 5, 9, 10], 3);
    const array = fromArray(four, { chunks: [1, 2, 4, 4] });
    const plane = array.slice(1, 2);
    await run({
      targets: {
        "a.zarr": { kind: "stored", array, shards: [1, 100, 8, 1000] },
        "b.zarr": { kind: "stored", array: threshold(plane, { above: 99 }), shards: { x: 8 } },
      },
    });
    assert.deepEqual((await reopen(out, "a.zarr")).info.shards, [1, 6, 8, 12]);
    assert.deepEqual((await reopen(out, "b.zarr")).info.shards, [4, 8]);
    assertSameBits(await readBack(out, "a.zarr"), four);
    const { run: again, out: plain } = machine();
    await again({ targets: { "b.zarr": threshold(plane, { above: 99 }) } });
    assertSameBits(await readBack(out, "b.zarr"), await readBack(plain, "b.zarr"));
  });

  it("makes a lost shard again, and only the block that owns it", async () => {
    const { run, out } = machine();
    const wanted = { targets: { "a.zarr": sharded() } };
    const block = [8, 16, 32];
    const { done } = await run(wanted, { block });
    assert.equal(done, 12);
    const before = await contentsOf(out);
    await out.delete("a.zarr/c/1/0/1");
    const again = await run(wanted, { block });
    assert.deepEqual([again.done, again.skipped], [1, 11]);
    assert.deepEqual(await contentsOf(out), before);
  });

  it("leaves whole shards when it is stopped, and goes on after them", async () => {
    const { run, out } = machine();
    const clean = machine();
    const wanted = { targets: { "a.zarr": sharded() } };
    const block = [8, 16, 32];
    await clean.run(wanted, { block });
    const whole = await contentsOf(clean.out);
    const stop = new AbortController();
    let ended = 0;
    const stopped = run(wanted, {
      block,
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === "task-end" && ++ended === 5) stop.abort(new Error("stopped"));
      },
    });
    await assert.rejects(stopped, /stopped/);
    const left = await contentsOf(out);
    assert.ok(!left.has("a.zarr/zarr.json"));
    for (const [key, hash] of left) assert.equal(hash, whole.get(key), key);
    const resumed = await run(wanted, { block });
    assert.equal(resumed.skipped, ended);
    assert.deepEqual(await contentsOf(out), whole);
  });

  it("counts the shards that wait in the memory of a task", async () => {
    const { run } = machine();
    const bytes = async (shards: PerAxis | undefined): Promise<number> => {
      const target: Target = { kind: "stored", array: gaussianFilter(image, { sigma: 1 }), shards };
      return (await run({ targets: { "a.zarr": target } }, { block: [20, 30, 33], memory: plenty })).plan.stages[0]?.taskBytes ?? 0;
    };
    const [plain, with20] = [await bytes(undefined), await bytes([20, 32, 40])];
    assert.ok(with20 >= plain + 20 * 30 * 33 * 4 + 20 * 32 * 40 * 4, `${plain} without, ${with20} with shards`);
  });

  it("refuses shards that do not fit the chunks or the file", async () => {
    const { run } = machine();
    await assert.rejects(run({ targets: { "a.zarr": sharded([6, 16, 32]) } }), {
      tag: "GeometryError",
      message: /multiple of the chunks \(4\), found 6/,
    });
    await assert.rejects(run({ targets: { "a.zarr": sharded([0, 16, 32]) } }), { tag: "GeometryError" });
    await assert.rejects(run({ targets: { "a.tif": sharded() } }), { tag: "UnsupportedError", message: /\.zarr/ });
  });
});
