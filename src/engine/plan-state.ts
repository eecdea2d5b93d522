/**
 * A plan against what earlier runs left: which numbers are known, and which blocks of each stage are to do, and why. The driver walks
 * it and runs what is missing; a survey walks it and runs nothing.
 * @module
 */
import type { NdArray } from "../array/nd-array.ts";
import { NdArray as Values } from "../array/nd-array.ts";
import type { Json } from "../format/source.ts";
import { resolveScalars } from "../graph/node.ts";
import type { Params } from "../kernels/kernel.ts";
import { collectorByName } from "../kernels/registry.ts";
import type { DraftSink } from "../plan/draft.ts";
import { blockGrid, type Plan, type PlannedStage } from "../plan/plan.ts";
import { reductionOf } from "../plan/reductions.ts";
import type { ReadFrom, StageSpec } from "../plan/stage.ts";
import type { StoreResolver } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { type Circumstances, reasonsOf } from "./because.ts";
import { BlockState, type Checked, checkBlocks } from "./check-blocks.ts";
import { type Combined, combineSink, keptResult, measuredTable, valueFrom } from "./combine.ts";
import type { MemoryResource } from "./engine.ts";
import type { JournalEntry } from "./journal/index.ts";
import { BlockKeys, Inputs, Names, plainRead, type StageLeft, stageContent, stageStructure, WordTable } from "./keys/index.ts";
import { ownersOf, ownsOutputs } from "./outputs.ts";
import { latestKey, type RunnableStage, stageFile, type TaskReport } from "./protocol.ts";

export interface PlanStateOptions {
  readonly scratch: Store;
  readonly resolve: StoreResolver;
  readonly resources: readonly MemoryResource[];
  /** Compare contents: of inputs, of outputs, of what lies in the scratch. */
  readonly verify?: boolean | undefined;
  readonly fresh?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of questions to stores while they are asked: there may be millions. */
  readonly onChecking?: ((stage: number, what: "inputs" | "records", count: number) => void) | undefined;
}

/** A stage whose numbers are known, with the states of its blocks. */
export interface OpenStage {
  readonly planned: PlannedStage;
  readonly stage: RunnableStage;
  readonly keys: BlockKeys;
  readonly left: StageLeft;
  /** Of each block; blocks that are done are marked by the driver. */
  readonly states: Uint8Array;
  /** Blocks that are to do, ascending. */
  readonly todo: readonly number[];
  readonly because: readonly string[];
  /** Numbers (from 1) of stages that it reads from and that have blocks to do. */
  readonly upstream: readonly number[];
  /** The name of the stage's structure, under which its folder is found again. */
  readonly structure: string;
}

/** Walks the stages of a plan in order; see the module. */
export class PlanState {
  readonly inputs: Inputs;
  readonly stages: RunnableStage[] = [];
  readonly scalars = new Map<string, Json>();
  readonly tables = new Map<string, unknown>();
  readonly #options: PlanStateOptions;
  readonly #passes = new Map<string, Json[]>();
  readonly #left: StageLeft[] = [];
  readonly #structures: string[] = [];
  readonly #names = new Names();
  /** Stages that have blocks to do, by number. */
  readonly #active = new Set<number>();
  /** Sinks that later stages read, as `stage sink`. */
  readonly #read = new Set<string>();
  #at = 0;

