/**
 * Blocks that fail: what is tried again, what is not, and what the error says.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { NdArray } from "#dist/array/nd-array.js";
import type { RunEvent, Wanted } from "#dist/engine/index.js";
import { threads } from "#dist/engine/threads/index.js";
import { FormatError, NotFoundError, TaskError, UnsupportedError } from "#dist/errors.js";
import { openFile } from "#dist/format/registry.js";
import { createZarr } from "#dist/format/zarr/index.js";
import { fromArray, fromSource, type LazyArray } from "#dist/graph/index.js";
import { compute } from "#dist/node/index.js";
import { gaussianFilter, mapBlocks } from "#dist/ops/index.js";
import { MemoryStore } from "#dist/store/memory.js";
import { assertSameBits, randomImage } from "../kernels/random-image.js";
import { remote } from "./functions.js";
import { machine } from "./machine.js";

let folder = "";
before(() => {
  folder = mkdtempSync(join(tmpdir(), "voxmill-failures-"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

let logs = 0;
const newLog = (): string => join(folder, `log-${++logs}`);
const linesOf = (log: string): string[] => readFileSync(log, "utf8").trim().split("\n");

/** Six blocks that fail `times` times each. */
const failing = (values: NdArray, log: string, times: number, more: { readonly how?: string; readonly only?: string } = {}): LazyArray =>
  mapBlocks([fromArray(values, { chunks: [2, 4] })], {
    map: remote("fail"),
    dtype: values.dtype,
    options: { log, times, how: "throw", ...more },
  });
const values = randomImage("uint8", [6, 8], 1);
const block = [2, 4];

describe("a block that fails", () => {
  it("is tried again, and succeeds", async () => {
    const log = newLog();
    const events: RunEvent[] = [];
    const result = await machine().run({ values: { a: failing(values, log, 1) } }, { block, onEvent: (e) => events.push(e) });
    assertSameBits(result.values["a"] as NdArray, values);
    assert.equal(linesOf(log).length, 12, "each block twice");
    assert.equal(result.done, 6);
    const failed = events.flatMap((e) => (e.type === "task-fail" ? [[e.attempt, e.final, e.failure.message]] : []));
    assert.equal(failed.length, 6);
    for (const [attempt, final, message] of failed) {
      assert.deepEqual([attempt, final], [1, false]);
      assert.match(String(message), /failing on purpose/);
    }
    assert.deepEqual(
      events.flatMap((e) => (e.type === "task-end" ? [e.attempt] : [])),
      [2, 2, 2, 2, 2, 2],
    );
  });

  it("ends the run with a TaskError that says where, after the last attempt", async () => {
    for (const [retries, attempts] of [
      [undefined, 3],
      [0, 1],
      [4, 5],
    ] as const) {
      const log = newLog();
      const events: RunEvent[] = [];
      const options = retries === undefined ? { block } : { block, retries };
      await assert.rejects(
        machine().run({ values: { a: failing(values, log, 99, { only: "2,4" }) } }, { ...options, onEvent: (e) => events.push(e) }),
        (error: unknown) => {
          assert.ok(error instanceof TaskError);
          assert.equal(error.attempt, attempts);
          assert.deepEqual(error.block, [3]);
          assert.match(error.message, /failing on purpose at 2,4 \(in block 3 of stage 1 \(module -> store\)\)/);
          assert.match(String((error.cause as Error).stack), /functions\.js/);
          return true;
        },
      );
      assert.equal(linesOf(log).length, attempts);
      const finals = events.flatMap((e) => (e.type === "task-fail" ? [e.final] : []));
      assert.deepEqual(finals, [...new Array<boolean>(attempts - 1).fill(false), true]);
      const end = events.at(-1);
      assert.ok(end?.type === "run-end");
      assert.deepEqual([end.done, end.skipped, end.failed, end.orphaned], [5, 0, 1, 0], "the others are done");
    }
  });

  it("is tried again also when its worker was lost", async () => {
    await using engine = threads({ workers: 2 });
    for (const how of ["exit", "outside", "throw"]) {
      const log = newLog();
      assertSameBits(await compute(failing(values, log, 1, { how }), { engine, block }), values);
      assert.equal(linesOf(log).length, 12);
    }
    const log = newLog();
    await assert.rejects(
      compute(failing(values, log, 99, { how: "exit", only: "0,0" }), { engine, block, retries: 1 }),
      (error: unknown) => {
        assert.ok(error instanceof TaskError);
        assert.match(error.message, /WorkerLost/);
        return true;
      },
    );
    assertSameBits(await compute(failing(values, newLog(), 0), { engine, block }), values);
  });

  it("of a function that is not there, or gives the wrong thing, is not tried again", async () => {
    const image = fromArray(values, { chunks: block });
    const events: RunEvent[] = [];
    const onEvent = (e: RunEvent): void => void events.push(e);
    const missing = mapBlocks([image], { map: { ...remote("copy"), name: "nothing" }, dtype: "uint8" });
    await assert.rejects(machine().run({ values: { missing } }, { block, onEvent }), (error: unknown) => {
      assert.ok(error instanceof NotFoundError);
      assert.match(error.message, /to export a function nothing/);
      return true;
    });
    const wrong = mapBlocks([image], { map: remote("copy"), dtype: "float32" });
    await assert.rejects(machine().run({ values: { wrong } }, { block, onEvent }), /return float32\[2, 4\], found uint8\[2, 4\]/);
    const failed = events.flatMap((e) => (e.type === "task-fail" ? [[e.attempt, e.final]] : []));
    assert.deepEqual(failed, Array(6).fill([1, true]), "three blocks of each, then it is known");
  });
});

