/**
 * Engines: where tasks run. An engine has workers; each runs the lines it is given in their order and says how they went. Who runs
 * what, retries, time-outs and resuming belong to the schedule and the driver.
 * @module
 */
import type { TypedArray } from "../array/dtype.ts";
import type { TaskAnswer, TaskFailure } from "./protocol.ts";

/** Values in memory that tasks read or write by id. */
export interface MemoryResource {
  readonly id: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Shared between threads when it stands on a SharedArrayBuffer. */
  readonly data: TypedArray;
}

/** Hears what the workers of a crew say; workers are numbered from 0. */
export interface CrewListener {
  /** A line was run. Answers come in any order, each once. */
  answer(worker: number, answer: TaskAnswer): void;
  /** A worker is gone, with all lines that it has not answered. The next line that is sent to this number starts another. */
  lost(worker: number, failure: TaskFailure): void;
  /** A sign of life, from workers of engines with a `heartbeat`. */
  alive?(worker: number): void;
}

/** The workers of an engine, for one run. */
export interface Crew {
  /** Gives lines to a worker, which is started if need be; it runs them one after the other. */
  send(worker: number, lines: readonly string[]): void;
  /** Ends a worker in the middle of whatever it does. No answer of it is heard any more; the next line starts another. */
  end(worker: number): void;
  /** Gives the workers back. Those that are in the middle of a line are ended; resolves when nothing of this run goes on. */
  release(): Promise<void>;
}

/** A place where tasks run. */
export interface Engine extends AsyncDisposable {
  readonly name: string;
  /** Workers, and so tasks that run at the same time. */
  readonly workers: number;
  /** True when workers share the driver's memory: arrays in memory can then be computed in place. */
  readonly sharesMemory: boolean;
  /** True when workers see the driver's memory stores; else scratch must be on disk. */
  readonly sharesStores: boolean;
  /** Seconds between two signs of life of a worker; undefined where a worker lives and dies with the driver. */
  readonly heartbeat?: number | undefined;
  /** Waits until nobody else has the workers, then gives them. `resources` are what tasks may read and write by id. */
  hire(resources: readonly MemoryResource[], listener: CrewListener): Promise<Crew>;
  /** Ends the workers. */
  close(): Promise<void>;
}
