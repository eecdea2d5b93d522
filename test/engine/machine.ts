// A machine in memory for the tests of engine and plan: stores, one serial engine, and a second look at what was written.

import { createHash } from "node:crypto";
import { NdArray } from "#dist/array/nd-array.js";
import { type RunOptions, type RunResult, run, serial, type Wanted } from "#dist/engine/index.js";
import { openFile } from "#dist/format/registry.js";
import type { ArraySource } from "#dist/format/source.js";
import type { Vec } from "#dist/geometry/vec.js";
import { MemoryStore } from "#dist/store/memory.js";
import { memoryOpener, type StoreResolver, storeResolver } from "#dist/store/open.js";
import { gridOf, readWhole } from "../contract/format.js";

export type MachineRunOptions = Partial<Omit<RunOptions, "out" | "scratch" | "resolve">>;

/** Plenty of memory, so that only tests about memory think of it. */
export const plenty = 4e9;

/** Stores in memory with an engine that knows them. */
export interface Machine {
  readonly out: MemoryStore;
  readonly scratch: MemoryStore;
  readonly resolve: StoreResolver;
  run(wanted: Wanted, options?: MachineRunOptions): Promise<RunResult>;
}

export function machine(...inputs: readonly MemoryStore[]): Machine {
  const out = new MemoryStore();
  const scratch = new MemoryStore();
  const resolve = storeResolver({ memory: memoryOpener([out, scratch, ...inputs]) });
  const engine = serial({ resolve });
  return {
    out,
    scratch,
    resolve,
    run: (wanted, options = {}) => run(wanted, { engine, workers: 1, memory: plenty, ...options, out, scratch, resolve }),
  };
}

/** The hashes of all values of a store by key. */
export async function contentsOf(store: MemoryStore, prefix = ""): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  for await (const key of store.list(prefix))
    contents.set(
      key,
      createHash("sha256")
        .update((await store.get(key)) as Uint8Array)
        .digest("hex")
        .slice(0, 16),
    );
  return contents;
}

/** Opens a file of a store again, as a later program would. */
export async function reopen(store: MemoryStore, key: string): Promise<ArraySource> {
  const [series] = (await openFile({ store, key })).series;
  return (series as { open(): Promise<ArraySource> }).open();
}

/** All voxels of a stored array. */
export const readBack = async (store: MemoryStore, key: string): Promise<NdArray> => readWhole(await reopen(store, key));

/** A part of an array, voxel by voxel: numbers drop their axis, pairs are [start, stop), null is all. */
export function pick(array: NdArray, ...entries: readonly (number | null | readonly [number, number])[]): NdArray {
  const ranges = array.shape.map((n, axis): readonly [number, number] => {
    const entry = entries[axis] ?? null;
    if (entry === null) return [0, n];
    return typeof entry === "number" ? [entry, entry + 1] : entry;
  });
  const shape = ranges.flatMap(([start, stop], axis) => (typeof entries[axis] === "number" ? [] : [stop - start]));
  const result = NdArray.zeros(array.dtype, shape);
  let at = 0;
  for (const index of gridOf(ranges.map(([start, stop]) => stop - start))) {
    const value = array.get(...index.map((i, axis) => i + (ranges[axis] as readonly [number, number])[0]));
    (result.data as { [i: number]: number | bigint })[at++] = value;
  }
  return result;
}

/** A new array of the values that `valueAt` gives for every index. */
export function fill<A extends NdArray>(array: A, valueAt: (index: Vec) => number | bigint): A {
  let at = 0;
  for (const index of gridOf(array.shape)) (array.data as { [i: number]: number | bigint })[at++] = valueAt(index);
  return array;
}
