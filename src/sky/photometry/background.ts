/**
 * Background and noise from a ring of pixels around a source.
 * @module
 */
import { exactMean, exactSum } from "./exact-sum.ts";

/** Statistics of what is left after clipping. NaN where nothing is. */
export interface Background {
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  /** Standard deviation with ddof 0. */
  readonly deviation: number;
}

export interface ClipOptions {
  /** Values farther from the median than this many standard deviations are left out. @default 3 */
  readonly sigma?: number | undefined;
  /** Rounds of clipping. @default 5, as astropy's sigma_clipped_stats */
  readonly rounds?: number | undefined;
}

function median(sorted: ArrayLike<number>): number {
  const n = sorted.length;
  if (n === 0) return Number.NaN;
  const upper = sorted[n >> 1] as number;
  return n % 2 === 1 ? upper : ((sorted[(n >> 1) - 1] as number) + upper) / 2;
}

function deviation(values: Float64Array): number {
  const mean = exactMean(values);
  return Math.sqrt(exactSum(values.map((v) => (v - mean) ** 2)) / values.length);
}

/** Median, mean and deviation of the finite values, after clipping. Does not depend on their order. */
export function clippedBackground(values: Iterable<number>, { sigma = 3, rounds = 5 }: ClipOptions = {}): Background {
  let kept = Float64Array.from([...values].filter(Number.isFinite)).sort();
  for (let round = 0; round < rounds && kept.length > 0; round++) {
    const middle = median(kept);
    const most = sigma * deviation(kept);
    const next = kept.filter((v) => v >= middle - most && v <= middle + most);
    if (next.length === kept.length) break;
    kept = next;
  }
  const count = kept.length;
  return { count, mean: exactMean(kept), median: median(kept), deviation: count === 0 ? Number.NaN : deviation(kept) };
}
