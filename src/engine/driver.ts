/**
 * Runs a plan: stage after stage, with a barrier between them. The driver owns barriers, retries and resuming; engines only run
 * the tasks they are given.
 * @module
 */
import {
  type ErrorTag,
  FormatError,
  GeometryError,
  NotFoundError,
  PlanError,
  TaskError,
  UnsupportedError,
  type VoxmillError,
} from "../errors.ts";
import type { Json } from "../format/source.ts";
import { zarrWriter } from "../format/zarr/index.ts";
import type { Plan, PlannedStage } from "../plan/plan.ts";
import type { StoreResolver } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { BlockState } from "./check-blocks.ts";
import type { Engine, MemoryResource } from "./engine.ts";
import type { RunListener } from "./events.ts";
import { Journal, removeJournal } from "./journal/index.ts";
import type { InputRecord } from "./keys/index.ts";
import { closeOutputs, takeOutputs } from "./outputs.ts";
import { type OpenStage, PlanState } from "./plan-state.ts";
import { type Address, latestKey, type RunnableStage, requestLine, stageFile, type TaskFailure } from "./protocol.ts";

/** What a run needs beside its plan. */
export interface DriverOptions {
  readonly engine: Engine;
  /** Partials, spills and records of this run; kept, it makes the next run resume. */
  readonly scratch: Store;
  readonly resolve: StoreResolver;
  readonly resources: readonly MemoryResource[];
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: RunListener | undefined;
  /** How often a block is tried again after an error that may pass. @default 2 */
  readonly retries?: number | undefined;
  /** Run everything, whatever is recorded. */
  readonly fresh?: boolean | undefined;
  /** Compare contents of inputs and outputs, rather than sizes and times. */
  readonly verify?: boolean | undefined;
  /** Told of the stages so far before the last of them runs a block: its folder is to be kept. */
  readonly onStages?: ((stages: readonly RanStage[]) => Promise<void>) | undefined;
}

/** A stage that is done. */
export interface RanStage {
  /** From 0. */
  readonly number: number;
  readonly kind: string;
  readonly title: string;
  /** Where its partials, spills and journal are, in the scratch. */
  readonly folder: string;
  readonly structure: string;
  readonly blocks: number;
  /** Blocks that were done before. */
  readonly skipped: number;
  /** Why the others were not. */
  readonly because: readonly string[];
  readonly seconds: number;
}

/** What the stages combined. */
export interface DriverResults {
  /** By id of the scalar. */
  readonly scalars: ReadonlyMap<string, Json>;
  /** By id of the table: what its collector combined. */
  readonly tables: ReadonlyMap<string, unknown>;
  /** Specs as they ran, with their folders in the scratch. */
  readonly stages: readonly RunnableStage[];
  readonly ran: readonly RanStage[];
  readonly inputs: readonly InputRecord[];
  readonly done: number;
  readonly skipped: number;
}

/** Errors that the same block would meet again. */
const lasting: ReadonlySet<string> = new Set<ErrorTag>(["FormatError", "GeometryError", "NotFoundError", "UnsupportedError", "PlanError"]);

/** Runs all stages of a plan. */
export async function runPlan(plan: Plan, options: DriverOptions): Promise<DriverResults> {
  const run = new Run(plan, options);
  return run.all();
}

class Run {
  readonly #plan: Plan;
  readonly #options: DriverOptions;
  readonly #state: PlanState;
  readonly #stages: RanStage[] = [];
  #done = 0;
  #skipped = 0;

  constructor(plan: Plan, options: DriverOptions) {
    this.#plan = plan;
    this.#options = options;
    const { onEvent } = options;
    const onChecking = (stage: number, what: "inputs" | "records", count: number): void =>
      onEvent?.({ type: "checking", stage, what, count });
    this.#state = new PlanState(plan, { ...options, onChecking });
  }

