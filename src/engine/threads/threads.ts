/**
 * The engine of one machine: worker threads, each with its own WebAssembly memory. Only lines of text cross between threads;
 * voxels go from the file into a worker's memory and from there to the file.
 * @module
 */
import { availableParallelism } from "node:os";
import { Worker as Thread } from "node:worker_threads";
import { GeometryError } from "../../errors.ts";
import type { Engine, MemoryResource, Work, WorkerAnswer } from "../engine.ts";
import { parseAnswer } from "../protocol.ts";
import { Turns } from "../turns.ts";
import type { ThreadMessage } from "./thread.ts";

export interface ThreadsOptions {
  /** Blocks that run at the same time. @default the number of cores */
  readonly workers?: number | undefined;
}

/** A pool of worker threads, started when first needed. `await using engine = threads()` ends them with the scope. */
export function threads(options: ThreadsOptions = {}): Engine {
  const { workers = availableParallelism() } = options;
  if (!Number.isInteger(workers) || workers < 1) throw new GeometryError(`Expected a whole number of workers from 1, found ${workers}.`);
  return new ThreadEngine(workers);
}

/** One thread and the task it is at. */
interface Slot {
  readonly thread: Thread;
  task: string | undefined;
}

class ThreadEngine implements Engine {
  readonly name = "threads";
  readonly sharesMemory = true;
  readonly sharesStores = false;
  readonly workers: number;
  readonly #slots: (Slot | undefined)[];
  readonly #turns = new Turns();

  constructor(workers: number) {
    this.workers = workers;
    this.#slots = new Array<Slot | undefined>(workers).fill(undefined);
  }

  async *run(work: Work, { signal }: { readonly signal?: AbortSignal | undefined } = {}): AsyncIterable<WorkerAnswer> {
    const done = await this.#turns.next();
    try {
      yield* this.#run(work, signal);
    } finally {
      done();
    }
  }

  async *#run(work: Work, signal: AbortSignal | undefined): AsyncIterable<WorkerAnswer> {
    signal?.throwIfAborted();
    const answers = new Answers();
    const lines = work.lines[Symbol.iterator]();
    let running = 0;
    const give = (index: number): void => {
      const next = lines.next();
      if (next.done === true) return;
      running++;
      const slot = this.#slot(index, work.resources, answers);
      slot.task = next.value;
      slot.thread.postMessage({ line: next.value } satisfies ThreadMessage);
    };
    const abort = (): void => answers.fail(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    for (const slot of this.#slots) slot?.thread.postMessage({ resources: work.resources } satisfies ThreadMessage);
    try {
      for (let index = 0; index < this.workers; index++) give(index);
      while (running > 0) {
        const answer = await answers.next();
        running--;
        yield answer;
        if (signal?.aborted === true) throw signal.reason;
        give(answer.worker);
      }
    } finally {
      signal?.removeEventListener("abort", abort);
      // Left early: a thread in the middle of a block cannot be asked to stop, so it is ended; blocks are atomic.
      if (running > 0) await this.#endBusy();
    }
  }

  /** The thread at an index, started if need be; its answers go to the run at hand. */
  #slot(index: number, resources: readonly MemoryResource[], answers: Answers): Slot {
    const known = this.#slots[index];
    const slot = known ?? { thread: new Thread(new URL("./thread.js", import.meta.url)), task: undefined };
    if (known === undefined) {
      this.#slots[index] = slot;
      slot.thread.postMessage({ resources } satisfies ThreadMessage);
    }
    slot.thread.removeAllListeners("message").removeAllListeners("error").removeAllListeners("exit");
    slot.thread.on("message", (line: string) => {
      slot.task = undefined;
      answers.add({ worker: index, answer: parseAnswer(line) });
    });
    const lost = (message: string): void => {
      if (this.#slots[index] !== slot) return;
      this.#slots[index] = undefined;
      if (slot.task === undefined) return;
      const id = slot.task.slice(0, slot.task.indexOf("\t"));
      answers.add({ worker: index, answer: { id, ok: false, failure: { tag: "WorkerLost", message } } });
    };
    slot.thread.on("error", (error) => lost(`The worker thread ended: ${error.message}`));
    slot.thread.on("exit", (code) => lost(`The worker thread ended with code ${code}.`));
    return slot;
  }

  async #endBusy(): Promise<void> {
    const ending: Promise<number>[] = [];
    for (const [index, slot] of this.#slots.entries()) {
      if (slot?.task === undefined) continue;
      this.#slots[index] = undefined;
      ending.push(slot.thread.terminate());
    }
    await Promise.all(ending);
  }

  async close(): Promise<void> {
    const slots = this.#slots.splice(0, this.#slots.length, ...new Array<undefined>(this.workers).fill(undefined));
    await Promise.all(slots.map((slot) => slot?.thread.terminate()));
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Answers as they come, one at a time. */
class Answers {
  readonly #ready: WorkerAnswer[] = [];
  #waiting: { readonly resolve: (answer: WorkerAnswer) => void; readonly reject: (reason: unknown) => void } | undefined;
  #failed: { readonly reason: unknown } | undefined;

  add(answer: WorkerAnswer): void {
    if (this.#waiting === undefined) this.#ready.push(answer);
    else this.#waiting.resolve(answer);
    this.#waiting = undefined;
  }
  fail(reason: unknown): void {
    this.#failed = { reason };
    this.#waiting?.reject(reason);
    this.#waiting = undefined;
  }
  next(): Promise<WorkerAnswer> {
    if (this.#failed !== undefined) return Promise.reject(this.#failed.reason);
    const ready = this.#ready.shift();
    if (ready !== undefined) return Promise.resolve(ready);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }
}