describe("a broken input", () => {
  /** A Zarr array of nine chunks, one of which is damaged by `damage`. */
  async function broken(
    damage: (bytes: Uint8Array) => Uint8Array,
    codec: "none" | "zstd",
  ): Promise<{ readonly input: MemoryStore; readonly image: LazyArray }> {
    const input = new MemoryStore();
    const shape = [9, 9];
    const writer = await createZarr(input, "in.zarr", { shape, dtype: "uint16", chunks: [3, 3], codec, axes: ["y", "x"] });
    for (let y = 0; y < 3; y++) for (let x = 0; x < 3; x++) await writer.writeChunk([y, x], randomImage("uint16", [3, 3], y * 3 + x));
    await writer.finish();
    const key = "in.zarr/c/1/2";
    await input.set(key, damage((await input.get(key)) as Uint8Array));
    const [series] = (await openFile({ store: input, key: "in.zarr" })).series;
    return { input, image: fromSource(await (series as { open(): Promise<Parameters<typeof fromSource>[0]> }).open()) };
  }
  const damages: readonly [string, "none" | "zstd", (bytes: Uint8Array) => Uint8Array][] = [
    ["cut short", "none", (bytes) => bytes.subarray(0, 7)],
    ["too long", "none", (bytes) => Uint8Array.from([...bytes, 0])],
    ["cut short", "zstd", (bytes) => bytes.subarray(0, bytes.length - 3)],
    ["no zstd", "zstd", (bytes) => bytes.map((byte) => byte ^ 0x55)],
    ["empty", "zstd", () => new Uint8Array()],
  ];
  for (const [what, codec, damage] of damages) {
    it(`is a FormatError that names the chunk, at once, and everything else is done: ${what} (${codec})`, async () => {
      const { input, image } = await broken(damage, codec);
      const { run, out } = machine(input);
      const good = (await input.get("in.zarr/c/1/1")) as Uint8Array;
      const events: RunEvent[] = [];
      // Reaches one voxel: of nine blocks six read the broken chunk, which is in the middle of the last column.
      const wanted: Wanted = { targets: { "a.zarr": gaussianFilter(image, { sigma: 0.5, truncate: 2 }), "b.zarr": image.slice([0, 3]) } };
      await assert.rejects(run(wanted, { block: [3, 3], onEvent: (e) => events.push(e) }), (error: unknown) => {
        assert.ok(error instanceof FormatError, String(error));
        assert.match(error.message, /in\.zarr\/c\/1\/2/);
        assert.match(error.message, /in block \d of stage \d/);
        assert.match(error.message, /6 blocks failed\. Everything else is done\./);
        return true;
      });
      const fails = events.flatMap((e) => (e.type === "task-fail" ? [[e.block, e.attempt, e.final]] : []));
      assert.deepEqual(
        fails,
        [1, 2, 4, 5, 7, 8].map((block) => [block, 1, true]),
      );
      assert.equal(await out.get("a.zarr/zarr.json"), undefined);
      assert.notEqual(await out.get("b.zarr/zarr.json"), undefined);
      await input.set("in.zarr/c/1/2", good);
      const { done } = await run(wanted, { block: [3, 3] });
      assert.equal(done, 6, "after the repair only the blocks that failed run");
      assert.notEqual(await out.get("a.zarr/zarr.json"), undefined);
    });
  }

  it("does not matter where nobody reads it", async () => {
    const { input, image } = await broken(() => new Uint8Array(), "zstd");
    const { run } = machine(input);
    const { values: found } = await run({ values: { a: image.slice([0, 3]) } });
    assert.equal((found["a"] as NdArray).size, 27);
    await assert.rejects(run({ values: { a: image } }), FormatError);
  });
});

