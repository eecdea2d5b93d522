/**
 * Runs named targets and values as one plan: plan, execute, deliver.
 * @module
 */
import type { NdArray } from "../array/nd-array.ts";
import type { Json } from "../format/source.ts";
import type { Vec } from "../geometry/vec.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { Computable, LazyTable, Target } from "../graph/target.ts";
import { decodeNumber } from "../kernels/json-number.ts";
import { type Plan, planRequest } from "../plan/plan.ts";
import type { StoreResolver } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { concatTables, type Table } from "../table/index.ts";
import { exportArray, readKept } from "./deliver.ts";
import type { StoringOptions } from "./destination.ts";
import { type DriverResults, runPlan } from "./driver.ts";
import type { Engine, MemoryResource } from "./engine.ts";
import type { RunListener } from "./events.ts";
import { isIntact, isKept } from "./intact.ts";
import { closePyramid } from "./pyramid.ts";
import { allocateResult, type Delivery, type RunRequest, requestFor } from "./request.ts";
import type { Patience } from "./schedule/index.ts";
import { type WrittenTable, writeLazyTable } from "./write-lazy-table.ts";

/** What is wanted: files by name, and values by any name. */
export interface Wanted {
  readonly targets?: { readonly [name: string]: Target } | undefined;
  readonly values?: { readonly [name: string]: Computable } | undefined;
}

/** How to plan. */
export interface PlanningOptions extends StoringOptions {
  readonly workers: number;
  /** Bytes for all workers together. */
  readonly memory: number;
  readonly block?: Vec | undefined;
  /** Where files go. Needed for targets. */
  readonly out?: Store | undefined;
}

/** How to run. */
export interface RunOptions extends PlanningOptions, Patience {
  readonly engine: Engine;
  readonly scratch: Store;
  readonly resolve: StoreResolver;
  /** Stops at once, in the middle of blocks. */
  readonly signal?: AbortSignal | undefined;
  /** Begins no further block; the run ends with the reason when those at hand are done and recorded. */
  readonly drain?: AbortSignal | undefined;
  readonly onEvent?: RunListener | undefined;
  /** Compare the checksums of outputs that earlier runs stored, not only their sizes. @default false */
  readonly verify?: boolean | undefined;
  readonly fresh?: boolean | undefined;
}

/** A computed value: an array, a table, a number (or what a histogram is). */
export type Value = NdArray | Table | ScalarValue;
/** A number (a bigint only where a number would not be exact), or what a histogram is: `{ counts, edges }`. */
export type ScalarValue = Json | bigint;

/** What a run gives back. */
export interface RunResult {
  readonly plan: Plan;
  readonly values: { readonly [name: string]: Value };
  /** Tables of the targets, by the name of their file. */
  readonly tables: { readonly [name: string]: WrittenTable };
  readonly done: number;
  readonly skipped: number;
}

/** The plan for what is wanted; nothing runs. */
export function planFor(wanted: Wanted, options: PlanningOptions): Plan {
  return planRequest(requestFor(wanted.targets ?? {}, wanted.values ?? {}, options.out, options).plan, options);
}

/**
 * Runs what is wanted. Where blocks were given up, everything that does not depend on them is delivered all the same; then the first
 * error is thrown.
 */
export async function run(wanted: Wanted, options: RunOptions): Promise<RunResult> {
  const request = requestFor(wanted.targets ?? {}, wanted.values ?? {}, options.out, options, options.engine.sharesMemory);
  const plan = planRequest(request.plan, options);
  const arrays = new Map<number, NdArray>();
  const resources: MemoryResource[] = [...request.inputs];
  for (const [number, array] of request.memory) {
    const { resource, result } = allocateResult(`result-${number}`, array);
    resources.push(resource);
    arrays.set(number, result);
  }
  const results = await runPlan(plan, { ...options, resources });
  for (const [number, array] of request.kept)
    if (isKept(array, plan, results)) arrays.set(number, await readKept(array, plan, results.stages, options.scratch));
  const delivery = new Deliveries(request, plan, results, arrays, options);
  for (const one of request.deliveries) {
    options.drain?.throwIfAborted();
    if (isIntact(one, plan, results)) await delivery.deliver(one);
  }
  if (results.error !== undefined) throw results.error;
  return { plan, values: delivery.values, tables: delivery.tables, done: results.done, skipped: results.skipped };
}

class Deliveries {
  readonly values: { [name: string]: Value } = {};
  readonly tables: { [name: string]: WrittenTable } = {};
  readonly #plan: Plan;
  readonly #results: DriverResults;
  readonly #arrays: ReadonlyMap<number, NdArray>;
  readonly #options: RunOptions;
  readonly #finished = new Map<string, Table>();

  constructor(_request: RunRequest, plan: Plan, results: DriverResults, arrays: ReadonlyMap<number, NdArray>, options: RunOptions) {
    this.#plan = plan;
    this.#results = results;
    this.#arrays = arrays;
    this.#options = options;
  }

  async deliver(one: Delivery): Promise<void> {
    const { onEvent, scratch } = this.#options;
    if (one.kind === "value") {
      this.values[one.name] = await this.#value(one);
      return;
    }
    const out = this.#options.out as Store;
    if (one.kind === "table") {
      const table = await writeLazyTable(one.table, this.#results.tables.get(one.table.node.id), out, one.name);
      this.tables[one.name] = table;
      onEvent?.({ type: "target", name: one.name, what: `${table.numRows} rows` });
    } else if (one.kind === "derived") {
      const arrays = one.requests.map((request) => this.#arrays.get(request) as NdArray);
      const scalars = (one.target.scalars ?? []).map((s) => this.#results.scalars.get(s.node.id) as Json);
      const tables: Table[] = [];
      for (const table of one.target.tables) tables.push(await this.#table(table));
      const bytes = await one.target.make({ arrays, tables, scalars }, one.name.slice(one.name.lastIndexOf(".")));
      await out.set(one.name, bytes);
      onEvent?.({ type: "target", name: one.name, what: `${bytes.length} bytes` });
    } else if (one.kind === "pyramid") {
      await closePyramid(out, one);
      onEvent?.({ type: "target", name: one.name, what: `${describeArray(one.levels[0] as LazyArray)}, ${one.levels.length} levels` });
    } else {
      if (one.kind === "export") await exportArray(one, this.#plan, this.#results.stages, scratch, out);
      const [array] = one.kind === "export" ? (one.levels as readonly [LazyArray]) : [one.array];
      onEvent?.({ type: "target", name: one.name, what: describeArray(array) });
    }
  }

  async #value({ value, request }: Delivery & { readonly kind: "value" }): Promise<Value> {
    if (value.kind === "table") return this.#table(value);
    if (value.kind === "scalar") {
      const json = this.#results.scalars.get(value.node.id) as Json;
      return typeof json === "string" ? decodeNumber(json) : json;
    }
    return this.#arrays.get(request) as NdArray;
  }
  /** A whole table, in memory. */
  async #table(table: LazyTable): Promise<Table> {
    const known = this.#finished.get(table.node.id);
    if (known !== undefined) return known;
    const batches: Table[] = [];
    for await (const batch of table.batches(this.#results.tables.get(table.node.id))) batches.push(batch);
    const made = concatTables(batches);
    this.#finished.set(table.node.id, made);
    return made;
  }
}

const describeArray = (array: LazyArray): string => `${array.dtype} ${array.shape.join(" x ")}`;
