/**
 * Runs a plan: stage after stage, with a barrier between them. The driver owns barriers, retries and resuming; engines only run
 * the tasks they are given.
 * @module
 */
import type { VoxmillError } from "../errors.ts";
import type { Json } from "../format/source.ts";
import { zarrWriter } from "../format/zarr/index.ts";
import type { Plan, PlannedStage } from "../plan/plan.ts";
import type { StageSpec } from "../plan/stage.ts";
import type { StoreResolver } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { BlockState } from "./check-blocks.ts";
import { Damage } from "./damage.ts";
import type { Engine, MemoryResource } from "./engine.ts";
import type { RunListener } from "./events.ts";
import { noteStages } from "./failures.ts";
import { Journal, removeJournal } from "./journal/index.ts";
import type { InputRecord } from "./keys/index.ts";
import { closeOutputs, takeOutputs } from "./outputs.ts";
import { type OpenStage, PlanState } from "./plan-state.ts";
import { probeBlocks, probeFirst, readBack } from "./probe.ts";
import { type Address, latestKey, type RunnableStage, requestLine, stageFile } from "./protocol.ts";
import { type BlocksOutcome, type Patience, runBlocks } from "./schedule/index.ts";
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
  readonly #state: PlanState;
  readonly #ran: RanStage[] = [];
  readonly #damage = new Damage();
  readonly #failed: FailedBlock[] = [];
  #done = 0;
  #skipped = 0;
  #orphaned = 0;
  #stopped = false;

  constructor(plan: Plan, options: DriverOptions) {
    this.#plan = plan;
    this.#options = options;
    const { onEvent, drain } = options;
    // Nothing is lost when a check ends early.
    const ends = [options.signal, drain].filter((end) => end !== undefined);
    const signal = ends.length === 0 ? undefined : AbortSignal.any(ends);
    const onChecking = (stage: number, what: "inputs" | "records", count: number): void =>
      onEvent?.({ type: "checking", stage, what, count });
    this.#state = new PlanState(plan, { ...options, signal, onChecking });
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
      await this.#state.inputs.save();
    } finally {
      await this.#closeDamaged();
      await this.#state.close();
    }
    const counts = { done: this.#done, skipped: this.#skipped, failed: this.#failed.length, orphaned: this.#orphaned };
    onEvent?.({ type: "run-end", seconds: (performance.now() - begin) / 1000, ...counts });
    const [first] = this.#failed;
    const { scalars, tables, stages } = this.#state;
    return {
      scalars,
      tables,
      stages,
      ran: this.#ran,
      inputs: await this.#state.inputs.records(),
      done: this.#done,
      skipped: this.#skipped,
      damaged: this.#stopped ? new Set(this.#plan.stages.keys()) : this.#damage.stages,
      error: first === undefined ? undefined : taskError(first, { ...counts, stopped: this.#stopped }),
    };
  }

  async #stage(planned: PlannedStage): Promise<void> {
    const { onEvent } = this.#options;
    const begin = performance.now();
    const { number, kind, title } = planned.spec;
    const tasks = planned.grid.count;
    const needing = this.#damage.orphans(planned.spec, Array(tasks).keys());
    const open = tasks > 0 && needing.size === tasks ? this.#state.pass(planned) : await this.#state.open(planned);
    if (open === undefined) {
      // It reads nothing but what could not be made, or waits for a number that could not.
      onEvent?.({ type: "stage-start", stage: number, kind, title, tasks, skipped: 0, because: [], orphaned: tasks });
      this.#lose(planned.spec, new Set(Array(tasks).keys()));
      onEvent?.({ type: "stage-end", stage: number, seconds: 0 });
      return;
    }
    const { stage, todo, because, structure } = open;
    const { scratch, drain } = this.#options;
    drain?.throwIfAborted();
    await noteStages(
      scratch,
      this.#plan.stages.map((_, n) => this.#state.stages[n]),
    );
    const skipped = tasks - todo.length;
    const orphans = new Set(todo.filter((block) => needing.has(block)));
    const ready = orphans.size === 0 ? todo : todo.filter((block) => !orphans.has(block));
    onEvent?.({ type: "stage-start", stage: number, kind, title, tasks, skipped, because, orphaned: orphans.size });
    const ran = { number, kind, title, folder: stage.folder, structure, blocks: tasks, skipped, because, seconds: 0 };
    await this.#options.onStages?.([...this.#ran, ran]);
    if (todo.length > 0) await this.#prepare(open, ready);
    const lost = ready.length === 0 ? [] : await this.#blocks(open, ready);
    this.#lose(stage.spec, new Set([...orphans, ...lost]), orphans.size);
    this.#skipped += skipped;
    if (!this.#stopped) await this.#finish(open);
    const seconds = (performance.now() - begin) / 1000;
    this.#ran.push({ ...ran, seconds });
    onEvent?.({ type: "stage-end", stage: number, seconds });
  }

  /** Combines what the blocks left, and opens what they wrote. */
  async #finish(open: OpenStage): Promise<void> {
    for (const { to } of open.stage.spec.sinks.flatMap((sink) => (sink.op === "array" ? [sink] : []))) {
      // Also where chunks are missing: later stages read the others. It is taken away again when the run ends.
      if (to.kind === "zarr") await zarrWriter(this.#options.resolve(to.store), to.key, to.options).finish();
    }
    if (!this.#damage.has(open.stage.spec.number)) await this.#state.finish(open);
  }

  /** Notes the blocks of a stage that have no result; `orphaned` of them (all, unless told) because of others. */
  #lose(spec: StageSpec, blocks: ReadonlySet<number>, orphaned = blocks.size): void {
    this.#damage.add(spec, blocks);
    this.#orphaned += orphaned;
  }

  /** Takes the metadata of arrays with missing chunks away again: it was there only for the later stages of this run. */
  async #closeDamaged(): Promise<void> {
    for (const number of this.#damage.stages) {
      const stage = this.#state.stages[number];
      if (stage !== undefined) await closeOutputs(stage, this.#options.resolve);
    }
  }

  /** Writes the stage for its workers, closes the outputs that will be written, and unsays what records say of blocks that will run. */
  async #prepare({ stage, states, todo, structure }: OpenStage, ready: readonly number[]): Promise<void> {
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
      for (const block of ready) if (states[block] !== BlockState.missing) journal.add({ block, key: "" });
      await journal.flush();
    }
    await scratch.set(latestKey(structure), encoder.encode(stage.folder));
  }

  /** Runs blocks and records them. Gives those that have no result. */
  async #blocks(open: OpenStage, todo: readonly number[]): Promise<number[]> {
    const { stage, keys } = open;
    const { engine, resources, signal, drain, onEvent, resolve } = this.#options;
    const address: Address = { store: stage.scratch, key: stageFile(stage.folder) };
    const full = new AbortController();
    const journal = new Journal(this.#options.scratch, stage.folder, { onError: (error) => full.abort(error) });
    const probe = probeBlocks(keys.grid, todo.length, engine.workers);
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
        proven: open.todo.length < open.states.length,
        line: (block) => requestLine(String(block), { stage: address, block }),
        done: (block, worker, attempt, report) => {
          this.#done++;
          undone.delete(block);
          journal.add(this.#state.done(open, block, report));
          onEvent?.({ type: "task-end", stage: number, block, worker, attempt, report });
        },
        failed: (block, worker, attempt, failure, final) => {
          if (final) journal.add({ block, key: keys.of(block) as string, failure, attempts: attempt });
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
}
