/**
 * What every engine must do, run by each of them.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { NdArray } from "#dist/array/nd-array.js";
import {
  type Crew,
  type Engine,
  type MemoryResource,
  planFor,
  requestLine,
  type TaskAnswer,
  type TaskFailure,
} from "#dist/engine/index.js";
import type { RunnableStage } from "#dist/engine/protocol.js";
import type { Json } from "#dist/format/source.js";
import { fromArray } from "#dist/graph/index.js";
import { compute } from "#dist/node/index.js";
import { gaussianFilter, mapBlocks, rechunk, threshold } from "#dist/ops/index.js";
import { FileStore } from "#dist/store/file/index.js";
import { remote } from "../engine/functions.js";
import { assertSameBits, randomImage } from "../kernels/random-image.js";

export interface EngineCase {
  readonly name: string;
  readonly workers: number;
  create(): Engine;
  /** True when a task that ends its worker does not end this process. */
  readonly survives: boolean;
}

const blocks = 12;

/** Lines with what they refer to in memory. */
interface Work {
  readonly lines: Iterable<string>;
  readonly resources: readonly MemoryResource[];
}

/** Runs lines, one at a time on each worker; the loss of a worker is the failure of its line. */
async function runLines(engine: Engine, { lines, resources }: Work, onAnswer: (answer: TaskAnswer, crew: Crew) => void = () => {}) {
  const answers: TaskAnswer[] = [];
  const rest = lines[Symbol.iterator]();
  const open = new Map<number, string>();
  let finish = (): void => {};
  let fail = (_error: unknown): void => {};
  const finished = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  const take = (worker: number, answer: TaskAnswer): void => {
    try {
      assert.ok(worker >= 0 && worker < engine.workers, `worker ${worker} of ${engine.workers}`);
      answers.push(answer);
      open.delete(worker);
      onAnswer(answer, crew);
      give(worker);
    } catch (error) {
      fail(error);
    }
  };
  const give = (worker: number): void => {
    const next = rest.next();
    if (next.done !== true) {
      open.set(worker, next.value.slice(0, Math.max(0, next.value.indexOf("\t"))));
      crew.send(worker, [next.value]);
    } else if (open.size === 0) finish();
  };
  const crew = await engine.hire(resources, {
    answer: take,
    lost: (worker, failure: TaskFailure) => {
      const id = open.get(worker);
      if (id !== undefined) take(worker, { id, ok: false, failure });
    },
  });
  try {
    for (let worker = 0; worker < engine.workers; worker++) give(worker);
    await finished;
  } finally {
    await crew.release();
  }
  return answers;
}

