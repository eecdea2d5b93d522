/**
 * Columns of a table of region properties.
 * @module
 */

import type { RegionNeed } from "./record.ts";
import type { RegionAxis, RegionImage } from "./region-axes.ts";
import type { RegionStatistics } from "./statistics.ts";

/** One column. */
export interface PropertyColumn {
  readonly name: string;
  /** "voxel", "um", "um^3", "rad", "" for numbers without a unit. */
  readonly unit: string;
  readonly values: Uint32Array | Float64Array | Uint8Array | BigInt64Array | BigUint64Array;
}

/** A property that can be asked for. */
export interface RegionProperty {
  readonly description: string;
  /** In words: what the columns are counted in. */
  readonly unit: string;
  /** Where the definition comes from. */
  readonly source: string;
  /** True when it needs an intensity image. */
  readonly intensity: boolean;
  readonly needs: readonly RegionNeed[];
  /** Numbers of axes for which it is defined. */
  readonly ndim: readonly number[];
  columns(statistics: RegionStatistics, image: RegionImage): PropertyColumn[];
}

/** A float column from a function of the row. */
export function column(name: string, unit: string, rows: number, value: (row: number) => number): PropertyColumn {
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++) values[row] = value(row);
  return { name, unit, values };
}

/** The column of a triple that belongs to an axis. */
export const along = <T>(triple: readonly [T, T, T], axis: RegionAxis): T => triple[axis.frame];