  async all(): Promise<DriverResults> {
    const { engine, onEvent } = this.#options;
    const begin = performance.now();
    onEvent?.({
      type: "run-start",
      stages: this.#plan.stages.length,
      tasks: this.#plan.tasks,
      engine: engine.name,
      workers: engine.workers,
    });
    try {
      for (const stage of this.#plan.stages) await this.#stage(stage);
      await this.#state.inputs.save();
    } finally {
      await this.#state.close();
    }
    onEvent?.({ type: "run-end", seconds: (performance.now() - begin) / 1000, done: this.#done, skipped: this.#skipped });
    const { scalars, tables, stages } = this.#state;
    const inputs = await this.#state.inputs.records();
    return { scalars, tables, stages, inputs, ran: this.#stages, done: this.#done, skipped: this.#skipped };
  }

  async #stage(planned: PlannedStage): Promise<void> {
    const { onEvent } = this.#options;
    const begin = performance.now();
    const open = await this.#state.open(planned);
    // Stages run in order, so every number is there.
    if (open === undefined) throw new Error(`Stage ${planned.spec.number + 1} waits for a number that no stage before it computes.`);
    const { stage, todo, states, because, structure } = open;
    const { number, kind, title } = stage.spec;
    const skipped = states.length - todo.length;
    onEvent?.({ type: "stage-start", stage: number, kind, title, tasks: states.length, skipped, because });
    const ran = { number, kind, title, folder: stage.folder, structure, blocks: states.length, skipped, because, seconds: 0 };
    await this.#options.onStages?.([...this.#stages, ran]);
    if (todo.length > 0) {
      await this.#prepare(open);
      await this.#tasks(open);
    }
    this.#skipped += skipped;
    await this.#state.finish(open);
    for (const { to } of stage.spec.sinks.flatMap((sink) => (sink.op === "array" ? [sink] : [])))
      if (to.kind === "zarr") await zarrWriter(this.#options.resolve(to.store), to.key, to.options).finish();
    const seconds = (performance.now() - begin) / 1000;
    this.#stages.push({ ...ran, seconds });
    onEvent?.({ type: "stage-end", stage: number, seconds });
  }

  /** Writes the stage for its workers, closes the outputs that will be written, and unsays what records say of blocks that will run. */
  async #prepare({ stage, states, todo, structure }: OpenStage): Promise<void> {
    const { scratch, resolve } = this.#options;
    const encoder = new TextEncoder();
    await this.#state.inputs.save();
    await scratch.set(stageFile(stage.folder), encoder.encode(JSON.stringify(stage)));
    await closeOutputs(stage, resolve);
    if (todo.length === states.length) {
      await removeJournal(scratch, stage.folder);
      await takeOutputs(stage, scratch, resolve);
    } else {
      // A block that runs again with other values overwrites what its record speaks of: killed half way, the old record would lie.
      const journal = new Journal(scratch, stage.folder);
      for (const block of todo) if (states[block] !== BlockState.missing) journal.add({ block, key: "" });
      await journal.flush();
    }
    await scratch.set(latestKey(structure), encoder.encode(stage.folder));
  }

  async #tasks(open: OpenStage): Promise<void> {
    const { stage, todo } = open;
    const { engine, resources, signal, onEvent, retries = 2 } = this.#options;
    const address: Address = { store: stage.scratch, key: stageFile(stage.folder) };
    const stop = new AbortController();
    const both = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
    const journal = new Journal(this.#options.scratch, stage.folder, { onError: (error) => stop.abort(error) });
    try {
      let waiting = [...todo];
      for (let attempt = 1; waiting.length > 0; attempt++) {
        const again: number[] = [];
        const lines = (function* (): Generator<string> {
          for (const block of waiting) yield requestLine(String(block), { stage: address, block });
        })();
        for await (const { worker, answer } of engine.run({ lines, resources }, { signal: both })) {
          const block = Number(answer.id);
          const event = { stage: stage.spec.number, block, worker, attempt };
          if (answer.ok) {
            this.#done++;
            journal.add(this.#state.done(open, block, answer.report));
            onEvent?.({ type: "task-end", ...event, report: answer.report });
            continue;
          }
          signal?.throwIfAborted();
          const final = lasting.has(answer.failure.tag) || attempt > retries;
          onEvent?.({ type: "task-fail", ...event, failure: answer.failure, final });
          if (final) {
            stop.abort();
            throw taskError(stage, block, attempt, answer.failure);
          }
          again.push(block);
        }
        signal?.throwIfAborted();
        waiting = again;
      }
    } catch (error) {
      // What is done stays done; the first error is the one to tell.
      await journal.flush().catch(() => undefined);
      throw error;
    }
    await journal.flush();
  }
}

/** The error of a block: what happened, where. Errors about files and requests keep their own class. */
function taskError(stage: RunnableStage, block: number, attempt: number, failure: TaskFailure): VoxmillError {
  const where = `in block ${block} of stage ${stage.spec.number + 1} (${stage.spec.title})`;
  const cause = Object.assign(new Error(failure.message), { name: failure.tag, stack: failure.stack ?? "" });
  const text = `${failure.message} (${where})`;
  if (failure.tag === "FormatError") return new FormatError(text, { path: "", cause });
  if (failure.tag === "UnsupportedError") return new UnsupportedError(text, { cause });
  if (failure.tag === "GeometryError") return new GeometryError(text, { cause });
  if (failure.tag === "NotFoundError") return new NotFoundError(text, { what: "", cause });
  if (failure.tag === "PlanError") return new PlanError(text, { stage: stage.spec.title, cause });
  return new TaskError(`${failure.tag}: ${text} after ${attempt} attempts.`, { stage: stage.spec.title, block: [block], attempt, cause });
}
