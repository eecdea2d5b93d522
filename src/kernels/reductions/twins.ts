/**
 * What the collectors of this folder compute, from all voxels in a list, in plain TypeScript.
 * @module
 */
import { type Dtype, integerRange, isFloat } from "../../array/dtype.ts";
import { exactSums } from "./exact-sum.ts";
import type { Extremes } from "./extrema.ts";
import { interpolate } from "./percentile.ts";
import { rankOf } from "./ranks.ts";
import { type Summary, summarize } from "./summary.ts";

type Value = number | bigint;

export function extremesTwin(dtype: Dtype, values: readonly Value[]): Extremes {
  const { min, max } = isFloat(dtype) ? { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY } : integerRange(dtype);
  let [low, high]: [Value, Value] = [max, min];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low: low === 0 ? 0 : low, high: high === 0 ? 0 : high, nan: values.some((value) => Number.isNaN(value)) };
}

export function summaryTwin(dtype: Dtype, values: readonly Value[]): Summary {
  return summarize({ dtype, sums: exactSums(dtype, values), extremes: extremesTwin(dtype, values) }, values.length, {});
}

export function histogramTwin(edges: readonly number[], values: readonly Value[]): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const value of values.map(Number)) {
    const after = edges.findIndex((edge) => edge > value);
    const bin = value === edges.at(-1) ? counts.length - 1 : after - 1;
    if (bin >= 0) counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
}

export function countsTwin(values: readonly Value[]): Map<Value, number> {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

export function percentileTwin(dtype: Dtype, values: readonly Value[], percentage: number): Value {
  if (values.some((value) => Number.isNaN(value))) return Number.NaN;
  const sorted = values.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
  const rank = rankOf(percentage, values.length);
  const low = Math.floor(rank);
  return interpolate(dtype, sorted[low] as Value, sorted[Math.min(low + 1, sorted.length - 1)] as Value, rank % 1);
}
