/**
 * The engine that runs tasks one after the other, in the thread that asks: for small work, for tests, for debuggers.
 * @module
 */
import type { StoreResolver } from "../store/open.ts";
import type { Engine, Work, WorkerAnswer } from "./engine.ts";
import { parseAnswer } from "./protocol.ts";
import { Turns } from "./turns.ts";
import { Worker } from "./worker.ts";

export interface SerialOptions {
  /** How stores are opened; the Node edge gives one that knows files. */
  readonly resolve: StoreResolver;
}

/** One worker, here. */
export function serial(options: SerialOptions): Engine {
  const worker = new Worker(options.resolve);
  const turns = new Turns();
  const close = (): Promise<void> => worker.close();
  return {
    name: "serial",
    workers: 1,
    sharesMemory: true,
    sharesStores: true,
    async *run(work: Work, { signal } = {}): AsyncIterable<WorkerAnswer> {
      const done = await turns.next();
      try {
        worker.begin(work.resources);
        for (const line of work.lines) {
          signal?.throwIfAborted();
          yield { worker: 0, answer: parseAnswer(await worker.answer(line, signal)) };
        }
      } finally {
        done();
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
