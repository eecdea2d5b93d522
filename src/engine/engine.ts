/**
 * Engines: what runs tasks. An engine runs each task it is given at least once and says how it went; barriers, retries and
 * resuming belong to the driver.
 * @module
 */
import type { TypedArray } from "../array/dtype.ts";
import type { TaskAnswer } from "./protocol.ts";

/** Values in memory that tasks read or write by id, shared by all workers of an engine. */
export interface MemoryResource {
  readonly id: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Shared between threads when it stands on a SharedArrayBuffer. */
  readonly data: TypedArray;
}

/** Task lines with what they refer to in memory. */
export interface Work {
  /** One line per task, see protocol.ts. Pulled as workers become free, so it may be long and lazy. */
  readonly lines: Iterable<string>;
  readonly resources: readonly MemoryResource[];
}

/** An answer, and which worker gave it. */
export interface WorkerAnswer {
  readonly worker: number;
  readonly answer: TaskAnswer;
}

/** Runs tasks. */
export interface Engine extends AsyncDisposable {
  readonly name: string;
  /** Tasks that run at the same time. */
  readonly workers: number;
  /** True when workers share the driver's memory: arrays in memory can then be read and computed. */
  readonly sharesMemory: boolean;
  /** True when workers see the driver's memory stores; else scratch must be on disk. */
  readonly sharesStores: boolean;
  /** Runs all lines; answers come in any order. Stops early, without waiting for tasks in flight, when the signal aborts. */
  run(work: Work, options?: { readonly signal?: AbortSignal | undefined }): AsyncIterable<WorkerAnswer>;
  /** Ends the workers. */
  close(): Promise<void>;
}
