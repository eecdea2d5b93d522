/**
 * Runs a plan: stage after stage, with a barrier between them. The driver owns barriers, retries and resuming; engines only run
 * the tasks they are given.
 * @module
 */
import type { VoxmillError } from "../errors.ts";
import type { Json } from "../format/source.ts";
import { zarrWriter } from "../format/zarr/index.ts";
import { resolveScalars } from "../graph/node.ts";
import { contentKey } from "../hash/content-key.ts";
import type { Params } from "../kernels/kernel.ts";
import type { DraftSink } from "../plan/draft.ts";
import { blockGrid, type Plan, type PlannedStage } from "../plan/plan.ts";
import { reductionOf } from "../plan/reductions.ts";
import type { StageSpec } from "../plan/stage.ts";
import type { StoreResolver } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { blockKey, stageKey } from "./block-key.ts";
import { combineSink, measuredTable } from "./combine.ts";
import { Damage } from "./damage.ts";
import { doneBlocks } from "./done-blocks.ts";
import type { Engine, MemoryResource } from "./engine.ts";
import type { RunListener } from "./events.ts";
import { noteStages } from "./failures.ts";
import { Journal } from "./journal/index.ts";
import { closeOutputs, ownsOutputs, takeOutputs } from "./outputs.ts";
import { probeBlocks, probeFirst, readBack } from "./probe.ts";
import { type Address, type RunnableStage, requestLine, stageFile } from "./protocol.ts";
import { type BlocksOutcome, type Patience, runBlocks } from "./schedule/index.ts";
import { WorkerContext } from "./task/context.ts";
import { type FailedBlock, taskError } from "./task-error.ts";

