/**
 * All kernels and collectors by name: the form in which they travel to a worker.
 * @module
 */
import type { Dtype } from "../array/dtype.ts";
import { NotFoundError } from "../errors.ts";
import type { Json } from "../format/source.ts";
import type { Collector, MergeCollector } from "./collector.ts";
import { columnDistance, planeDistance } from "./distance/index.ts";
import { arithmetic, cast, clip, compare, logical, magnitude, threshold, where } from "./elementwise/index.ts";
import { expandLabels } from "./expand/index.ts";
import { boxExtreme, correlate, gaussian, rankFilter, uniform } from "./filters/index.ts";
import type { Kernel, KernelTraits, Params } from "./kernel.ts";
import { label } from "./labels/index.ts";
import { moduleKernel } from "./module/module-kernel.ts";
import { dilate, erode } from "./morphology/erode.ts";
import { projection } from "./projection/index.ts";
import { counts, extrema, histogram, liCounts, otsuCounts, rankDigits, summary, triangleCounts } from "./reductions/index.ts";
import { regionStatistics } from "./regions/index.ts";
import { labelSelection, selectLabels } from "./selection/index.ts";

/** Kernels and collectors keep their own parameter types; by name they are asked with whatever a plan holds. */
const known = (list: readonly unknown[]): Map<string, Kernel> => new Map((list as readonly Kernel[]).map((k) => [k.name, k]));

const kernels = known([
  gaussian,
  threshold,
  arithmetic,
  compare,
  logical,
  cast,
  clip,
  where,
  erode,
  dilate,
  expandLabels,
  selectLabels,
  moduleKernel,
  rankFilter,
  boxExtreme,
  uniform,
  correlate,
  magnitude,
  planeDistance,
]);
const collectors = known([
  label,
  columnDistance,
  labelSelection,
  regionStatistics,
  summary,
  extrema,
  counts,
  otsuCounts,
  triangleCounts,
  liCounts,
  histogram,
  rankDigits,
  projection,
]) as unknown as ReadonlyMap<string, Collector<Params, unknown>>;

function find<T>(map: ReadonlyMap<string, T>, name: string, what: string): T {
  const found = map.get(name);
  if (found === undefined)
    throw new NotFoundError(`Expected a ${what} named one of ${[...map.keys()].sort().join(", ")}; found "${name}".`, { what: name });
  return found;
}

/** All names, sorted. */
export const kernelNames = (): string[] => [...kernels.keys()].sort();
export const collectorNames = (): string[] => [...collectors.keys()].sort();

export const kernelByName = (name: string): Kernel => find(kernels, name, "kernel");
export const collectorByName = (name: string): Collector<Params, unknown> => find(collectors, name, "collector");

/** A collector whose result is read as an array. */
export function mergeCollectorByName(name: string): MergeCollector {
  const collector = collectorByName(name);
  if (!("open" in collector)) throw new NotFoundError(`Expected a merging collector, found "${name}".`, { what: name });
  return collector as MergeCollector;
}

/**
 * What a kernel says about itself with these parameters and inputs. Numbers that a run has yet to compute stand as 1: no halo, dtype
 * or memory may depend on them.
 */
export const describeKernel = (name: string, params: Params, inputs: readonly Dtype[]): KernelTraits =>
  kernelByName(name).describe(withStandIns(params) as Params, inputs);

function withStandIns(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.some((v) => typeof v === "object") ? value.map(withStandIns) : value;
  if ("$scalar" in value) return 1;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withStandIns(v)]));
}
