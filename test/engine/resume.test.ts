/**
 * What a second run does again, and what it does not: records, keys, lost and foreign outputs, crashes at every task.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { NdArray } from "#dist/array/nd-array.js";
import type { RunEvent, RunListener, RunResult, Wanted } from "#dist/engine/index.js";
import { openFile } from "#dist/format/registry.js";
import { createZarr } from "#dist/format/zarr/index.js";
import { fromSource, type LazyArray } from "#dist/graph/index.js";
import { label } from "#dist/label/index.js";
import { regionProperties } from "#dist/measure/index.js";
import { ball, erode, expandLabels, gaussianFilter, mapBlocks, threshold } from "#dist/ops/index.js";
import { MemoryStore } from "#dist/store/memory.js";
import { assertSameBits, randomImage } from "../kernels/random-image.js";
import { remote } from "./functions.js";
import { contentsOf, type Machine, machine, readBack } from "./machine.js";

const shape = [12, 16, 16];
const chunks = [4, 8, 8];
const block = [4, 8, 8];

/** An image in a Zarr store of its own, and a machine that knows it. */
async function zarrMachine(seed = 1): Promise<Machine & { readonly input: MemoryStore; open(): Promise<LazyArray> }> {
  const input = new MemoryStore();
  const values = randomImage("uint8", shape, seed);
  const writer = await createZarr(input, "in.zarr", { shape, dtype: "uint8", chunks, codec: "none", axes: ["z", "y", "x"] });
  for (let z = 0; z < 3; z++)
    for (let y = 0; y < 2; y++)
      for (let x = 0; x < 2; x++) await writer.writeChunk([z, y, x], values.view([z * 4, y * 8, x * 8], [z * 4 + 4, y * 8 + 8, x * 8 + 8]));
  await writer.finish();
  const open = async (): Promise<LazyArray> => {
    const [series] = (await openFile({ store: input, key: "in.zarr" })).series;
    return fromSource(await (series as { open(): Promise<Parameters<typeof fromSource>[0]> }).open());
  };
  return { ...machine(input), input, open };
}

/** Smooth, threshold, erode, label, grow, measure: a map, two reduces, a merge. */
function pipeline(image: LazyArray, sigma = 1, distance = 2): Wanted {
  const smooth = gaussianFilter(image, { sigma });
  const mask = threshold(smooth, { above: 127 });
  const cores = label(erode(mask, { footprint: ball(1) }), { connectivity: 1 });
  const grown = expandLabels(cores, { distance, within: mask });
  const shapes = regionProperties(grown, { properties: ["area", "centroid", "intensityMean"], intensity: image });
  return { targets: { "smooth.zarr": smooth, "grown.zarr": grown, "grown.npy": grown, "shapes.csv": shapes } };
}

/** Blocks that were run, by stage. */
function listening(): { readonly events: RunEvent[]; ran(): string[]; onEvent(event: RunEvent): void } {
  const events: RunEvent[] = [];
  return {
    events,
    onEvent: (event) => void events.push(event),
    ran: () => events.flatMap((e) => (e.type === "task-end" ? [`${e.stage}:${e.block}`] : [])),
  };
}

const counts = ({ done, skipped }: RunResult): { readonly done: number; readonly skipped: number } => ({ done, skipped });