/** What a run needs beside its plan. */
export interface DriverOptions extends Patience {
  readonly engine: Engine;
  /** Partials, spills and records of this run; kept, it makes the next run resume. */
  readonly scratch: Store;
  readonly resolve: StoreResolver;
  readonly resources: readonly MemoryResource[];
  /** Stops at once, in the middle of blocks. */
  readonly signal?: AbortSignal | undefined;
  /** Begins no further block; the run ends with the reason when those at hand are done and recorded. */
  readonly drain?: AbortSignal | undefined;
  readonly onEvent?: RunListener | undefined;
  /** Compare the checksums of outputs that earlier runs stored, not only their sizes. @default false */
  readonly verify?: boolean | undefined;
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
  /** Numbers of the stages some of whose blocks have no result: what is made of them is not there. */
  readonly damaged: ReadonlySet<number>;
  /** The first error, where blocks were given up. */
  readonly error: VoxmillError | undefined;
}

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
  readonly #damage = new Damage();
  readonly #failed: FailedBlock[] = [];
  #done = 0;
  #skipped = 0;
  #orphaned = 0;
  #stopped = false;

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
      for (const stage of this.#plan.stages) {
        this.#options.drain?.throwIfAborted();
        if (!this.#stopped) await this.#stage(stage);
      }
    } finally {
      await this.#closeDamaged();
      await this.#context.close();
    }
    const counts = { done: this.#done, skipped: this.#skipped, failed: this.#failed.length, orphaned: this.#orphaned };
    onEvent?.({ type: "run-end", seconds: (performance.now() - begin) / 1000, ...counts });
    const [first] = this.#failed;
    return {
      scalars: this.#scalars,
      tables: this.#tables,
      stages: this.#stages,
      done: this.#done,
      skipped: this.#skipped,
      damaged: this.#stopped ? new Set(this.#plan.stages.keys()) : this.#damage.stages,
      error: first === undefined ? undefined : taskError(first, { ...counts, stopped: this.#stopped }),
    };
  }

  async #stage(planned: PlannedStage): Promise<void> {
    const { onEvent, scratch } = this.#options;
    const begin = performance.now();
    const { number, kind, title } = planned.spec;
    const tasks = planned.grid.count;
    const needing = this.#damage.orphans(planned.spec, Array(tasks).keys());
    if (this.#unknown(planned) || (tasks > 0 && needing.size === tasks)) {
      onEvent?.({ type: "stage-start", stage: number, kind, title, tasks, skipped: 0, orphaned: tasks });
      this.#lose(planned.spec, new Set(Array(tasks).keys()));
      onEvent?.({ type: "stage-end", stage: number, seconds: 0 });
      return;
    }
    const spec = this.#resolved(planned);
    const key = stageKey(spec, this.#valueKeys);
    const folder = `stages/${key}`;
    const folders = Object.fromEntries(this.#stages.flatMap((s) => [[String(s.spec.number), s.folder]]));
    const stage: RunnableStage = { spec, scratch: scratch.locator, folder, folders };
    this.#stages[number] = stage;
    await noteStages(
      scratch,
      this.#plan.stages.map((_, n) => this.#stages[n]),
    );
    const { keys, todo } = await this.#todo(stage, key, tasks);
    const skipped = tasks - todo.length;
    const orphans = new Set(todo.filter((block) => needing.has(block)));
    const ready = orphans.size === 0 ? todo : todo.filter((block) => !orphans.has(block));
    onEvent?.({ type: "stage-start", stage: number, kind, title, tasks, skipped, orphaned: orphans.size });
    if (todo.length > 0) await this.#prepare(stage, skipped === 0);
    const lost = ready.length === 0 ? [] : await this.#blocks(stage, { keys, todo: ready, skipped });
    this.#lose(spec, new Set([...orphans, ...lost]), orphans.size);
    this.#skipped += skipped;
    this.#valueKeys.set(number, contentKey([key, keys]));
    if (!this.#stopped) for (const [n, sink] of planned.sinks.entries()) await this.#finishSink(stage, n, sink);
    onEvent?.({ type: "stage-end", stage: number, seconds: (performance.now() - begin) / 1000 });
  }

  /** True when a stage waits for a number that a stage before it could not give. */
  #unknown({ spec, sinks }: PlannedStage): boolean {
    if (this.#damage.stages.size === 0) return false;
    let unknown = false;
    const note = (id: string): Json => {
      unknown ||= !this.#scalars.has(id);
      return null;
    };
    for (const part of [...spec.steps, ...spec.sinks]) if ("params" in part) resolveScalars(part.params, note);
    return unknown || sinks.some((sink) => sink.op === "pass" && (this.#passes.get(sink.scalar.id) ?? []).length < sink.pass);
  }

  /** Notes the blocks of a stage that have no result; `orphaned` of them (all, unless told) because of others. */
  #lose(spec: StageSpec, blocks: ReadonlySet<number>, orphaned = blocks.size): void {
    this.#damage.add(spec, blocks);
    this.#orphaned += orphaned;
  }

  /** Takes the metadata of arrays with missing chunks away again: it was there only for the later stages of this run. */
  async #closeDamaged(): Promise<void> {
    for (const number of this.#damage.stages) {
      const stage = this.#stages[number];
      if (stage !== undefined) await closeOutputs(stage, this.#options.resolve);
    }
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
    const { scratch, resolve, fresh, signal, drain } = this.#options;
    const keys: string[] = [];
    for (let block = 0; block < count; block++) {
      signal?.throwIfAborted();
      drain?.throwIfAborted();
      keys.push(await blockKey(stage.spec, key, block, this.#context));
    }
    const inMemory = stage.spec.sinks.some((s) => s.op === "array" && s.to.kind === "memory");
    const all = inMemory || fresh === true || !(await ownsOutputs(stage, scratch));
    const done = all
      ? new Set<number>()
      : await doneBlocks(stage, { scratch, resolve, signal, verify: this.#options.verify, keyOf: (block) => keys[block] });
    return { keys, todo: keys.flatMap((_, block) => (done.has(block) ? [] : [block])) };
  }

  /** Writes the stage for its workers, and closes the outputs that will be written. */
  async #prepare(stage: RunnableStage, all: boolean): Promise<void> {
    const { scratch, resolve } = this.#options;
    await scratch.set(stageFile(stage.folder), new TextEncoder().encode(JSON.stringify(stage)));
    await closeOutputs(stage, resolve);
    if (all) await takeOutputs(stage, scratch, resolve);
  }

  /** Runs blocks and records them. Gives those that have no result. */
  async #blocks(
    stage: RunnableStage,
    { keys, todo, skipped }: { readonly keys: readonly string[]; readonly todo: readonly number[]; readonly skipped: number },
  ): Promise<number[]> {
    const { engine, resources, signal, drain, onEvent, resolve } = this.#options;
    const address: Address = { store: stage.scratch, key: stageFile(stage.folder) };
    const full = new AbortController();
    const journal = new Journal(this.#options.scratch, stage.folder, { onError: (error) => full.abort(error) });
    const probe = probeBlocks(blockGrid(stage.spec), todo.length, engine.workers);
    const number = stage.spec.number;
    const undone = new Set(todo);
    let outcome: BlocksOutcome;
    try {
      outcome = await runBlocks({
        engine,
        resources,
        blocks: probeFirst(probe, todo),
        count: todo.length,
        patience: this.#options,
        proven: skipped > 0,
        line: (block) => requestLine(String(block), { stage: address, block }),
        done: (block, worker, attempt, report) => {
          this.#done++;
          undone.delete(block);
          journal.add({ block, key: keys[block] as string, stored: report.stored });
          onEvent?.({ type: "task-end", stage: number, block, worker, attempt, report });
        },
        failed: (block, worker, attempt, failure, final) => {
          if (final) journal.add({ block, key: keys[block] as string, failure, attempts: attempt });
          onEvent?.({ type: "task-fail", stage: number, block, worker, attempt, failure, final });
        },
        probe: {
          count: probe.length,
          check: () =>
            this.#check(
              stage,
              probe.filter((block) => !undone.has(block)),
              resolve,
            ),
        },
        signal: signal === undefined ? full.signal : AbortSignal.any([signal, full.signal]),
        drain,
      });
    } catch (error) {
      // What is done stays done; the first error is the one to tell.
      await journal.flush().catch(() => undefined);
      throw error;
    }
    await journal.flush();
    if (undone.size > outcome.givenUp.length && outcome.stopped === undefined) drain?.throwIfAborted();
    const stopped = outcome.stopped;
    this.#stopped ||= stopped !== undefined;
    const failed = stopped === undefined ? outcome.givenUp : [stopped, ...outcome.givenUp.filter((g) => g.block !== stopped.block)];
    for (const { block, attempts, failure } of failed) this.#failed.push({ stage: stage.spec, block, attempts, failure });
    return [...undone];
  }

  async #check(stage: RunnableStage, probe: readonly number[], resolve: StoreResolver): Promise<void> {
    for (const block of probe) await readBack(stage, block, resolve);
  }

  /** Combines what the blocks left, and opens what they wrote. */
  async #finishSink(stage: RunnableStage, number: number, draft: DraftSink): Promise<void> {
    const sink = stage.spec.sinks[number] as StageSpec["sinks"][number];
    if (sink.op === "array") {
      // Also where chunks are missing: later stages read the others. It is taken away again when the run ends.
      if (sink.to.kind === "zarr") await zarrWriter(this.#options.resolve(sink.to.store), sink.to.key, sink.to.options).finish();
      return;
    }
    if (this.#damage.has(stage.spec.number)) return;
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
