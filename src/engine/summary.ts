/**
 * What a run did, from its events: blocks, bytes, memory and time of each stage, and the slowest blocks.
 * @module
 */
import type { Plan } from "../plan/plan.ts";
import type { RunEvent } from "./events.ts";

/** One stage of a run. */
export interface StageSummary {
  /** From 1. */
  readonly number: number;
  readonly kind: string;
  readonly title: string;
  readonly blocks: number;
  readonly done: number;
  /** Blocks that an earlier run had done. */
  readonly skipped: number;
  readonly failed: number;
  /** Blocks that could not run, because blocks they would read of had failed. */
  readonly orphaned: number;
  /** Attempts that failed and were followed by another. */
  readonly retried: number;
  /** Decoded bytes, and bytes before compression, of the blocks that were done. */
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** Bytes that a block may take by the plan, and the most that one took. */
  readonly memoryPlanned: number;
  readonly memoryMeasured: number;
  /** From begin to end, and the sum over all blocks. */
  readonly seconds: number;
  readonly busySeconds: number;
}

/** A block and what it took. */
export interface SlowBlock {
  /** From 1. */
  readonly stage: number;
  readonly block: number;
  readonly worker: number;
  readonly seconds: number;
}

/** What a run did. */
export interface RunSummary {
  readonly engine: string;
  readonly workers: number;
  readonly stages: readonly StageSummary[];
  /** The slowest first. */
  readonly slowest: readonly SlowBlock[];
}

/** How many of the slowest blocks are named. */
const SLOWEST = 5;

type Open<T> = { -readonly [K in keyof T]: T[K] };

/** Adds up the events of a run. */
export class Summarizer {
  readonly #stages: Open<StageSummary>[];
  #slowest: SlowBlock[] = [];
  #engine = "";
  #workers = 0;

  constructor(plan: Plan) {
    this.#stages = plan.stages.map(({ spec, grid, taskBytes }) => ({
      number: spec.number + 1,
      kind: spec.kind,
      title: spec.title,
      blocks: grid.count,
      done: 0,
      skipped: 0,
      failed: 0,
      orphaned: 0,
      retried: 0,
      bytesRead: 0,
      bytesWritten: 0,
      memoryPlanned: taskBytes,
      memoryMeasured: 0,
      seconds: 0,
      busySeconds: 0,
    }));
  }

  update(event: RunEvent): void {
    if (event.type === "run-start") {
      this.#engine = event.engine;
      this.#workers = event.workers;
    }
    const stage = "stage" in event ? this.#stages[event.stage] : undefined;
    if (stage === undefined) return;
    if (event.type === "stage-start") {
      stage.skipped = event.skipped;
      stage.orphaned = event.orphaned;
    } else if (event.type === "stage-end") stage.seconds = event.seconds;
    else if (event.type === "task-fail") event.final ? stage.failed++ : stage.retried++;
    else if (event.type === "task-end") {
      const { seconds, bytesRead, bytesWritten, memory } = event.report;
      stage.done++;
      stage.bytesRead += bytesRead;
      stage.bytesWritten += bytesWritten;
      stage.memoryMeasured = Math.max(stage.memoryMeasured, memory);
      stage.busySeconds += seconds;
      this.#rank({ stage: stage.number, block: event.block, worker: event.worker, seconds });
    }
  }

  get summary(): RunSummary {
    return { engine: this.#engine, workers: this.#workers, stages: this.#stages.map((s) => ({ ...s })), slowest: [...this.#slowest] };
  }

  #rank(block: SlowBlock): void {
    const last = this.#slowest.at(-1);
    if (this.#slowest.length === SLOWEST && last !== undefined && last.seconds >= block.seconds) return;
    this.#slowest = [...this.#slowest, block].sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
  }
}
