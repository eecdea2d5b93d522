/**
 * From what a user wants to what a plan is made for, and back from the results to files and values.
 * @module
 */
import { allocate, type Dtype, itemSize, type TypedArrayOf, viewOf } from "../array/dtype.ts";
import { NdArray } from "../array/nd-array.ts";
import { GeometryError, UnsupportedError } from "../errors.ts";
import { MemorySource } from "../format/memory.ts";
import type { ZarrCodec } from "../format/zarr/index.ts";
import { product } from "../geometry/vec.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { type ArrayNode, inputsOf, type ScalarNode, scalarsOf, type TableNode } from "../graph/node.ts";
import type { Computable, LazyTable, StoredArray, Target } from "../graph/target.ts";
import type { ArrayRequest, PlanRequest } from "../plan/request.ts";
import type { Store } from "../store/store.ts";
import { isExport, type StoringOptions, zarrDestination } from "./destination.ts";
import type { MemoryResource } from "./engine.ts";
import { checkPyramid, type Pyramid, planeAxes, pyramidLevels } from "./pyramid.ts";

/** One thing to be delivered, with where its values will be found. */
export type Delivery =
  | { readonly kind: "zarr"; readonly name: string; readonly array: LazyArray; readonly request: number }
  /** A file that is written whole; the levels after the first are its smaller copies. */
  | { readonly kind: "export"; readonly name: string; readonly levels: readonly LazyArray[]; readonly codec: ZarrCodec | undefined }
  | ({ readonly kind: "pyramid" } & Pyramid)
  | { readonly kind: "table"; readonly name: string; readonly table: LazyTable }
  | {
      readonly kind: "derived";
      readonly name: string;
      readonly target: Target & { readonly kind: "derived" };
      readonly requests: readonly number[];
    }
  | { readonly kind: "value"; readonly name: string; readonly value: Computable; readonly request: number };

/** Everything of one run before it is planned. */
export interface RunRequest {
  readonly plan: PlanRequest;
  readonly deliveries: readonly Delivery[];
  /** Arrays in memory that the graph reads. */
  readonly inputs: readonly MemoryResource[];
  /** Arrays in memory that are to be computed, by number of their request; allocated when the run begins. */
  readonly memory: ReadonlyMap<number, LazyArray>;
  /** The same for engines that do not share memory: kept in the scratch, and read from there in the end. */
  readonly kept: ReadonlyMap<number, LazyArray>;
}

/** Collects the requests of named targets (files in `out`) and of values, for an engine that shares its memory with this thread or not. */
export function requestFor(
  targets: { readonly [name: string]: Target },
  values: { readonly [name: string]: Computable },
  out: Store | undefined,
  storing: StoringOptions = {},
  sharesMemory = true,
): RunRequest {
  const arrays: ArrayRequest[] = [];
  const scalars: ScalarNode[] = [];
  const tables: TableNode[] = [];
  const deliveries: Delivery[] = [];
  const memory = new Map<number, LazyArray>();
  const kept = new Map<number, LazyArray>();
  const inMemory = (array: LazyArray): number => {
    if (!sharesMemory) {
      const request = arrays.push({ node: array.node, to: { kind: "spill" } }) - 1;
      kept.set(request, array);
      return request;
    }
    const request = arrays.push({ node: array.node, to: { kind: "memory", id: `result-${arrays.length}` } }) - 1;
    memory.set(request, array);
    return request;
  };
  for (const [name, target] of Object.entries(targets)) {
    if (target.kind === "table") {
      tables.push(target.node);
      deliveries.push({ kind: "table", name, table: target });
    } else if (target.kind === "derived") {
      tables.push(...target.tables.map((t) => t.node));
      scalars.push(...(target.scalars ?? []).map((s) => s.node));
      deliveries.push({ kind: "derived", name, target, requests: target.arrays.map(inMemory) });
    } else {
      const stored: StoredArray = target.kind === "stored" ? target : { kind: "stored", array: target };
      deliveries.push(storeArray(name, stored, out, storing, arrays));
    }
  }
  for (const [name, value] of Object.entries(values)) {
    if (value.kind === "table") tables.push(value.node);
    if (value.kind === "scalar") scalars.push(value.node);
    deliveries.push({ kind: "value", name, value, request: value.kind === "array" ? inMemory(value) : -1 });
  }
  const plan = { arrays, scalars, tables: [...new Map(tables.map((t) => [t.id, t])).values()] };
  return { plan, deliveries, memory, kept, inputs: memoryInputs(plan) };
}

