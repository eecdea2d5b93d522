/**
 * How far a run is, from its plan and its events. Stages weigh as many seconds as the plan estimates; what is left is told from
 * how fast this run was so far.
 * @module
 */
import type { Plan, RunEvent } from "voxmill";

/** Share of the work that a run must have done before its speed says anything about the rest. */
const enoughToTell = 0.04;

/** The stage at work. */
export interface StageProgress {
  /** From 1. */
  readonly number: number;
  readonly title: string;
  readonly tasks: number;
  /** Blocks that were done before this run. */
  readonly skipped: number;
  readonly done: number;
  /** Blocks without a result, and those that wait for one of them. */
  readonly failed: number;
  readonly seconds: number;
  /** Voxels a second, in millions, of the blocks of this run; 0 before the first. */
  readonly megavoxelsPerSecond: number;
}

/** Follows a run. Times are seconds of the clock that is passed in. */
export class Progress {
  readonly stages: number;
  readonly #weights: readonly number[];
  readonly #voxels: readonly number[];
  readonly #clock: () => number;
  readonly #begin: number;
  #stage:
    | { index: number; title: string; tasks: number; skipped: number; done: number; failed: number; begin: number; end: number | undefined }
    | undefined;
  #finished = 0;
  #reused = 0;

  constructor(plan: Plan, clock: () => number = () => performance.now() / 1000) {
    const { workers } = plan.options;
    this.stages = plan.stages.length;
    this.#weights = plan.stages.map((s) => Math.max(1e-6, s.seconds / Math.max(1, Math.min(workers, s.grid.count))));
    this.#voxels = plan.stages.map((s) => s.spec.total.shape.reduce((all, n) => all * n, 1));
    this.#clock = clock;
    this.#begin = clock();
  }

  update(event: RunEvent): void {
    if (event.type === "stage-start") {
      const { stage: index, title, tasks, skipped, orphaned } = event;
      this.#stage = { index, title, tasks, skipped, done: 0, failed: orphaned, begin: this.#clock(), end: undefined };
    } else if (event.type === "task-end" && this.#stage !== undefined) this.#stage.done++;
    else if (event.type === "task-fail" && event.final && this.#stage !== undefined) this.#stage.failed++;
    else if (event.type === "stage-end" && this.#stage !== undefined) {
      this.#stage.end = this.#clock();
      this.#finished += this.#weights[this.#stage.index] ?? 0;
      this.#reused += this.#share(this.#stage.skipped);
    }
  }

  /** Seconds since the run began. */
  get elapsed(): number {
    return this.#clock() - this.#begin;
  }
  /** 0 to 1. */
  get fraction(): number {
    const total = this.#weights.reduce((sum, w) => sum + w, 0);
    return total === 0 ? 1 : Math.min(1, this.#done / total);
  }
  /** Seconds until the end; undefined where this run has not done enough to tell. */
  get remaining(): number | undefined {
    const fresh = this.#done - this.#reused - (this.#running ? this.#share(this.#stage?.skipped ?? 0) : 0);
    const total = this.#weights.reduce((sum, w) => sum + w, 0);
    if (fresh < enoughToTell * total) return undefined;
    return (Math.max(0, total - this.#done) * this.elapsed) / fresh;
  }
  get stage(): StageProgress | undefined {
    if (this.#stage === undefined) return undefined;
    const { index, title, tasks, skipped, done, failed, begin, end } = this.#stage;
    const seconds = (end ?? this.#clock()) - begin;
    const voxels = tasks === 0 ? 0 : ((this.#voxels[index] ?? 0) * done) / tasks;
    return {
      number: index + 1,
      title,
      tasks,
      skipped,
      done,
      failed,
      seconds,
      megavoxelsPerSecond: seconds > 0 ? voxels / seconds / 1e6 : 0,
    };
  }
  get #running(): boolean {
    return this.#stage !== undefined && this.#stage.end === undefined;
  }
  /** Weight of a number of blocks of the stage at work. */
  #share(blocks: number): number {
    const { index = 0, tasks = 0 } = this.#stage ?? {};
    return tasks === 0 ? 0 : ((this.#weights[index] ?? 0) * blocks) / tasks;
  }
  get #done(): number {
    return this.#finished + (this.#running ? this.#share((this.#stage?.skipped ?? 0) + (this.#stage?.done ?? 0)) : 0);
  }
}
