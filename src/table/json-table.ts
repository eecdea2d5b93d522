/**
 * Tables as JSON: an array of records.
 * @module
 */
import { FormatError } from "../errors.ts";
import { type Column, columnOfValues, type Value, valueAt } from "./column.ts";
import { textAt } from "./number-text.ts";
import { Table } from "./table.ts";

/** One row as JSON. Numbers as in CSV, 64-bit integers with all their digits; NaN and infinities, which JSON lacks, become null. */
export function jsonRecord(table: Table, row: number): string {
  const fields = table.columns.map((column) => `${JSON.stringify(column.name)}:${literal(column, row)}`);
  return `{${fields.join(",")}}`;
}

function literal(column: Column, row: number): string {
  const value = valueAt(column, row);
  if (typeof value === "string") return JSON.stringify(value);
  if (value === null || (typeof value === "number" && !Number.isFinite(value))) return "null";
  return textAt(column, row) as string;
}

/** Parses an array of records; the columns are the names in order of first use. Missing values as in CSV. Throws FormatError. */
export function parseJsonTable(text: string, path = "the text"): Table {
  let records: unknown;
  try {
    records = JSON.parse(text);
  } catch (cause) {
    throw new FormatError(`Expected JSON in ${path}: ${(cause as Error).message}.`, { path, cause });
  }
  const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  if (!Array.isArray(records) || !records.every(isRecord))
    throw new FormatError(`Expected an array of records in ${path}, found something else.`, { path });
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const value = (record: Readonly<Record<string, unknown>>, name: string): Value => {
    const found = record[name] ?? null;
    if (typeof found === "object" && found !== null)
      throw new FormatError(`Expected plain values for "${name}" in ${path}, found a nested one.`, { path });
    return found as Value;
  };
  return new Table(
    names.map((name) =>
      columnOfValues(
        name,
        records.map((record) => value(record, name)),
      ),
    ),
  );
}