/** Requests one array file, or the levels of a pyramid; gives how it is delivered. */
function storeArray(name: string, target: StoredArray, out: Store | undefined, storing: StoringOptions, arrays: ArrayRequest[]): Delivery {
  const { array, shards, levels: most, resample, zarrFormat } = target;
  if (isExport(name, array, out)) {
    const tiff = /\.tiff?$/i.test(name);
    if (zarrFormat !== undefined)
      throw new UnsupportedError(`Expected the name of an array with zarrFormat to end with .zarr, found "${name}".`);
    if (shards !== undefined || (most !== undefined && !tiff))
      throw new UnsupportedError(
        `Expected the name of an array with ${shards === undefined ? "levels to end with .zarr or .tif" : "shards to end with .zarr"}, found "${name}".`,
      );
    const levels = most === undefined ? [array] : pyramidLevels(array, most, resample, planeAxes);
    for (const level of levels) arrays.push({ node: level.node, to: { kind: "spill" } });
    return { kind: "export", name, levels, codec: target.codec ?? storing.codec };
  }
  if (zarrFormat === 2 && shards !== undefined)
    throw new GeometryError("Expected no shards in Zarr v2, which does not know them.", { hint: "Write v3.", option: "shards" });
  const how = { codec: target.codec ?? storing.codec, shards, zarrFormat };
  const request = (key: string, level: LazyArray, group?: string): number =>
    arrays.push({ node: level.node, to: zarrDestination(key, level, out as Store, { ...how, group }) }) - 1;
  if (most === undefined) return { kind: "zarr", name, array, request: request(name, array) };
  const levels = pyramidLevels(array, most, resample);
  checkPyramid(name, levels);
  for (const [n, level] of levels.entries()) request(`${name}/${n}`, level, name);
  return { kind: "pyramid", name, levels, resample, zarrFormat };
}

/** The arrays in memory that a plan would read. */
function memoryInputs(request: PlanRequest): MemoryResource[] {
  const found = new Map<string, MemoryResource>();
  const seen = new Set<string>();
  const visit = (node: ArrayNode): void => {
    if (seen.has(node.id)) return;
    seen.add(node.id);
    if (node.kind === "source" && node.source instanceof MemorySource) {
      const { store } = node.source.locator;
      const id = store.kind === "memory" ? store.id : "";
      found.set(id, { id, dtype: node.source.info.dtype, shape: node.source.info.shape, data: node.source.data });
    }
    for (const scalar of scalarsOf(node)) visit(scalar.input);
    inputsOf(node).forEach(visit);
  };
  for (const { node } of request.arrays) visit(node);
  for (const scalar of request.scalars) visit(scalar.input);
  for (const table of request.tables) table.inputs.forEach(visit);
  return [...found.values()];
}

/** Room for an array that is to be computed: shared between threads where the platform has that. */
export function allocateResult(id: string, array: LazyArray): { readonly resource: MemoryResource; readonly result: NdArray } {
  const size = product(array.shape);
  const shared = typeof SharedArrayBuffer === "function";
  const data = shared ? viewOf(array.dtype, new SharedArrayBuffer(size * itemSize(array.dtype)), 0, size) : allocate(array.dtype, size);
  return {
    resource: { id, dtype: array.dtype, shape: array.shape, data },
    result: new NdArray<Dtype>(array.dtype, data as TypedArrayOf[Dtype], array.shape),
  };
}
