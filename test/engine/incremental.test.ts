/**
 * What a change costs: the blocks that receive other values, and no others; and that it never costs exactness, whatever happened
 * before: parameters to and fro, inputs that change and change back, crashes, outputs and records that are damaged.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RunEvent, RunListener, Wanted } from "#dist/engine/index.js";
import { openFile } from "#dist/format/registry.js";
import { createZarr } from "#dist/format/zarr/index.js";
import { fromSource, type LazyArray } from "#dist/graph/index.js";
import { label } from "#dist/label/index.js";
import { regionProperties } from "#dist/measure/index.js";
import { ball, erode, expandLabels, gaussianFilter, project, threshold } from "#dist/ops/index.js";
import { Random } from "#dist/random/index.js";
import { MemoryStore } from "#dist/store/memory.js";
import { contentsOf, type Machine, type MachineRunOptions, machine } from "./machine.js";

const shape = [12, 16, 16];
const chunk = [4, 8, 8];
const block = [4, 8, 8];
const chunksAlong = [3, 2, 2];

/** Bright balls on black, so that thresholds between give the same mask: the values are 0 and 200. */
function image(): Uint8Array {
  const values = new Uint8Array(12 * 16 * 16);
  for (const [z, y, x, r] of [
    [2, 4, 4, 2],
    [2, 11, 5, 3],
    [7, 7, 7, 3],
    [9, 12, 12, 2],
    [10, 3, 12, 2],
  ] as const)
    for (let i = 0; i < values.length; i++) {
      const [dz, dy, dx] = [Math.floor(i / 256) - z, (Math.floor(i / 16) % 16) - y, (i % 16) - x];
      if (dz * dz + dy * dy + dx * dx <= r * r) values[i] = 200;
    }
  return values;
}

interface Bench extends Machine {
  readonly input: MemoryStore;
  open(): Promise<LazyArray>;
  /** Runs and says which blocks ran, as `stage:block`, and why. */
  see(wanted: Wanted, options?: MachineRunOptions): Promise<{ readonly ran: string[]; readonly because: (readonly string[])[] }>;
}

async function bench(input = new MemoryStore()): Promise<Bench> {
  if ((await input.size("in.zarr/zarr.json")) === undefined) {
    const values = image();
    const writer = await createZarr(input, "in.zarr", { shape, dtype: "uint8", chunks: chunk, codec: "none", axes: ["z", "y", "x"] });
    const { NdArray } = await import("#dist/array/nd-array.js");
    const whole = new NdArray("uint8", values, shape);
    for (let z = 0; z < 3; z++)
      for (let y = 0; y < 2; y++)
        for (let x = 0; x < 2; x++)
          await writer.writeChunk([z, y, x], whole.view([z * 4, y * 8, x * 8], [z * 4 + 4, y * 8 + 8, x * 8 + 8]));
    await writer.finish();
  }
  const made = machine(input);
  return {
    ...made,
    input,
    open: async () => {
      const [series] = (await openFile({ store: input, key: "in.zarr" })).series;
      return fromSource(await (series as { open(): Promise<Parameters<typeof fromSource>[0]> }).open());
    },
    see: async (wanted, options) => {
      const ran: string[] = [];
      const because: (readonly string[])[] = [];
      const onEvent = (event: RunEvent): void => {
        if (event.type === "task-end") ran.push(`${event.stage}:${event.block}`);
        if (event.type === "stage-start") because.push(event.because);
      };
      await made.run(wanted, { block, onEvent, ...options });
      return { ran, because };
    },
  };
}

/** Threshold, label; grown labels and their table read nothing but the labels. */
function labels(image: LazyArray, above = 100, distance = 2): Wanted {
  const cores = label(threshold(image, { above }), { connectivity: 1 });
  const grown = expandLabels(cores, { distance });
  return { targets: { "grown.zarr": grown, "shapes.csv": regionProperties(grown, { properties: ["area", "centroid"] }) } };
}

/** Flips voxels of one chunk of the input. */
async function change(input: MemoryStore, index: readonly number[], at: number, bits: number): Promise<void> {
  const key = `in.zarr/c/${index.join("/")}`;
  const bytes = (await input.get(key)) as Uint8Array;
  bytes[at] = (bytes[at] as number) ^ bits;
  await input.set(key, bytes);
}

const stagesOf = (ran: readonly string[]): number[] => [...new Set(ran.map((one) => Number(one.split(":")[0])))];

