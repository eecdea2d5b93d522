/**
 * Tables: ordered named columns of the same length.
 * @module
 */
import { GeometryError, NotFoundError } from "../errors.ts";
import { type Column, type ColumnData, column, type Value, valueAt } from "./column.ts";
import { formatTable } from "./format-table.ts";

/** One row by column name. */
export type Row = { readonly [name: string]: Value };

/** Columns side by side, as a data frame. Immutable. */
export class Table {
  readonly columns: readonly Column[];
  readonly numRows: number;
  constructor(columns: readonly Column[]) {
    const seen = new Set<string>();
    for (const { name, data } of columns) {
      if (seen.has(name)) throw new GeometryError(`Expected columns of different names, found "${name}" twice.`);
      seen.add(name);
      const length = (columns[0] as Column).data.length;
      if (data.length !== length) {
        throw new GeometryError(`Expected ${length} values in column ${name}, as in ${(columns[0] as Column).name}, found ${data.length}.`);
      }
    }
    this.columns = columns;
    this.numRows = columns[0]?.data.length ?? 0;
  }
  /** A table of typed arrays (or arrays of text) by name, in the order of the keys. */
  static of(data: { readonly [name: string]: ColumnData }, options: { readonly units?: { readonly [name: string]: string } } = {}): Table {
    return new Table(Object.entries(data).map(([name, values]) => column(name, values, { unit: options.units?.[name] })));
  }
  get names(): readonly string[] {
    return this.columns.map(({ name }) => name);
  }
  /** A column by name. Throws NotFoundError, which lists the names there are. */
  column(name: string): Column {
    const found = this.columns.find((one) => one.name === name);
    if (found !== undefined) return found;
    throw new NotFoundError(`Expected a column "${name}", found ${this.names.join(", ") || "no columns"}.`, { what: name });
  }
  /** One row. */
  row(index: number): Row {
    return Object.fromEntries(this.columns.map((one) => [one.name, valueAt(one, index)]));
  }
  /** The rows, first to last. */
  *[Symbol.iterator](): Generator<Row> {
    for (let i = 0; i < this.numRows; i++) yield this.row(i);
  }
  /** All rows as an array: for tables small enough to look at. */
  objects(): Row[] {
    return [...this];
  }
  /** The table as aligned text: names with units, at most `limit` rows (the first and the last), and how many there are. */
  toString(limit = 20): string {
    return formatTable(this.columns, this.numRows, limit);
  }
}
