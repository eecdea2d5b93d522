/**
 * Values counted into bins.
 * @module
 */
import { isWide, niceAtLeast } from "./nice-numbers.ts";
import type { ColumnLike } from "./table-like.ts";

/** `counts[i]` values lie in `[edges[i], edges[i + 1])`; the last bin holds its upper edge too. */
export interface Bins {
  readonly counts: readonly number[];
  readonly edges: readonly number[];
}

/** The values of a column as numbers; NaN where there is none. */
export function columnNumbers({ values }: ColumnLike): number[] {
  return Array.from(values, (value) => (typeof value === "number" || typeof value === "bigint" ? Number(value) : Number.NaN));
}

/** The finite numbers of a column, in row order. */
export function finiteNumbers(column: ColumnLike): number[] {
  return columnNumbers(column).filter(Number.isFinite);
}

/**
 * Bins of a round width that begin at round numbers, so that they can be read off. The width follows Freedman and
 * Diaconis (1981), 2 IQR / n^(1/3), within about 8 (16 from 50 values on) to 64 bins; bins of whole numbers are never narrower than 1.
 */
export function binValues(values: readonly number[]): Bins {
  if (values.length === 0) return { counts: [0], edges: [0, 1] };
  const sorted = Float64Array.from(values).sort();
  const at = (fraction: number): number => sorted[Math.floor(fraction * (sorted.length - 1))] as number;
  const [lo, hi] = [at(0), at(1)];
  if (!isWide(lo, hi)) return { counts: [values.length], edges: [lo - halfOf(lo), hi + halfOf(hi)] };
  const advised = (2 * (at(0.75) - at(0.25))) / Math.cbrt(values.length);
  const narrowest = Math.max((hi - lo) / 64, values.every(Number.isInteger) ? 1 : 0);
  const { value: width } = niceAtLeast(Math.max(narrowest, Math.min(advised, (hi - lo) / (values.length < 50 ? 8 : 16))));
  const edge = (i: number): number => Number((i * width).toPrecision(15));
  let first = Math.floor(lo / width);
  while (edge(first) > lo) first--;
  let last = Math.max(first + 1, Math.ceil(hi / width));
  while (edge(last) < hi) last++;
  const edges = Array.from({ length: last - first + 1 }, (_, i) => edge(first + i));
  const counts = new Array<number>(last - first).fill(0);
  let bin = 0;
  for (const value of sorted) {
    // The edges decide, not a division: 0.3 / 0.1 is less than 3.
    while (bin < counts.length - 1 && value >= (edges[bin + 1] as number)) bin++;
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { counts, edges };
}

/** What the one bin of a (nearly) constant column reaches beyond its values. */
const halfOf = (value: number): number => Math.max(0.5, Math.abs(value) * 1e-6);
