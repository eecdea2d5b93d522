/**
 * The engine of one machine: worker threads, each with its own WebAssembly memory. Only lines of text cross between threads;
 * voxels go from the file into a worker's memory and from there to the file.
 * @module
 */
import { availableParallelism } from "node:os";
import { Worker as Thread } from "node:worker_threads";
import { GeometryError } from "../../errors.ts";
import { WorkerLog } from "../../machine/index.ts";
import type { Crew, CrewListener, Engine, MemoryResource } from "../engine.ts";
import { parseAnswer, type TaskFailure } from "../protocol.ts";
import { Turns } from "../turns.ts";
import type { ThreadMessage } from "./thread.ts";

export interface ThreadsOptions {
  /** Blocks that run at the same time. @default the number of cores */
  readonly workers?: number | undefined;
  /** Folder for what workers print, a file each. @default standard output and error, as the functions choose */
  readonly logs?: string | undefined;
}

/** A pool of worker threads, started when first needed. `await using engine = threads()` ends them with the scope. */
export function threads(options: ThreadsOptions = {}): Engine {
  const { workers = availableParallelism(), logs } = options;
  if (!Number.isInteger(workers) || workers < 1) throw new GeometryError(`Expected a whole number of workers from 1, found ${workers}.`);
  return new ThreadEngine(workers, logs);
}

/** One thread, and how many of its lines have no answer yet. */
interface Slot {
  readonly thread: Thread;
  open: number;
}

class ThreadEngine implements Engine {
  readonly name = "threads";
  readonly sharesMemory = true;
  readonly sharesStores = false;
  readonly workers: number;
  readonly #slots: (Slot | undefined)[];
  readonly #logs: readonly WorkerLog[] | undefined;
  readonly #turns = new Turns();

  constructor(workers: number, logs: string | undefined) {
    this.workers = workers;
    this.#slots = new Array<Slot | undefined>(workers).fill(undefined);
    this.#logs = logs === undefined ? undefined : this.#slots.map((_, worker) => new WorkerLog(logs, worker));
  }

  async hire(resources: readonly MemoryResource[], listener: CrewListener): Promise<Crew> {
    const done = await this.#turns.next();
    const ending: Promise<unknown>[] = [];
    const end = (worker: number): void => {
      const slot = this.#slots[worker];
      this.#slots[worker] = undefined;
      slot?.thread.removeAllListeners();
      // A thread that is ended may still say that it failed: nobody listens, and nothing falls.
      slot?.thread.on("error", () => {});
      if (slot !== undefined) ending.push(slot.thread.terminate());
    };
    for (const [worker, slot] of this.#slots.entries()) if (slot !== undefined) this.#begin(worker, slot, resources, listener);
    return {
      send: (worker, lines) => {
        const slot = this.#slots[worker] ?? this.#start(worker, resources, listener);
        slot.open += lines.length;
        slot.thread.postMessage({ lines } satisfies ThreadMessage);
      },
      end,
      release: async () => {
        for (const [worker, slot] of this.#slots.entries()) if (slot !== undefined && slot.open > 0) end(worker);
        await Promise.all(ending);
        done();
      },
    };
  }

  #start(worker: number, resources: readonly MemoryResource[], listener: CrewListener): Slot {
    const log = this.#logs?.[worker];
    const thread = new Thread(new URL("./thread.js", import.meta.url), { stdout: log !== undefined, stderr: log !== undefined });
    log?.note(`started, thread ${thread.threadId}`);
    if (log !== undefined)
      for (const stream of [thread.stdout, thread.stderr]) stream.on("data", (bytes: Buffer) => log.add(bytes.toString()));
    const slot = { thread, open: 0 };
    this.#slots[worker] = slot;
    this.#begin(worker, slot, resources, listener);
    return slot;
  }

  /** A thread begins a run: what it says goes to the listener of that run. */
  #begin(worker: number, slot: Slot, resources: readonly MemoryResource[], listener: CrewListener): void {
    const { thread } = slot;
    const lost = (failure: TaskFailure): void => {
      if (this.#slots[worker] !== slot) return;
      this.#slots[worker] = undefined;
      this.#logs?.[worker]?.note(failure.message);
      listener.lost(worker, failure);
    };
    thread.removeAllListeners();
    thread.on("message", (answers: readonly string[]) => {
      for (const line of answers) {
        slot.open--;
        listener.answer(worker, parseAnswer(line));
      }
    });
    thread.on("error", (error: NodeJS.ErrnoException) => lost(lossOf(error)));
    thread.on("exit", (code) => lost({ tag: "WorkerLost", message: `The worker thread ended with code ${code}.` }));
    thread.postMessage({ resources } satisfies ThreadMessage);
  }

  async close(): Promise<void> {
    const slots = this.#slots.splice(0, this.#slots.length, ...new Array<undefined>(this.workers).fill(undefined));
    await Promise.all(slots.map((slot) => slot?.thread.terminate()));
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Why a thread ended: an error that nobody caught, or the end of its memory. */
const lossOf = (error: NodeJS.ErrnoException): TaskFailure => ({
  tag: error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "OutOfMemory" : "WorkerLost",
  message: `The worker thread ended: ${error.message}`,
  stack: error.stack,
});
