/**
 * All kernels and collectors by name: the form in which they travel to a worker.
 * @module
 */
import type { Dtype } from "../array/dtype.ts";
import { NotFoundError } from "../errors.ts";
import type { Collector, MergeCollector } from "./collector.ts";
import type { Kernel, KernelTraits, Params } from "./kernel.ts";

const kernels = new Map<string, Kernel>();
const collectors = new Map<string, Collector<Params, unknown>>();

/** Makes kernels known under their names. A name is taken once. */
export function registerKernels(list: readonly Kernel[]): void {
  for (const kernel of list) kernels.set(kernel.name, kernel);
}
/** Makes collectors known under their names. */
export function registerCollectors(list: readonly Collector<Params, unknown>[]): void {
  for (const collector of list) collectors.set(collector.name, collector);
}

function find<T>(map: ReadonlyMap<string, T>, name: string, what: string): T {
  const found = map.get(name);
  if (found === undefined) throw new NotFoundError(`Expected a ${what} named one of ${[...map.keys()].sort().join(", ")}; found "${name}".`, { what: name });
  return found;
}

export const kernelByName = (name: string): Kernel => find(kernels, name, "kernel");
export const collectorByName = (name: string): Collector<Params, unknown> => find(collectors, name, "collector");

/** A collector whose result is read as an array. */
export function mergeCollectorByName(name: string): MergeCollector {
  const collector = collectorByName(name);
  if (!("open" in collector)) throw new NotFoundError(`Expected a merging collector, found "${name}".`, { what: name });
  return collector as MergeCollector;
}

/** What a kernel says about itself with these parameters and inputs. */
export const describeKernel = (name: string, params: Params, inputs: readonly Dtype[]): KernelTraits => kernelByName(name).describe(params, inputs);
