// Ten thousand damaged files of every format: each opens or is refused by an error that says why. None may crash, take seconds, allocate
// more than such a file is worth, or read outside its folder. VOXMILL_MUTATIONS sets another number of them.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import { formats } from "#dist/format/registry.js";
import { seeds } from "./seeds.js";

const total = Number(process.env["VOXMILL_MUTATIONS"] ?? 10_000);
/** A mutation that takes longer than this hangs. */
const patience = 5000;
const mostMemory = 1.5 * 2 ** 30;

interface Result {
  readonly opened: number;
  readonly refused: number;
  readonly slowest: number;
  readonly faults: readonly string[];
}

/** Runs them in a thread, and watches that its number moves on. */
function run(format: string, count: number): Promise<Result> {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: { format, first: 1, count, progress } });
  return new Promise((resolve, reject) => {
    let seen = -1;
    const watch = setInterval(() => {
      const now = Atomics.load(progress, 0);
      // The first one loads the format.
      if (now === seen && now > 0) {
        clearInterval(watch);
        void worker.terminate();
        reject(new Error(`mutation ${now} of ${format} takes more than ${patience} ms`));
      }
      seen = now;
    }, patience);
    worker.once("message", (result: Result) => {
      clearInterval(watch);
      void worker.terminate();
      resolve(result);
    });
    worker.once("error", (error) => {
      clearInterval(watch);
      reject(error);
    });
  });
}

describe("mutated files", { concurrency: 2 }, () => {
  it("there are seeds of every format but folders and HDF5, which have tests of their own", () => {
    const named = formats.map(({ name }) => name).filter((name) => name !== "stack" && name !== "hdf5");
    assert.deepEqual(
      named.filter((name) => seeds[name] === undefined),
      [],
    );
  });
  for (const name of Object.keys(seeds)) {
    it(name, async (t) => {
      const { opened, refused, slowest, faults } = await run(name, total);
      assert.deepEqual(faults, []);
      t.diagnostic(`${name}: ${opened} opened, ${refused} refused, the slowest in ${slowest.toFixed(0)} ms`);
      assert.ok(opened > 0 && refused > 0, `${opened} opened, ${refused} refused`);
      assert.ok(process.memoryUsage().rss < mostMemory, `${process.memoryUsage().rss} bytes of memory`);
    });
  }
});
