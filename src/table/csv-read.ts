/**
 * Reading tables from CSV and TSV.
 * @module
 */
import { FormatError } from "../errors.ts";
import { cellValue } from "./cell-value.ts";
import { type Column, column, columnOfValues, type Value } from "./column.ts";
import { type Cell, type CsvRecord, parseCsv } from "./csv-parse.ts";
import { Table } from "./table.ts";

export interface CsvReadOptions {
  /** What stands between two cells. @default "," */
  readonly separator?: string | undefined;
  /** Whether the first line holds names; without, columns are named column_1, column_2 ... @default true */
  readonly header?: boolean | undefined;
  /** The file, for errors. @default "the text" */
  readonly path?: string | undefined;
}

/**
 * Parses CSV. Each column gets the type that holds all its cells: bool (true, false), int32, uint32, int64, uint64, float64, else text.
 * Empty cells are missing: NaN among numbers (which makes them float64), null among text. Cells in quotes are text. Numbers with
 * leading zeros are text too (they are names, such as 007). Spaces around numbers and names are dropped.
 * Throws FormatError with the line number for records of another length and for quotes that do not close.
 */
export function parseCsvTable(text: string, options: CsvReadOptions = {}): Table {
  const { separator = ",", header = true, path = "the text" } = options;
  const records = parseCsv(text, separator, path);
  const first = records.next();
  if (first.done === true) return new Table([]);
  const names = header ? namesOf(first.value, path) : first.value.cells.map((_, i) => `column_${i + 1}`);
  const cells: Cell[][] = names.map(() => []);
  const add = (record: CsvRecord): void => {
    // An empty line between records is no record; in a table of one column it is a missing value.
    if (names.length > 1 && record.cells.length === 1 && record.cells[0]?.text === "") return;
    if (record.cells.length !== names.length) {
      throw new FormatError(`Expected ${names.length} cells in line ${record.line} of ${path}, found ${record.cells.length}.`, { path });
    }
    for (const [i, cell] of record.cells.entries()) (cells[i] as Cell[]).push(cell);
  };
  if (!header) add(first.value);
  for (const record of records) add(record);
  return new Table(names.map((name, i) => inferColumn(name, cells[i] as Cell[])));
}

function namesOf({ cells }: CsvRecord, path: string): string[] {
  const names = cells.map(({ text }, i) => text.trim() || `column_${i + 1}`);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new FormatError(`Expected different names in line 1 of ${path}, found "${twice}" twice.`, { path });
  return names;
}

function inferColumn(name: string, cells: readonly Cell[]): Column {
  const values: Value[] = [];
  let booleans = 0;
  let numbers = 0;
  for (const { text, quoted } of cells) {
    const value = quoted ? undefined : cellValue(text.trim());
    if (value === undefined)
      return column(
        name,
        cells.map((cell) => (cell.text === "" && !cell.quoted ? null : cell.text)),
      );
    if (typeof value === "boolean") booleans++;
    else if (value !== null) numbers++;
    values.push(value);
  }
  // Truth and numbers do not mix, and truth cannot be missing.
  if (booleans > 0 && (numbers > 0 || booleans < cells.length))
    return column(
      name,
      cells.map(({ text }) => (text === "" ? null : text)),
    );
  return columnOfValues(name, values);
}
