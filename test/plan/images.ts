// Images for plans: nothing is read, so they may be of any size.

import type { Dtype } from "#dist/array/dtype.js";
import { type PlanningOptions, planFor, type Wanted } from "#dist/engine/index.js";
import type { ArraySource } from "#dist/format/source.js";
import { defaultAxes } from "#dist/geometry/axes.js";
import type { Vec } from "#dist/geometry/vec.js";
import { fromSource, type LazyArray } from "#dist/graph/index.js";
import type { Plan } from "#dist/plan/index.js";
import { MemoryStore } from "#dist/store/memory.js";

/** A Zarr array that is only described. */
export function described(dtype: Dtype, shape: Vec, chunks: Vec, name = "in.zarr"): LazyArray {
  const source: ArraySource = {
    info: {
      shape,
      dtype,
      chunks,
      axes: defaultAxes(shape.length),
      spacing: shape.map(() => 1),
      unit: shape.map(() => ""),
      translation: shape.map(() => 0),
      codecs: [],
      attributes: {},
    },
    locator: { store: { kind: "memory", id: "inputs" }, key: name, format: "zarr", series: 0, level: 0 },
    readChunk: () => Promise.reject(new Error("a plan reads nothing")),
    identifyChunk: () => Promise.reject(new Error("a plan reads nothing")),
  };
  return fromSource(source);
}

const out = new MemoryStore("outputs");

/** The plan of what is wanted, by default for one worker with plenty of memory. */
export const planOf = (wanted: Wanted, options: Partial<PlanningOptions> = {}): Plan =>
  planFor(wanted, { workers: 1, memory: 1e12, out, ...options });

/** What each stage does, in order. */
export const titles = (plan: Plan): string[] => plan.stages.map((s) => s.spec.title);
