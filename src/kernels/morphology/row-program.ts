/**
 * How the erosions of a row by intervals are made from each other.
 *
 * A footprint needs a row eroded by several intervals of columns ("variants"): a ball of radius 12 by [0, 0], [-1, 1] ..
 * [-12, 12]. Each variant is the AND of an earlier one moved to two places, which works as long as the two overlap or
 * touch: [-4, 4] from [-3, 3] moved by -1 and by 1. Long intervals without a shorter neighbour take log2(length) steps.
 * @module
 */
import type { FootprintRow } from "./footprint.ts";

/** Columns relative to the voxel, both included. */
export type Interval = readonly [x0: number, x1: number];

/** Variant `target` = variant `source` read `low` columns on AND read `high` columns on. */
export interface RowStep {
  readonly source: number;
  readonly target: number;
  readonly low: number;
  readonly high: number;
}

export interface RowProgram {
  /** What each variant erodes by; variant 0 is the row itself, [0, 0]. */
  readonly variants: readonly Interval[];
  readonly steps: readonly RowStep[];
  /** The farthest column that any variant looks at. */
  readonly reach: number;
}

/** The program for all intervals of a footprint. */
export function rowProgram(rows: readonly FootprintRow[]): RowProgram {
  const variants: Interval[] = [[0, 0]];
  const steps: RowStep[] = [];
  const make = ([x0, x1]: Interval): void => {
    if (variantOf(variants, x0, x1) >= 0) return;
    let source = sourceFor(variants, x0, x1);
    if (source < 0) {
      make([x0, x0 + Math.ceil((x1 - x0 + 1) / 2) - 1]);
      source = sourceFor(variants, x0, x1);
    }
    const [a, b] = variants[source] as Interval;
    steps.push({ source, target: variants.length, low: x0 - a, high: x1 - b });
    variants.push([x0, x1]);
  };
  const intervals = rows.map(([, , x0, x1]): Interval => [x0, x1]);
  for (const interval of intervals.sort((a, b) => a[1] - a[0] - (b[1] - b[0]))) make(interval);
  const reach = variants.reduce((most, [x0, x1]) => Math.max(most, -x0, x1), 0);
  return { variants, steps, reach };
}

/** The number of a variant, or -1. */
export const variantOf = (variants: readonly Interval[], x0: number, x1: number): number =>
  variants.findIndex(([a, b]) => a === x0 && b === x1);

/** The longest variant from which [x0, x1] takes one step, or -1. */
function sourceFor(variants: readonly Interval[], x0: number, x1: number): number {
  let best = -1;
  for (const [i, [a, b]] of variants.entries()) {
    const growth = x1 - b - (x0 - a);
    const length = b - a + 1;
    if (growth < 0 || growth > length) continue;
    const [c, d] = variants[best] ?? [0, -1];
    if (length > d - c + 1) best = i;
  }
  return best;
}
