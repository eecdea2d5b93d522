/**
 * What every engine must do, run by each of them.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { NdArray } from "#dist/array/nd-array.js";
import { type Engine, planFor, requestLine, type TaskAnswer, type Work, type WorkerAnswer } from "#dist/engine/index.js";
import type { RunnableStage } from "#dist/engine/protocol.js";
import type { Json } from "#dist/format/source.js";
import { fromArray } from "#dist/graph/index.js";
import { compute } from "#dist/node/index.js";
import { gaussianFilter, mapBlocks, threshold } from "#dist/ops/index.js";
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

/** Registers the tests of an engine. */
export function engineContract({ name, workers, create, survives }: EngineCase): void {
  describe(`engine contract: ${name}`, () => {
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
    /** One stage of twelve blocks that ends in memory: a block function on an array of one voxel a block. */
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
      const mapped = mapBlocks([source], { map: remote(map), dtype: "uint8", options });
      const plan = planFor({ values: { mapped } }, { workers: 1, memory: 1e9, block: [1] });
      const scratch = new FileStore(join(folder, `scratch-${number}`), { sync: false });
      const [stage] = plan.stages;
      const runnable: RunnableStage = {
        spec: (stage as (typeof plan.stages)[number]).spec,
        scratch: scratch.locator,
        folder: "stage",
        folders: {},
      };
      await scratch.set("stage/stage.json", new TextEncoder().encode(JSON.stringify(runnable)));
      const result = new Uint8Array(new SharedArrayBuffer(blocks));
      const line = (block: number, id = String(block)): string =>
        requestLine(id, { stage: { store: scratch.locator, key: "stage/stage.json" }, block });
      const all = (): Iterable<string> => Array.from({ length: blocks }, (_, i) => line(i));
      const input = source.node.kind === "source" ? source.node.source.locator.store : undefined;
      const given: Work = {
        lines: (lines ?? all)(line),
        resources: [
          { id: input?.kind === "memory" ? input.id : "", dtype: "uint8", shape: [blocks], data: values.data },
          { id: "result-0", dtype: "uint8", shape: [blocks], data: result },
        ],
      };
      return { given, values, result };
    }
    async function collect(answers: AsyncIterable<WorkerAnswer>): Promise<TaskAnswer[]> {
      const found: TaskAnswer[] = [];
      for await (const { worker, answer } of answers) {
        assert.ok(worker >= 0 && worker < workers, `worker ${worker} of ${workers}`);
        found.push(answer);
      }
      return found;
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
      const answers = await collect(engine.run(given));
      assert.deepEqual(ids(answers), everyId);
      for (const answer of answers) {
        assert.ok(answer.ok, JSON.stringify(answer));
        assert.ok(answer.report.seconds >= 0 && answer.report.bytesRead >= 1 && answer.report.memory > 0, JSON.stringify(answer.report));
      }
      assert.deepEqual([...result], [...values.data]);
    });

    it("runs nothing when there is nothing", async () => {
      const { given } = await work("copy", null, () => []);
      assert.deepEqual(await collect(engine.run(given)), []);
    });

    it("takes lines lazily: no more than it has workers ahead of the answers", async () => {
      let taken = 0;
      let answered = 0;
      const { given } = await work("copy", null, function* (line) {
        for (let i = 0; i < blocks; i++) {
          assert.ok(taken - answered <= workers, `${taken} taken, ${answered} answered`);
          taken++;
          yield line(i);
        }
      });
      for await (const _ of engine.run(given)) answered++;
      assert.equal(answered, blocks);
    });

    it("runs a line twice when it is given twice", async () => {
      const { given, result, values } = await work("copy", null, (line) => [line(3, "first"), line(3, "second")]);
      assert.deepEqual((await collect(engine.run(given))).map((a) => a.id).sort(), ["first", "second"]);
      assert.equal(result[3], values.data[3]);
    });

    it("answers a failing task with its error, and the others all the same", async () => {
      const { given, result, values } = await work("fail", { log: log(), times: 99, how: "throw", only: "5" });
      const answers = await collect(engine.run(given));
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
      assert.equal(result[5], 0);
      assert.equal(result[6], values.data[6]);
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
      const answers = await collect(engine.run(given));
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
      const answers = await collect(engine.run(given));
      assert.deepEqual(ids(answers), ["1", "2"]);
      assert.ok(answers.every((a) => a.ok));
    });

    for (const how of ["exit", "outside"]) {
      it(`survives a worker that is lost (${how}) and says so`, { skip: !survives && "the worker is this process" }, async () => {
        const { given, result, values } = await work("fail", { log: log(), times: 99, how, only: "4" });
        const answers = await collect(engine.run(given));
        assert.deepEqual(ids(answers), everyId);
        const lost = answers.find((a) => a.id === "4") as TaskAnswer;
        assert.ok(!lost.ok);
        assert.equal(lost.failure.tag, "WorkerLost");
        assert.deepEqual(
          [...result].filter((_, i) => i !== 4),
          [...values.data].filter((_, i) => i !== 4),
        );
        const next = await work("copy");
        assert.ok(
          (await collect(engine.run(next.given))).every((a) => a.ok),
          "the next run works",
        );
      });
    }

    it("stops early when it is told to, and runs again", async () => {
      const { given } = await work("wait", { ms: 30 });
      const stop = new AbortController();
      const answers: TaskAnswer[] = [];
      const running = (async () => {
        for await (const { answer } of engine.run(given, { signal: stop.signal })) {
          answers.push(answer);
          stop.abort(new Error("enough"));
        }
      })();
      await assert.rejects(running, /enough/);
      assert.ok(answers.length < blocks, `${answers.length} answers`);
      const { given: again } = await work("copy");
      assert.deepEqual(ids(await collect(engine.run(again))), everyId);
    });

    it("does not wait for tasks in flight when it is stopped", { skip: !survives && "a thread cannot stop itself" }, async () => {
      const { given } = await work("wait", { ms: 20_000 });
      const begin = performance.now();
      await assert.rejects(collect(engine.run(given, { signal: AbortSignal.timeout(300) })), { name: "TimeoutError" });
      assert.ok(performance.now() - begin < 5000);
    });

    it("does not begin when it was stopped before", async () => {
      const { given, result } = await work("copy");
      await assert.rejects(collect(engine.run(given, { signal: AbortSignal.abort() })), { name: "AbortError" });
      assert.ok(result.every((value) => value === 0));
    });

    it("can be left in the middle, and runs again", async () => {
      const { given } = await work("copy");
      for await (const _ of engine.run(given)) break;
      const { given: again, result, values } = await work("copy");
      assert.deepEqual(ids(await collect(engine.run(again))), everyId);
      assert.deepEqual([...result], [...values.data]);
    });

    it("does two pieces of work that are asked for at once", async () => {
      const pieces = [await work("wait", { ms: 2 }), await work("copy"), await work("wait", { ms: 1 })];
      const answers = await Promise.all(pieces.map(({ given }) => collect(engine.run(given))));
      for (const [n, { result, values }] of pieces.entries()) {
        assert.deepEqual(ids(answers[n] as TaskAnswer[]), everyId);
        assert.deepEqual([...result], [...values.data]);
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
      await collect(own.run(given));
      await own.close();
      await own.close();
      await own[Symbol.asyncDispose]();
    });

    it("can be closed before it ever ran", async () => {
      await create().close();
    });
  });
}
