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
import { resolveScalars } from "../graph/node.ts";
import { contentKey } from "../hash/content-key.ts";
import type { Params } from "../kernels/kernel.ts";
import type { DraftSink } from "../plan/draft.ts";
import type { Plan, PlannedStage } from "../plan/plan.ts";
import { reductionOf } from "../plan/reductions.ts";
import type { StageSpec } from "../plan/stage.ts";
import type { StoreResolver } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { blockKey, stageKey } from "./block-key.ts";
import { combineSink, measuredTable } from "./combine.ts";
import { doneBlocks } from "./done-blocks.ts";
import type { Engine, MemoryResource } from "./engine.ts";
import type { RunListener } from "./events.ts";
import { Journal } from "./journal/index.ts";
import { closeOutputs, ownsOutputs, takeOutputs } from "./outputs.ts";
import { type Address, type RunnableStage, requestLine, stageFile, type TaskFailure } from "./protocol.ts";
import { WorkerContext } from "./task/context.ts";

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
}

/** What the stages combined. */
export interface DriverResults {
  /** By id of the scalar. */
  readonly scalars: ReadonlyMap<string, Json>;
  /** By id of the table: what its collector combined. */
  readonly tables: ReadonlyMap<string, unknown>;
  /** Specs as they ran, with their folders in the scratch. */
  readonly stages: readonly RunnableStage[];
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
  readonly #context: WorkerContext;
  readonly #passes = new Map<string, Json[]>();
  readonly #scalars = new Map<string, Json>();
  readonly #tables = new Map<string, unknown>();
  readonly #valueKeys = new Map<number, string>();
  readonly #stages: RunnableStage[] = [];
  #done = 0;
  #skipped = 0;

  constructor(plan: Plan, options: DriverOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#context = new WorkerContext(options.resolve);
    this.#context.addResources(options.resources);
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
    } finally {
      await this.#context.close();
    }
    onEvent?.({ type: "run-end", seconds: (performance.now() - begin) / 1000, done: this.#done, skipped: this.#skipped });
    return { scalars: this.#scalars, tables: this.#tables, stages: this.#stages, done: this.#done, skipped: this.#skipped };
  }

  async #stage(planned: PlannedStage): Promise<void> {
    const { onEvent, scratch } = this.#options;
    const begin = performance.now();
    const spec = this.#resolved(planned);
    const key = stageKey(spec, this.#valueKeys);
    const folder = `stages/${key}`;
    const folders = Object.fromEntries(this.#stages.map((s) => [String(s.spec.number), s.folder]));
    const stage: RunnableStage = { spec, scratch: scratch.locator, folder, folders };
    this.#stages[spec.number] = stage;
    const { keys, todo } = await this.#todo(stage, key, planned.grid.count);
    const skipped = keys.length - todo.length;
    onEvent?.({ type: "stage-start", stage: spec.number, kind: spec.kind, title: spec.title, tasks: keys.length, skipped });
    if (todo.length > 0) {
      await this.#prepare(stage, skipped === 0);
      await this.#tasks(stage, keys, todo);
    }
    this.#skipped += skipped;
    this.#valueKeys.set(spec.number, contentKey([key, keys]));
    for (const [n, sink] of planned.sinks.entries()) await this.#finishSink(stage, n, sink);
    onEvent?.({ type: "stage-end", stage: spec.number, seconds: (performance.now() - begin) / 1000 });
  }

  /** The spec with every number that earlier stages computed. */
  #resolved(planned: PlannedStage): StageSpec {
    const numberOf = (id: string): Json => this.#scalars.get(id) as Json;
    const fill = (params: Params): Params => resolveScalars(params, numberOf);
    const { spec } = planned;
    return {
      ...spec,
      steps: spec.steps.map((step) => (step.op === "kernel" ? { ...step, params: fill(step.params) } : step)),
      sinks: spec.sinks.map((sink, n) => {
        const draft = planned.sinks[n] as DraftSink;
        if (sink.op === "array") return sink;
        if (draft.op !== "pass") return { ...sink, params: fill(sink.params) };
        return { ...sink, ...reductionOf(draft.scalar).pass(draft.pass, this.#passes.get(draft.scalar.id) ?? []) };
      }),
    };
  }

  /** Keys of all blocks, and the numbers of those that have no record (or whose outputs are gone). */
  async #todo(stage: RunnableStage, key: string, count: number): Promise<{ readonly keys: string[]; readonly todo: number[] }> {
    const { scratch, resolve, fresh, signal } = this.#options;
    const keys: string[] = [];
    for (let block = 0; block < count; block++) {
      signal?.throwIfAborted();
      keys.push(await blockKey(stage.spec, key, block, this.#context));
    }
    const inMemory = stage.spec.sinks.some((s) => s.op === "array" && s.to.kind === "memory");
    const all = inMemory || fresh === true || !(await ownsOutputs(stage, scratch));
    const done = all ? new Set<number>() : await doneBlocks(stage, { scratch, resolve, signal, keyOf: (block) => keys[block] });
    return { keys, todo: keys.flatMap((_, block) => (done.has(block) ? [] : [block])) };
  }

  /** Writes the stage for its workers, and closes the outputs that will be written. */
  async #prepare(stage: RunnableStage, all: boolean): Promise<void> {
    const { scratch, resolve } = this.#options;
    await scratch.set(stageFile(stage.folder), new TextEncoder().encode(JSON.stringify(stage)));
    await closeOutputs(stage, resolve);
    if (all) await takeOutputs(stage, scratch, resolve);
  }

  async #tasks(stage: RunnableStage, keys: readonly string[], todo: readonly number[]): Promise<void> {
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
            journal.add({ block, key: keys[block] as string, stored: answer.report.stored });
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

  /** Combines what the blocks left, and opens what they wrote. */
  async #finishSink(stage: RunnableStage, number: number, draft: DraftSink): Promise<void> {
    const sink = stage.spec.sinks[number] as StageSpec["sinks"][number];
    if (sink.op === "array") {
      if (sink.to.kind === "zarr") await zarrWriter(this.#options.resolve(sink.to.store), sink.to.key, sink.to.options).finish();
      return;
    }
    const value = await combineSink(stage, number, this.#options.scratch);
    if (draft.op === "table") this.#tables.set(draft.table.id, value);
    if (draft.op === "merge") {
      for (const [n, table] of draft.tables.entries())
        this.#tables.set(table.id, await measuredTable(stage, number, n, this.#options.scratch));
    }
    if (draft.op !== "pass") return;
    const { scalar, pass } = draft;
    const passes = [...(this.#passes.get(scalar.id) ?? []), value as Json];
    this.#passes.set(scalar.id, passes);
    const reduction = reductionOf(scalar);
    if (pass === reduction.passes - 1) this.#scalars.set(scalar.id, reduction.value(passes));
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
