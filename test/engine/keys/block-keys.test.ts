/**
 * Keys of blocks: the same for the same work, new for everything that could change a bit.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { planFor } from "#dist/engine/index.js";
import { BlockKeys, Inputs, stageContent } from "#dist/engine/keys/index.js";
import { encodeNpy } from "#dist/format/npy/index.js";
import type { LazyArray } from "#dist/graph/index.js";
import { kernelByName } from "#dist/kernels/registry.js";
import { machineStores, open } from "#dist/node/index.js";
import { gaussianFilter, mapBlocks, rechunk, threshold } from "#dist/ops/index.js";
import { FileStore } from "#dist/store/file/index.js";
import { MemoryStore } from "#dist/store/memory.js";
import { randomImage } from "../../kernels/random-image.js";
import { remote } from "../functions.js";

let folder = "";
let path = "";
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "voxmill-keys-"));
  path = join(folder, "in.npy");
  writeFileSync(path, await encodeNpy(randomImage("uint8", [8, 8, 8], 1)));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** The keys of all blocks of a one-stage plan. */
async function keysOf(
  array: LazyArray,
  more: { readonly block?: readonly number[]; readonly name?: string; readonly change?: object } = {},
): Promise<string[]> {
  const { block = [4, 4, 8], name = "a.zarr", change = {} } = more;
  const plan = planFor({ targets: { [name]: array } }, { workers: 1, memory: 1e9, block, out: new FileStore(folder) });
  assert.equal(plan.stages.length, 1);
  const [{ spec, grid }] = plan.stages as unknown as [(typeof plan.stages)[number]];
  const changed = { ...spec, ...change };
  const inputs = new Inputs(new MemoryStore(), machineStores());
  const keys = await BlockKeys.open(changed, stageContent(changed, []), [], inputs);
  const all = Array.from({ length: grid.count }, (_, n) => keys.of(n) as string);
  await inputs.close();
  return all;
}
const smooth = async (sigma = 1): Promise<LazyArray> => rechunk(gaussianFilter(await open(path), { sigma }), [4, 4, 8]);

describe("keys of blocks", () => {
  it("all differ", async () => {
    const keys = await keysOf(await smooth());
    assert.equal(new Set(keys).size, keys.length);
  });
  it("stay when nothing changes, nor does anything that changes no bit", async () => {
    const keys = await keysOf(await smooth());
    assert.deepEqual(await keysOf(await smooth()), keys);
    assert.deepEqual(await keysOf(await smooth(), { change: { number: 7, title: "another", batch: 3 } }), keys);
  });
  it("change with what is computed, how it is cut and where it goes", async () => {
    const keys = await keysOf(await smooth());
    const others = [
      await keysOf(await smooth(1.01)),
      await keysOf(rechunk(gaussianFilter(await open(path), { sigma: 1, boundary: "nearest" }), [4, 4, 8])),
      await keysOf(threshold(await smooth(), { above: 3 })),
      await keysOf((await smooth()).slice([0, 7])),
      await keysOf(await smooth(), { block: [8, 4, 8] }),
      await keysOf(await smooth(), { name: "b.zarr" }),
    ];
    for (const other of others) for (const key of other) assert.ok(!keys.includes(key));
  });
  it("change with the version of a kernel, and only for stages that use it", async () => {
    const gaussian = kernelByName("gaussian");
    const [keys, others] = [await keysOf(await smooth()), await keysOf(threshold(await open(path), { above: 1 }))];
    const { version } = gaussian;
    try {
      (gaussian as { version: number }).version = version + 1;
      for (const key of await keysOf(await smooth())) assert.ok(!keys.includes(key));
      assert.deepEqual(await keysOf(threshold(await open(path), { above: 1 })), others);
    } finally {
      (gaussian as { version: number }).version = version;
    }
    assert.deepEqual(await keysOf(await smooth()), keys);
  });
  it("change with the code of a block function", async () => {
    const mapped = async (code: string): Promise<string[]> =>
      keysOf(mapBlocks([await open(path)], { map: remote("copy", code), dtype: "uint8" }));
    const keys = await mapped("1");
    assert.deepEqual(await mapped("1"), keys);
    for (const key of await mapped("2")) assert.ok(!keys.includes(key));
  });
  it("change when the file of an input was written again", async () => {
    const keys = await keysOf(await smooth());
    const { atime, mtime } = statSync(path);
    utimesSync(path, atime, new Date(mtime.getTime() + 1));
    const touched = await keysOf(await smooth());
    for (const key of touched) assert.ok(!keys.includes(key));
    utimesSync(path, atime, mtime);
  });
});