describe("a change", () => {
  it("of a parameter that changes no value ends at once", async () => {
    const { see, open, out } = await bench();
    await see(labels(await open(), 100));
    const before = await contentsOf(out);
    const { ran, because } = await see(labels(await open(), 120));
    assert.deepEqual(stagesOf(ran), [0]);
    assert.equal(ran.length, 12);
    assert.match(String(because[0]), /of threshold changed .*100.*120/);
    assert.deepEqual(because[1], []);
    assert.deepEqual(await contentsOf(out), before);
  });

  it("of a parameter downstream leaves what is before it", async () => {
    const { see, open } = await bench();
    await see(labels(await open(), 100, 2));
    const { ran, because } = await see(labels(await open(), 100, 3));
    assert.deepEqual(stagesOf(ran), [1]);
    assert.deepEqual(because[0], []);
    assert.match(String(because[1]), /of expandLabels changed .*2.*3|distance/);
  });

  it("of a chunk runs the blocks that read it, and those whose labels changed", async () => {
    const { see, open, out, input } = await bench();
    await see(labels(await open()));
    await change(input, [2, 1, 1], 0, 5); // background that stays background
    const quiet = await see(labels(await open()));
    assert.deepEqual(quiet.ran, ["0:11"]);
    assert.match(String(quiet.because[0]), /input chunk c\/2\/1\/1 of in\.zarr changed/);
    await change(input, [2, 1, 1], 4 * 64 - 1, 200); // a new object, the last one: all numbers before it stay
    const { ran, because } = await see(labels(await open()));
    assert.deepEqual(
      ran.filter((one) => one.startsWith("0:")),
      ["0:11"],
    );
    const later = ran.filter((one) => one.startsWith("1:"));
    assert.ok(later.includes("1:11") && later.length < 12, String(later));
    assert.match(String(because[1]), /it reads what stage 1 changed/);
    const clean = await bench(input);
    await clean.see(labels(await clean.open()));
    assert.deepEqual(await contentsOf(out), await contentsOf(clean.out));
  });

  it("of labels reaches every block whose numbers move", async () => {
    const { see, open, input, out } = await bench();
    await see(labels(await open()));
    await change(input, [0, 0, 0], 0, 200); // a new first object: all others are numbered anew
    const { ran } = await see(labels(await open()));
    assert.deepEqual(
      ran.filter((one) => one.startsWith("0:")),
      ["0:0"],
    );
    assert.ok(ran.filter((one) => one.startsWith("1:")).length > 6, String(ran));
    const clean = await bench(input);
    await clean.see(labels(await clean.open()));
    assert.deepEqual(await contentsOf(out), await contentsOf(clean.out));
  });

  it("of a chunk reaches what reads a projection only where the projection changed", async () => {
    const wanted = (source: LazyArray): Wanted => ({
      targets: { "top.zarr": gaussianFilter(project(source, { axis: "z", method: "max" }), { sigma: 0.3 }) },
    });
    const { see, open, input } = await bench();
    await see(wanted(await open()));
    await change(input, [0, 1, 1], 63, 200); // lies under a brighter voxel nowhere: y 15, x 15
    const { ran } = await see(wanted(await open()));
    assert.deepEqual(
      ran.filter((one) => one.startsWith("0:")),
      ["0:3"],
    );
    assert.ok(
      ran.some((one) => one.startsWith("1:")),
      String(ran),
    );
    await change(input, [1, 1, 1], 63, 100); // darker than what is there now
    assert.deepEqual(stagesOf((await see(wanted(await open()))).ran), [0]);
  });

  it("of the values behind an unchanged name is seen by verify, and a touched file that holds the same is not run again", async () => {
    const words = new Map<string, string>();
    // A store whose word does not follow the values: a file system that keeps times.
    class Frozen extends MemoryStore {
      override async identify(key: string): Promise<string | undefined> {
        return words.get(key) ?? (await this.size(key))?.toString();
      }
    }
    const { see, open, input, out } = await bench(new Frozen());
    const made = machine(input);
    const run = async (verify: boolean): Promise<number> => (await made.run(labels(await open()), { block, verify })).done;
    assert.ok((await run(false)) > 0);
    assert.equal(await run(true), 0, "the first look takes the values as those that were read");
    await change(input, [0, 1, 0], 9, 200);
    assert.equal(await run(false), 0, "size and time are the same");
    assert.ok((await run(true)) > 0);
    assert.equal(await run(false), 0);
    words.set("in.zarr/c/0/1/0", "touched");
    assert.equal(await run(true), 0, "another time, the same values");
    assert.equal(await run(false), 0);
    await see(labels(await open()));
    assert.deepEqual(await contentsOf(made.out), await contentsOf(out));
  });
});