describe("a second run", () => {
  it("does nothing when nothing changed, and leaves every byte", async () => {
    const { run, out, open } = await zarrMachine();
    const first = await run(pipeline(await open()), { block });
    assert.deepEqual(counts(first), { done: first.plan.tasks, skipped: 0 });
    const before = await contentsOf(out);
    const second = await run(pipeline(await open()), { block });
    assert.deepEqual(counts(second), { done: 0, skipped: first.plan.tasks });
    assert.deepEqual(await contentsOf(out), before);
  });

  it("runs everything with fresh", async () => {
    const { run, out, open } = await zarrMachine();
    const first = await run(pipeline(await open()), { block });
    const before = await contentsOf(out);
    assert.deepEqual(counts(await run(pipeline(await open()), { block, fresh: true })), { done: first.plan.tasks, skipped: 0 });
    assert.deepEqual(await contentsOf(out), before);
  });

  it("makes a lost chunk again, and only the block that owns it", async () => {
    const { run, out, open } = await zarrMachine();
    await run(pipeline(await open()), { block });
    const before = await contentsOf(out);
    await out.delete("smooth.zarr/c/1/0/1");
    const { onEvent, ran } = listening();
    await run(pipeline(await open()), { block, onEvent });
    const [one, ...others] = ran();
    assert.match(one as string, /:5$/); // block [1, 0, 1] of [3, 2, 2]
    assert.deepEqual(others, []);
    assert.deepEqual(await contentsOf(out), before);
  });

  it("makes lost metadata again without running a block", async () => {
    const { run, out, open } = await zarrMachine();
    await run(pipeline(await open()), { block });
    const before = await contentsOf(out);
    await out.delete("smooth.zarr/zarr.json");
    await out.delete("shapes.csv");
    assert.equal((await run(pipeline(await open()), { block })).done, 0);
    assert.deepEqual(await contentsOf(out), before);
  });

  it("takes up the stages before the one whose parameter changed", async () => {
    const { run, out, open } = await zarrMachine();
    const first = await run(pipeline(await open(), 1, 2), { block });
    const second = await run(pipeline(await open(), 1, 3), { block });
    assert.ok(second.skipped > 0 && second.done > 0, JSON.stringify(counts(second)));
    assert.equal(second.done + second.skipped, first.plan.tasks);
    const clean = await zarrMachine();
    await clean.run(pipeline(await clean.open(), 1, 3), { block });
    assert.deepEqual(await contentsOf(out), await contentsOf(clean.out));
  });

  it("goes back to earlier parameters and leaves their bytes, not those of the run between", async () => {
    const { run, out, open } = await zarrMachine();
    await run(pipeline(await open(), 1), { block });
    const before = await contentsOf(out);
    await run(pipeline(await open(), 2), { block });
    assert.notDeepEqual(await contentsOf(out), before);
    await run(pipeline(await open(), 1), { block });
    assert.deepEqual(await contentsOf(out), before);
  });

  it("gives the same bytes when the blocks changed between two runs", async () => {
    const { run, out, open } = await zarrMachine();
    await run(pipeline(await open()), { block });
    const before = await contentsOf(out);
    for (const other of [[12, 16, 16], [8, 8, 16], block]) {
      await run(pipeline(await open()), { block: other });
      assert.deepEqual(await contentsOf(out), before);
    }
  });

  it("leaves no chunk of an array that was stored there before", async () => {
    const { run, out, open } = await zarrMachine();
    const image = await open();
    await run({ targets: { "a.zarr": gaussianFilter(image, { sigma: 1 }) } }, { block });
    const small = threshold(image, { above: 9 }).slice([0, 3], [0, 3], [0, 3]);
    await run({ targets: { "a.zarr": small } }, { block });
    const keys = [...(await contentsOf(out, "a.zarr/")).keys()];
    assert.deepEqual(keys, ["a.zarr/c/0/0/0", "a.zarr/zarr.json"]);
  });

  it("does not trust a torn line of the journal, nor one with a flipped bit", async () => {
    const { run, out, scratch, open } = await zarrMachine();
    await run(pipeline(await open()), { block });
    const before = await contentsOf(out);
    const journals = [...(await contentsOf(scratch)).keys()].filter((key) => key.endsWith("/journal"));
    const torn = journals[1] as string;
    const bytes = (await scratch.get(torn)) as Uint8Array;
    const lines = bytes.filter((byte) => byte === 0x0a).length - 1;
    assert.ok(lines > 3);
    const damages: readonly (readonly [damaged: Uint8Array, again: number])[] = [
      [bytes.slice(0, bytes.length - 5), 1],
      [bytes.slice(0, bytes.length - 1), 1],
      [new Uint8Array(), lines],
      [bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte)), 1],
      [new TextEncoder().encode("null\n{}\n\n\0"), lines],
    ];
    for (const [damaged, again] of damages) {
      await scratch.set(torn, damaged);
      const { onEvent, ran } = listening();
      await run(pipeline(await open()), { block, onEvent });
      assert.equal(ran().length, again);
      assert.deepEqual(await contentsOf(out), before);
      assert.equal((await run(pipeline(await open()), { block })).done, 0, "a line after a torn one counts");
    }
  });

  it("makes a chunk again that is shorter than it was", async () => {
    const { run, out, open } = await zarrMachine();
    await run(pipeline(await open()), { block });
    const before = await contentsOf(out);
    const key = "smooth.zarr/c/1/0/1";
    const bytes = (await out.get(key)) as Uint8Array;
    for (const damaged of [bytes.slice(0, bytes.length - 1), new Uint8Array(), Uint8Array.from([...bytes, 0])]) {
      await out.set(key, damaged);
      const { onEvent, ran } = listening();
      await run(pipeline(await open()), { block, onEvent });
      assert.equal(ran().length, 1);
      assert.deepEqual(await contentsOf(out), before);
    }
  });

  it("makes a chunk again in which a bit is another, where it is asked to verify", async () => {
    const { run, out, open } = await zarrMachine();
    await run(pipeline(await open()), { block });
    const before = await contentsOf(out);
    const key = "smooth.zarr/c/1/0/1";
    const bytes = (await out.get(key)) as Uint8Array;
    await out.set(
      key,
      bytes.map((byte, at) => (at === 99 ? byte ^ 4 : byte)),
    );
    assert.equal((await run(pipeline(await open()), { block, verify: true })).done, 1);
    assert.deepEqual(await contentsOf(out), before);
    assert.equal((await run(pipeline(await open()), { block, verify: true })).done, 0);
  });

  it("refuses what stages left for others when a bit of it is another or a byte is missing", async () => {
    const { run, scratch, out, open } = await zarrMachine();
    await run(pipeline(await open()), { block });
    const before = await contentsOf(out);
    const left = [...(await contentsOf(scratch)).keys()].filter((key) => /partial-|spill-/.test(key));
    assert.ok(left.length > 10);
    for (const key of left.filter((_, n) => n % 7 === 0)) {
      const bytes = (await scratch.get(key)) as Uint8Array;
      for (const damaged of [bytes.slice(0, -1), bytes.map((byte, at) => (at === bytes.length >> 1 ? byte ^ 1 : byte))]) {
        await scratch.set(key, damaged);
        // What is not read again (a mask behind stages that are done) need not be refused; what is wrong must not come of it.
        await out.delete("grown.zarr/c/0/0/0");
        await run(pipeline(await open()), { block }).catch((error: unknown) => {
          assert.match(String(error), /FormatError: .*--fresh/);
          assert.ok(String(error).includes(key) || /found|Expected/.test(String(error)));
        });
        await scratch.set(key, bytes);
        await run(pipeline(await open()), { block });
        assert.deepEqual(await contentsOf(out), before, key);
      }
    }
  });

  it("runs the blocks that read a changed chunk, and no others", async () => {
    const { run, out, input, open } = await zarrMachine();
    const wanted = async (): Promise<Wanted> => {
      const image = await open();
      const plain = threshold(image, { above: 99 });
      const wide = gaussianFilter(image, { sigma: { z: 0.5, y: 0, x: 0 }, truncate: 2 }); // reaches one layer
      return { targets: { "plain.zarr": plain, "wide.zarr": wide } };
    };
    // Apart: together they are one stage, and share the halo.
    for (const [name, expected] of [
      ["plain.zarr", ["0:4"]],
      ["wide.zarr", ["0:0", "0:4", "0:8"]],
    ] as const) {
      const only = async (): Promise<Wanted> => ({
        targets: { [name]: ((await wanted()).targets as { [n: string]: LazyArray })[name] as LazyArray },
      });
      await run(await only(), { block });
      const key = "in.zarr/c/1/0/0";
      const bytes = (await input.get(key)) as Uint8Array;
      bytes[77] = (bytes[77] as number) ^ 0xff;
      await input.set(key, bytes);
      const { onEvent, ran } = listening();
      await run(await only(), { block, onEvent });
      assert.deepEqual(ran(), expected, name);
      const clean = machine(input);
      await clean.run(await only(), { block });
      assertSameBits(await readBack(out, name), await readBack(clean.out, name));
    }
  });

  it("runs blocks anew when the user's code changed", async () => {
    const { run, open } = await zarrMachine();
    const wanted = async (code: string): Promise<Wanted> => ({
      targets: { "a.zarr": mapBlocks([await open()], { map: remote("copy", code), dtype: "uint8" }) },
    });
    assert.equal((await run(await wanted("1"), { block })).done, 12);
    assert.equal((await run(await wanted("1"), { block })).done, 0);
    assert.equal((await run(await wanted("2"), { block })).done, 12);
  });

  it("reads an input that changed between two runs of one engine", async () => {
    const { run, input } = await zarrMachine();
    const openNpy = async (): Promise<LazyArray> => {
      const [series] = (await openFile({ store: input, key: "a.npy" })).series;
      return fromSource(await (series as { open(): Promise<Parameters<typeof fromSource>[0]> }).open());
    };
    const { encodeNpy } = await import("#dist/format/npy/index.js");
    for (const values of [randomImage("uint8", [4, 5, 6], 1), randomImage("uint8", [4, 5, 6], 2), randomImage("uint16", [6, 5, 7], 3)]) {
      await input.set("a.npy", await encodeNpy(values));
      const result = await run({
        values: { a: await openNpy(), b: mapBlocks([await openNpy()], { map: remote("copy"), dtype: values.dtype }) },
      });
      assertSameBits(result.values["a"] as NdArray, values);
      assertSameBits(result.values["b"] as NdArray, values);
    }
  });
});