  constructor(plan: Plan, options: PlanStateOptions) {
    this.#options = options;
    const onAsked = (count: number): void => options.onChecking?.(this.#at, "inputs", count);
    this.inputs = new Inputs(options.scratch, options.resolve, { verify: options.verify, signal: options.signal, onAsked });
    this.inputs.context.addResources(options.resources);
    const stored = new Map<string, string>();
    for (const { spec } of plan.stages)
      for (const [n, sink] of spec.sinks.entries())
        if (sink.op === "array" && sink.to.kind === "zarr") stored.set(sink.to.key, `${spec.number} ${n}`);
    for (const { spec } of plan.stages)
      for (const step of spec.steps) {
        const home = step.op === "read" ? homeOf(step.from, stored) : undefined;
        if (home !== undefined) this.#read.add(home);
      }
  }

  /** A stage with the states of its blocks; undefined where it waits for a number that is not known (a survey goes on). */
  async open(planned: PlannedStage): Promise<OpenStage | undefined> {
    const { number } = planned.spec;
    this.#at = number;
    const spec = this.#resolved(planned);
    if (spec === undefined) return this.pass(planned);
    const structure = this.#structure(planned);
    const { scratch } = this.#options;
    const content = stageContent(spec, this.#structures);
    const folder = `stages/${this.#names.unique(content)}`;
    const folders = Object.fromEntries(this.stages.flatMap((s) => [[String(s.spec.number), s.folder]]));
    const stage: RunnableStage = { spec, scratch: scratch.locator, folder, folders };
    this.stages[number] = stage;
    const keys = await BlockKeys.open(spec, content, this.#left, this.inputs);
    const left = this.#leftOf(spec, planned);
    this.#left[number] = left;
    const { states, all, ...found } = await this.#check(stage, keys, left);
    const todo: number[] = [];
    for (const [block, state] of states.entries()) if (state !== BlockState.done) todo.push(block);
    if (todo.length > 0) this.#active.add(number);
    const before = todo.length === states.length ? await this.#before(structure, folder) : undefined;
    const changedInputs = await this.#changedInputs(spec);
    const upstream = [...this.#producers(spec)].filter((n) => this.#active.has(n)).map((n) => n + 1);
    const circumstances: Circumstances = { all, before, changedInputs, upstream, ...found };
    return { planned, stage, keys, left, states, todo, because: reasonsOf(spec, states, circumstances), upstream, structure };
  }

  /** Leaves out a stage: nothing of what it leaves is known. */
  pass(planned: PlannedStage): undefined {
    const { number } = planned.spec;
    this.#structure(planned);
    this.#left[number] = this.#leftOf(planned.spec, planned);
    this.#active.add(number);
  }

  #structure({ spec }: PlannedStage): string {
    const structure = this.#names.unique(stageStructure(spec, this.#structures));
    this.#structures[spec.number] = structure;
    return structure;
  }

  /** True where a stage of this structure ran before, whatever its numbers were. */
  async ranBefore(stage: number): Promise<boolean> {
    return (await this.#options.scratch.size(latestKey(this.#structures[stage] as string))) !== undefined;
  }

  /** Takes what the blocks of a stage left, once all of them are done: combines partials, notes numbers and tables. */
  async finish({ planned, stage, left }: OpenStage): Promise<void> {
    const { scratch } = this.#options;
    for (const [n, draft] of planned.sinks.entries()) {
      if (stage.spec.sinks[n]?.op !== "collect") continue;
      this.#take(left, n, draft, await combineSink(stage, n, scratch, left.words[n] as WordTable));
      if (draft.op !== "merge") continue;
      for (const [t, table] of draft.tables.entries()) this.tables.set(table.id, await measuredTable(stage, n, t, scratch));
    }
  }

  /** As {@link finish}, but writes nothing: what was combined before is taken where it still holds. */
  async finishReading({ planned, stage, left, todo }: OpenStage): Promise<void> {
    if (todo.length > 0) return;
    for (const [n, draft] of planned.sinks.entries()) {
      const sink = stage.spec.sinks[n];
      if (sink?.op !== "collect" || draft.op === "table") continue;
      const words = left.words[n] as WordTable;
      const kept = await keptResult(stage, n, this.#options.scratch, words);
      if (kept !== undefined) this.#take(left, n, draft, kept);
      else if (!("open" in collectorByName(sink.collector)))
        this.#take(left, n, draft, { value: await valueFrom(stage, n, this.#options.scratch) });
    }
  }

  /** The journal entry of a block that was done, whose words later stages may want. */
  done({ keys, left, states }: OpenStage, block: number, report: TaskReport): JournalEntry {
    states[block] = BlockState.done;
    this.#note(left, block, report.values);
    return { block, key: keys.of(block) as string, stored: report.stored, left: report.left, values: report.values };
  }

  async close(): Promise<void> {
    await this.inputs.close();
  }

  #note(left: StageLeft, block: number, values: readonly string[] = []): void {
    for (const [n, table] of left.words.entries()) if (values[n] !== undefined && values[n] !== "") table?.setHex(block, values[n]);
  }

  /** Tables for the words that will be asked for: those of partials, and of what later stages read. */
  #leftOf(spec: StageSpec, { grid }: PlannedStage): StageLeft {
    const words = spec.sinks.map((sink, n) =>
      sink.op === "collect" || this.#read.has(`${spec.number} ${n}`) ? new WordTable(grid.count) : undefined,
    );
    return { spec, grid: blockGrid(spec), words, reduced: new Array<NdArray | undefined>(spec.sinks.length).fill(undefined) };
  }

  async #check(
    stage: RunnableStage,
    keys: BlockKeys,
    left: StageLeft,
  ): Promise<Checked & { readonly overwritten: boolean; readonly all: Circumstances["all"] }> {
    const { scratch, resolve, fresh, verify, signal, onChecking } = this.#options;
    const inMemory = stage.spec.sinks.some((s) => s.op === "array" && s.to.kind === "memory");
    const all: Circumstances["all"] = fresh === true ? "fresh" : inMemory ? "memory" : undefined;
    const none = { states: new Uint8Array(keys.grid.count), damaged: 0, all };
    if (all !== undefined) return { ...none, overwritten: false };
    if (!(await ownsOutputs(stage, scratch))) {
      const known = (await scratch.get(stageFile(stage.folder))) !== undefined;
      return { ...none, overwritten: known && (await ownersOf(stage, scratch)).some((owner) => owner !== stage.folder) };
    }
    const checked = await checkBlocks(stage, {
      scratch,
      resolve,
      verify,
      signal,
      count: keys.grid.count,
      keyOf: (block) => keys.of(block),
      onDone: (entry) => this.#note(left, entry.block, entry.values),
      onChecked: (count) => onChecking?.(stage.spec.number, "records", count),
    });
    // Words are noted as entries are read; an entry that did not hold may have followed.
    for (const [block, state] of checked.states.entries()) {
      if (state !== BlockState.done) for (const table of left.words) table?.forget(block);
    }
    return { ...checked, overwritten: false, all };
  }

  #take(left: StageLeft, number: number, draft: DraftSink, { value, merged }: Combined): void {
    if (merged !== undefined) (left.words as (WordTable | undefined)[])[number] = merged;
    if (value instanceof Values) (left.reduced as (NdArray | undefined)[])[number] = value;
    if (draft.op === "table") this.tables.set(draft.table.id, value);
    if (draft.op !== "pass") return;
    const { scalar, pass } = draft;
    const passes = [...(this.#passes.get(scalar.id) ?? []), value as Json];
    this.#passes.set(scalar.id, passes);
    const reduction = reductionOf(scalar);
    if (pass === reduction.passes - 1) this.scalars.set(scalar.id, reduction.value(passes));
  }

  /** The spec with every number that earlier stages computed; undefined where one is missing. */
  #resolved(planned: PlannedStage): StageSpec | undefined {
    let missing = false;
    const numberOf = (id: string): Json => {
      const value = this.scalars.get(id);
      missing ||= value === undefined;
      return value ?? 1;
    };
    const fill = (params: Params): Params => resolveScalars(params, numberOf);
    const { spec } = planned;
    const steps = spec.steps.map((step) => (step.op === "kernel" ? { ...step, params: fill(step.params) } : step));
    const sinks = spec.sinks.map((sink, n) => {
      const draft = planned.sinks[n] as DraftSink;
      if (sink.op === "array") return sink;
      if (draft.op !== "pass") return { ...sink, params: fill(sink.params) };
      const passes = this.#passes.get(draft.scalar.id) ?? [];
      missing ||= passes.length < draft.pass;
      return missing ? sink : { ...sink, ...reductionOf(draft.scalar).pass(draft.pass, passes) };
    });
    return missing ? undefined : { ...spec, steps, sinks };
  }

  /** The stage that had this structure when it last ran, where that was another one. */
  async #before(structure: string, folder: string): Promise<StageSpec | undefined> {
    const { scratch } = this.#options;
    const latest = await scratch.get(latestKey(structure));
    const before = latest === undefined ? undefined : new TextDecoder().decode(latest);
    if (before === undefined || before === folder) return undefined;
    try {
      const bytes = await scratch.get(stageFile(before));
      return bytes === undefined ? undefined : (JSON.parse(new TextDecoder().decode(bytes)) as RunnableStage).spec;
    } catch {
      return undefined; // Torn: there is nothing to compare with.
    }
  }

  async #changedInputs(spec: StageSpec): Promise<Circumstances["changedInputs"]> {
    const found: { name: string; count: number; named: readonly string[] }[] = [];
    const seen = new Set<string>();
    for (const step of spec.steps) {
      const from = step.op === "read" ? plainRead(step.from) : undefined;
      if (from?.kind !== "stored" || seen.has(from.locator.key)) continue;
      seen.add(from.locator.key);
      const { count, named } = await this.inputs.changed(from.locator);
      if (count > 0) found.push({ name: from.locator.key, count, named });
    }
    return found;
  }

  /** Stages of this run that a stage reads from. */
  #producers(spec: StageSpec): Set<number> {
    const stored = new Map<string, string>();
    for (const left of this.#left)
      for (const [n, sink] of left.spec.sinks.entries())
        if (sink.op === "array" && sink.to.kind === "zarr") stored.set(sink.to.key, `${left.spec.number} ${n}`);
    const homes = spec.steps.flatMap((step) => (step.op === "read" ? (homeOf(step.from, stored) ?? []) : []));
    return new Set(homes.map((home) => Number(home.split(" ")[0])));
  }
}

/** Which sink of the plan left what is read, as `stage sink`. `stored` are the arrays that the plan stores, by key. */
function homeOf(from: ReadFrom, stored: ReadonlyMap<string, string>): string | undefined {
  const read = plainRead(from);
  if (read.kind === "stored") return stored.get(read.locator.key);
  return `${read.stage} ${read.sink}`;
}