describe("an output", () => {
  it("that was changed, keeping its length, is made again; one that was only copied is not", async () => {
    const { see, open, out } = await bench();
    await see(labels(await open()));
    const before = await contentsOf(out);
    const key = "grown.zarr/c/1/1/0";
    const bytes = (await out.get(key)) as Uint8Array;
    await out.set(key, bytes);
    assert.deepEqual((await see(labels(await open()))).ran, []);
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) ^ 1;
    await out.set(key, bytes);
    const { ran, because } = await see(labels(await open()));
    assert.deepEqual(ran, ["1:6"]);
    assert.deepEqual(because[1], ["output of 1 block is not what was stored"]);
    assert.deepEqual(await contentsOf(out), before);
  });

  it("that is missing is made again, and its reason said; so are intermediate values", async () => {
    const { see, open, out, scratch } = await bench();
    await see(labels(await open()));
    const before = await contentsOf(out);
    await out.delete("grown.zarr/c/0/0/0");
    assert.deepEqual((await see(labels(await open()))).because[1], ["output missing of 1 block"]);
    const spills = [...(await contentsOf(scratch)).keys()].filter((key) => /\/3\/(partial|spill)-/.test(key));
    assert.ok(spills.length > 1);
    for (const spill of spills) {
      const bytes = (await scratch.get(spill)) as Uint8Array;
      await scratch.set(spill, bytes.slice(0, bytes.length - 1));
      const { ran } = await see(labels(await open()));
      // Where nothing was there to cut off, nothing is damaged; what combining left is combined again.
      assert.equal(ran.length, bytes.length === 0 || /-(map|labels)$/.test(spill) ? 0 : 1, spill);
      assert.deepEqual(await scratch.get(spill), bytes);
      assert.deepEqual(await contentsOf(out), before);
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

/** What a kill may cost beside: the last record of a journal, whose block has written what it had to write. */
async function loseLastRecord(scratch: MemoryStore): Promise<void> {
  for await (const key of scratch.list("stages/")) {
    if (!key.endsWith("/journal")) continue;
    const lines = new TextDecoder()
      .decode(await scratch.get(key))
      .split("\n")
      .slice(0, -1);
    if (lines.at(-1)?.includes('"values"') === true) await scratch.set(key, new TextEncoder().encode(`${lines.slice(0, -1).join("\n")}\n`));
  }
}

describe("whatever happened before", () => {
  it("a record does not speak of what a killed run has overwritten since, even where it is as long", async () => {
    const { see, run, open, input, out, scratch } = await bench();
    await change(input, [2, 1, 1], 201, 200);
    await see(labels(await open()));
    const before = await contentsOf(out);
    const move = async (): Promise<void> => {
      await change(input, [2, 1, 1], 201, 200);
      await change(input, [2, 1, 1], 203, 200); // one voxel alone, in the same row
    };
    await move();
    await assert.rejects(run(labels(await open()), { block, onEvent: dying(0) }), /power went out/);
    await loseLastRecord(scratch);
    await move();
    // Of the second stage the last record is lost, too.
    assert.deepEqual((await see(labels(await open()))).ran, ["0:11", "1:11"]);
    assert.deepEqual(await contentsOf(out), before);
  });

  /** Two outputs over a mask that is kept, a merge, a table, a projection. */
  const everything = (image: LazyArray, above: number, distance: number): Wanted => {
    const mask = threshold(gaussianFilter(image, { sigma: 0.5 }), { above });
    const grown = expandLabels(label(erode(mask, { footprint: ball(1) }), { connectivity: 1 }), { distance, within: mask });
    const top = project(image, { axis: "z", method: "max" });
    return { targets: { "grown.zarr": grown, "shapes.csv": regionProperties(grown, { properties: ["area"] }), "top.npy": top } };
  };

  for (const seed of [1, 2, 3, 4]) {
    it(`bytes are those of an undisturbed run (seed ${seed})`, async () => {
      const random = new Random(seed);
      const pick = <T>(values: readonly T[]): T => values[random.integer(0, values.length - 1)] as T;
      const { run, open, input, out, scratch } = await bench();
      let [above, distance] = [60, 2];
      const steps: string[] = [];
      for (let step = 0; step < 12; step++) {
        const what = pick(["above", "distance", "chunk", "crash", "crash", "output", "record"]);
        steps.push(what);
        if (what === "above") above = pick([60, 61, 150]);
        else if (what === "distance") distance = pick([1, 2]);
        else if (what === "chunk")
          await change(
            input,
            chunksAlong.map((n) => random.integer(0, n - 1)),
            pick([0, 255]),
            200,
          );
        else if (what === "output" || what === "record") {
          const store = what === "output" ? out : scratch;
          const keys = [...(await contentsOf(store)).keys()].filter((key) => what === "output" || key.endsWith("journal"));
          const key = keys.length === 0 ? undefined : pick(keys);
          const bytes = key === undefined ? undefined : await store.get(key);
          if (key === undefined || bytes === undefined || bytes.length === 0) continue;
          const at = random.integer(0, bytes.length - 1);
          bytes[at] = (bytes[at] as number) ^ 4;
          await store.set(key, bytes);
        }
        const onEvent = what === "crash" ? dying(random.integer(0, 40)) : undefined;
        try {
          // A change that is never seen whole: the parameters move while runs die.
          await run(everything(await open(), what === "crash" ? pick([60, 61, 150]) : above, distance), { block, onEvent });
        } catch (error) {
          assert.match(String(error), /power went out/);
          await loseLastRecord(scratch);
          continue;
        }
        if (what === "crash") continue;
        const clean = await bench(input);
        await clean.run(everything(await clean.open(), above, distance), { block });
        assert.deepEqual(await contentsOf(out), await contentsOf(clean.out), steps.join(", "));
      }
    });
  }
});
