/**
 * Tables too long for memory: in batches of rows.
 * @module
 */
import { type Column, type ColumnData, column } from "./column.ts";
import { Table } from "./table.ts";

/** Rows of a batch (the last one may be shorter), and of a row group of Parquet. */
export const BATCH_ROWS = 100_000;

/** A table in batches, as views. One without rows has one batch. */
export async function* batchesOf(table: Table): AsyncGenerator<Table> {
  for (let first = 0; first === 0 || first < table.numRows; first += BATCH_ROWS) yield rowsOf(table, first, first + BATCH_ROWS);
}

/** Rows `[from, to)` of a table. */
export function rowsOf(table: Table, from: number, to: number): Table {
  if (from === 0 && to >= table.numRows) return table;
  const cut = (data: ColumnData): ColumnData => (Array.isArray(data) ? data.slice(from, to) : (data as Uint8Array).subarray(from, to));
  return new Table(table.columns.map((one) => ({ ...one, data: cut(one.data) })));
}

/** Tables of the same columns under each other. */
export function concatTables(tables: readonly Table[]): Table {
  const [first] = tables;
  if (first === undefined || tables.length === 1) return first ?? new Table([]);
  return new Table(
    first.columns.map(
      (one, c): Column =>
        joinColumns(
          one,
          tables.map((table) => (table.columns[c] as Column).data),
        ),
    ),
  );
}

function joinColumns(like: Column, parts: readonly ColumnData[]): Column {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (like.dtype === "string")
    return column(
      like.name,
      parts.flatMap((part) => [...(part as readonly string[])]),
      { unit: like.unit },
    );
  const Values = (like.data as Uint8Array).constructor as new (length: number) => Uint8Array;
  const data = new Values(length);
  let at = 0;
  for (const part of parts) {
    data.set(part as Uint8Array, at);
    at += part.length;
  }
  return { ...like, data };
}