/** Registers the tests of an engine. */
export function engineContract({ name, workers, create, survives }: EngineCase): void {
  describe(`engine contract: ${name}`, { timeout: 120_000 }, () => {
    let folder = "";
    let engine: Engine;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), "voxmill-engine-"));
      engine = create();
    });
    after(async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    });

    let works = 0;
    /** One stage of twelve blocks: a block function on an array of one voxel a block, from memory to a file a block. */
    async function work(
      map: "copy" | "fail" | "wait",
      options: Json = null,
      lines?: (line: (block: number, id?: string) => string) => Iterable<string>,
    ) {
      const number = ++works;
      const values = new NdArray(
        "uint8",
        Uint8Array.from({ length: blocks }, (_, i) => i + number),
        [blocks],
      );
      const source = fromArray(values, { chunks: [1] });
      const mapped = rechunk(mapBlocks([source], { map: remote(map), dtype: "uint8", options }), [1]);
      const out = new FileStore(join(folder, `out-${number}`));
      const plan = planFor({ targets: { "a.zarr": mapped } }, { workers: 1, memory: 1e9, block: [1], out, codec: "none" });
      const scratch = new FileStore(join(folder, `scratch-${number}`), { sync: false });
      const [stage] = plan.stages;
      const runnable: RunnableStage = {
        spec: (stage as (typeof plan.stages)[number]).spec,
        scratch: scratch.locator,
        folder: "stage",
        folders: {},
      };
      await scratch.set("stage/stage.json", new TextEncoder().encode(JSON.stringify(runnable)));
      const line = (block: number, id = String(block)): string =>
        requestLine(id, { stage: { store: scratch.locator, key: "stage/stage.json" }, block });
      const all = (): Iterable<string> => Array.from({ length: blocks }, (_, i) => line(i));
      const input = source.node.kind === "source" ? source.node.source.locator.store : undefined;
      const given: Work = {
        lines: (lines ?? all)(line),
        resources: [{ id: input?.kind === "memory" ? input.id : "", dtype: "uint8", shape: [blocks], data: values.data }],
      };
      /** The voxel that each block wrote; undefined for a block that wrote none. */
      const result = (): Promise<(number | undefined)[]> =>
        Promise.all(Array.from({ length: blocks }, async (_, i) => (await out.get(`a.zarr/c/${i}`))?.[0]));
      return { given, values: [...values.data], result, line };
    }
    const ids = (answers: readonly TaskAnswer[]): string[] => answers.map((a) => a.id).sort((a, b) => Number(a) - Number(b));
    const everyId = Array.from({ length: blocks }, (_, i) => String(i));
    const log = (): string => join(folder, `log-${works}`);

    it("says what it is", () => {
      assert.equal(engine.workers, workers);
      assert.ok(engine.name.length > 0);
      assert.equal(typeof engine.sharesMemory, "boolean");
      assert.equal(typeof engine.sharesStores, "boolean");
    });

    it("answers every line once, with a report", async () => {
      const { given, values, result } = await work("copy");
      const answers = await runLines(engine, given);
      assert.deepEqual(ids(answers), everyId);
      for (const answer of answers) {
        assert.ok(answer.ok, JSON.stringify(answer));
        const { seconds, bytesRead, memory, stored } = answer.report;
        assert.ok(seconds >= 0 && bytesRead >= 1 && memory > 0, JSON.stringify(answer.report));
        assert.match(String(stored), /^1 [0-9a-f]{32} \S+$/);
      }
      assert.deepEqual(await result(), values);
    });

    it("answers all lines of a batch, in their order", async () => {
      const { given, values, result } = await work("copy");
      const answers: string[] = [];
      await new Promise<void>((resolve, reject) => {
        const hired = engine.hire(given.resources, {
          answer: (worker, answer) => {
            assert.equal(worker, 0);
            answers.push(answer.id);
            if (answers.length === blocks) hired.then((crew) => crew.release()).then(resolve, reject);
          },
          lost: () => reject(new Error("lost")),
        });
        hired.then((crew) => {
          const lines = [...given.lines];
          crew.send(0, lines.slice(0, 5));
          crew.send(0, lines.slice(5));
        }, reject);
      });
      assert.deepEqual(answers, everyId);
      assert.deepEqual(await result(), values);
    });

    it("runs a line twice when it is given twice", async () => {
      const { given, result, values } = await work("copy", null, (line) => [line(3, "first"), line(3, "second")]);
      assert.deepEqual((await runLines(engine, given)).map((a) => a.id).sort(), ["first", "second"]);
      assert.equal((await result())[3], values[3]);
    });

    it("answers a failing task with its error, and the others all the same", async () => {
      const { given, result, values } = await work("fail", { log: log(), times: 99, how: "throw", only: "5" });
      const answers = await runLines(engine, given);
      assert.deepEqual(ids(answers), everyId);
      for (const answer of answers) {
        if (answer.id !== "5") assert.ok(answer.ok);
        else {
          assert.ok(!answer.ok);
          assert.equal(answer.failure.tag, "Error");
          assert.match(answer.failure.message, /failing on purpose at 5/);
          assert.match(answer.failure.stack ?? "", /functions\.js/);
        }
      }
      assert.deepEqual(await result(), values.with(5, undefined as unknown as number));
    });

    it("answers lines that are no tasks", async () => {
      const { given } = await work("copy", null, (line) => [
        "a\t{",
        "b\tnull",
        "c\t{}",
        `d\t{"stage":{"store":{"kind":"file","root":"/nowhere"},"key":"x"},"block":0}`,
        line(0, "e"),
        `f${line(0, "").replace('"block":0', '"block":99')}`,
      ]);
      const answers = await runLines(engine, given);
      assert.deepEqual(answers.map((a) => [a.id, a.ok]).sort(), [
        ["a", false],
        ["b", false],
        ["c", false],
        ["d", false],
        ["e", true],
        ["f", false],
      ]);
      const missing = answers.find((a) => a.id === "d");
      assert.equal(missing?.ok === false && missing.failure.tag, "NotFoundError");
    });

    it("takes lines that end in CR and fields that it does not know", async () => {
      const { given } = await work("copy", null, (line) => [`${line(1)}\r`, line(2).replace("{", '{"later":[1],')]);
      const answers = await runLines(engine, given);
      assert.deepEqual(ids(answers), ["1", "2"]);
      assert.ok(answers.every((a) => a.ok));
    });

    it("is not disturbed by what a function prints", async () => {
      const { given, result, values } = await work("fail", { log: log(), times: 99, how: "print" });
      assert.deepEqual(ids(await runLines(engine, given)), everyId);
      assert.deepEqual(await result(), values);
    });

    for (const how of ["exit", "outside"]) {
      it(`survives a worker that is lost (${how}) and says so`, { skip: !survives && "the worker is this process" }, async () => {
        const { given, result, values } = await work("fail", { log: log(), times: 99, how, only: "4" });
        const answers = await runLines(engine, given);
        assert.deepEqual(ids(answers), everyId);
        const lost = answers.find((a) => a.id === "4") as TaskAnswer;
        assert.ok(!lost.ok);
        assert.equal(lost.failure.tag, "WorkerLost");
        assert.match(lost.failure.message, how === "exit" ? /code 3/ : /thrown outside of the task/);
        assert.deepEqual(await result(), values.with(4, undefined as unknown as number));
        const next = await work("copy");
        assert.ok(
          (await runLines(engine, next.given)).every((a) => a.ok),
          "the next run works",
        );
      });
    }

    it("ends a worker in the middle of a block, and starts another", { skip: !survives && "a thread cannot stop itself" }, async () => {
      const { given } = await work("wait", { ms: 20_000 });
      const begin = performance.now();
      const crew = await engine.hire(given.resources, {
        answer: () => assert.fail("an ended worker answered"),
        lost: () => assert.fail("an ended worker is not lost"),
      });
      const [first = "", second = ""] = given.lines;
      crew.send(0, [first]);
      await new Promise((resolve) => setTimeout(resolve, 100));
      crew.end(0);
      crew.send(0, [second]);
      await new Promise((resolve) => setTimeout(resolve, 100));
      await crew.release();
      assert.ok(performance.now() - begin < 5000, "nobody waited for the block");
    });

    it("says nothing after it was released, and runs again", async () => {
      const { given } = await work("wait", { ms: 30 });
      let released = false;
      const crew = await engine.hire(given.resources, {
        answer: () => assert.ok(!released, "an answer after the release"),
        lost: () => assert.fail("a released worker is not lost"),
      });
      crew.send(0, [...given.lines]);
      await new Promise((resolve) => setTimeout(resolve, 45));
      await crew.release();
      released = true;
      const { given: again } = await work("copy");
      assert.deepEqual(ids(await runLines(engine, again)), everyId);
    });

    it("does pieces of work that are asked for at once, one after the other", async () => {
      const pieces = [await work("wait", { ms: 2 }), await work("copy"), await work("wait", { ms: 1 })];
      const answers = await Promise.all(pieces.map(({ given }) => runLines(engine, given)));
      for (const [n, { result, values }] of pieces.entries()) {
        assert.deepEqual(ids(answers[n] as TaskAnswer[]), everyId);
        assert.deepEqual(await result(), values);
      }
    });

    it("runs whole graphs as any other engine", async () => {
      const values = randomImage("uint8", [9, 20, 21], 5);
      const smooth = gaussianFilter(fromArray(values, { chunks: [4, 8, 8] }), { sigma: 1 });
      const mask = threshold(smooth, { above: 120 });
      const [found, expected] = [await compute(mask, { engine, block: [4, 8, 8] }), await compute(mask, { workers: 1 })];
      assertSameBits(found, expected);
    });

    it("can be closed again and again", async () => {
      const own = create();
      const { given } = await work("copy");
      await runLines(own, given);
      await own.close();
      await own.close();
      await own[Symbol.asyncDispose]();
    });

    it("can be closed before it ever ran", async () => {
      await create().close();
    });
  });
}