describe("a run", () => {
  it("stops when it is told to, and goes on from there", async () => {
    const { run, out } = machine();
    const image = fromArray(values, { chunks: block });
    const stop = new AbortController();
    let ended = 0;
    const onEvent = (e: RunEvent): void => {
      if (e.type === "task-end" && ++ended === 2) stop.abort();
    };
    const wanted: Wanted = { targets: { "a.zarr": gaussianFilter(image, { sigma: 1 }) } };
    await assert.rejects(run(wanted, { block, onEvent, signal: stop.signal }), { name: "AbortError" });
    assert.equal(await out.get("a.zarr/zarr.json"), undefined);
    const { done, skipped } = await run(wanted, { block });
    assert.deepEqual([done, skipped], [4, 2]);
    await assert.rejects(run(wanted, { block, signal: AbortSignal.abort() }), { name: "AbortError" });
  });

  it("tells what happens, in order", async () => {
    const events: RunEvent[] = [];
    const image = fromArray(values, { chunks: block });
    const smooth = gaussianFilter(image, { sigma: 1 });
    const { run } = machine();
    const part = gaussianFilter(smooth.slice([1, 5]), { sigma: 1 });
    const result = await run({ targets: { "a.zarr": smooth, "b.npy": part } }, { block, onEvent: (e) => events.push(e) });
    const [first] = events;
    assert.deepEqual(first, { type: "run-start", stages: 2, tasks: result.plan.tasks, engine: "serial", workers: 1 });
    const kinds = events.map((e) => e.type);
    assert.ok(kinds.indexOf("target") > kinds.lastIndexOf("stage-end"));
    assert.deepEqual(
      events.flatMap((e) => (e.type === "target" ? [e.name] : [])),
      ["a.zarr", "b.npy"],
    );
    let open: number | undefined;
    let inside = 0;
    for (const event of events) {
      if (event.type === "stage-start") {
        assert.equal(open, undefined);
        open = event.stage;
        inside = 0;
        assert.equal(event.tasks, result.plan.stages[event.stage]?.grid.count);
        assert.equal(event.skipped, 0);
      } else if (event.type === "task-end") {
        assert.equal(event.stage, open);
        assert.ok(event.report.bytesRead > 0);
        inside++;
      } else if (event.type === "stage-end") {
        assert.equal(event.stage, open);
        assert.equal(inside, result.plan.stages[event.stage]?.grid.count);
        open = undefined;
      }
    }
    const end = events.find((e) => e.type === "run-end");
    assert.ok(end?.type === "run-end" && end.done === result.plan.tasks && end.skipped === 0 && end.seconds > 0);
    // Plain objects: they survive JSON.
    assert.deepEqual(JSON.parse(JSON.stringify(events)), events);
  });

  it("refuses a name that no array can have, before anything runs", async () => {
    const image = fromArray(values);
    for (const name of ["a", "a.jpeg", "zarr"]) await assert.rejects(machine().run({ targets: { [name]: image } }), UnsupportedError);
  });

  it("computes nothing when nothing is wanted", async () => {
    const result = await machine().run({});
    assert.deepEqual([result.done, result.plan.tasks, Object.keys(result.values)], [0, 0, []]);
  });
});
