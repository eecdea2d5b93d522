/**
 * The little that this layer asks of a table.
 * @module
 */

/** The values of one column, in row order. */
export interface ColumnLike {
  readonly values: ArrayLike<number | bigint | string | boolean | null>;
  /** Physical unit, as `um` or `mm3`. */
  readonly unit?: string | undefined;
}

/** Named columns of equal length. Every table of voxmill is one. */
export interface TableLike {
  readonly numRows: number;
  readonly columnNames: readonly string[];
  column(name: string): ColumnLike;
}