/** A listener that ends the run after a number of blocks. */
function dying(answers: number): RunListener {
  let left = answers;
  return ({ type }) => {
    if (type === "task-end" && left-- <= 0) throw new Error("the power went out");
  };
}

describe("a crash", () => {
  it("after any task costs no more than the tasks in flight, and the bytes are the same", async () => {
    const clean = await zarrMachine();
    const { plan } = await clean.run(pipeline(await clean.open()), { block });
    const expected = await contentsOf(clean.out);
    for (let n = 0; n < plan.tasks; n += n < 3 ? 1 : 5) {
      const { run, out, open } = await zarrMachine();
      await assert.rejects(run(pipeline(await open()), { block, onEvent: dying(n) }), /power went out/);
      const { done, skipped } = await run(pipeline(await open()), { block });
      assert.equal(done + skipped, plan.tasks);
      assert.ok(skipped >= n, `after ${n} of ${plan.tasks} tasks ${skipped} were skipped`);
      assert.deepEqual(await contentsOf(out), expected, `after ${n} tasks`);
    }
  });

  it("again and again still ends with the same bytes", async () => {
    const clean = await zarrMachine();
    const { plan } = await clean.run(pipeline(await clean.open()), { block });
    const { run, out, open } = await zarrMachine();
    let crashes = 0;
    for (;;) {
      try {
        await run(pipeline(await open()), { block, onEvent: dying(4) });
        break;
      } catch (error) {
        assert.match(String(error), /power went out/);
        assert.ok(++crashes <= plan.tasks / 4 + 1, "each attempt gets on");
      }
    }
    assert.ok(crashes > 3);
    assert.deepEqual(await contentsOf(out), await contentsOf(clean.out));
  });

  it("leaves no array that can be opened half done", async () => {
    const { run, out, open } = await zarrMachine();
    await run(pipeline(await open(), 1), { block });
    await assert.rejects(run(pipeline(await open(), 2), { block, onEvent: dying(1) }), /power/);
    assert.equal(await out.get("smooth.zarr/zarr.json"), undefined);
  });
});
