// Runs all passes of a reduction on an image in memory, through JSON, as a plan would.

import type { NdArray } from "#dist/array/nd-array.js";
import type { Collector } from "#dist/kernels/collector.js";
import type { Params, Triple } from "#dist/kernels/kernel.js";
import {
  counts,
  extrema,
  histogram,
  liCounts,
  otsuCounts,
  rankDigits,
  reduction,
  summary,
  triangleCounts,
} from "#dist/kernels/reductions/index.js";
import { runCollector } from "./harness.js";

type AnyJson = ReturnType<ReturnType<typeof reduction>["value"]>;

const collectors = new Map<string, Collector>(
  [counts, extrema, histogram, liCounts, otsuCounts, rankDigits, summary, triangleCounts].map((c) => [c.name, c as unknown as Collector]),
);

export async function runReduction(
  name: string,
  params: Params,
  image: NdArray,
  options: { readonly block?: Triple; readonly batch?: number; readonly reverse?: boolean } = {},
): Promise<AnyJson> {
  const plan = reduction(name, params, image.dtype);
  const results: AnyJson[] = [];
  for (let i = 0; i < plan.passes; i++) {
    const pass = plan.pass(i, results);
    const collector = collectors.get(pass.collector);
    if (collector === undefined) throw new Error(`no collector ${pass.collector}`);
    const { result } = await runCollector(collector, JSON.parse(JSON.stringify(pass.params)) as Params, [image], options);
    results.push(JSON.parse(JSON.stringify(result)) as AnyJson);
  }
  return plan.value(results);
}
