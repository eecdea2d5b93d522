/**
 * Writing tables as CSV (RFC 4180) and TSV.
 * @module
 */
import { cellValue } from "./cell-value.ts";
import { textAt } from "./number-text.ts";
import type { Table } from "./table.ts";

export interface CsvWriteOptions {
  /** What stands between two cells. @default "," */
  readonly separator?: string | undefined;
  /** Whether the names come first; false for rows that follow others. @default true */
  readonly header?: boolean | undefined;
}

/** So many rows become one piece of text: a long table does not become one string. */
const rowsPerPiece = 4096;

/**
 * The table as text, in pieces. The first line holds the names; lines end with "\n". Numbers have the fewest digits that read back as
 * the same number. A missing text is an empty cell, an empty text is "" in quotes. The same table always gives the same bytes.
 */
export function* csvPieces(table: Table, options: CsvWriteOptions = {}): Generator<string> {
  const { separator = ",", header = true } = options;
  const special = new RegExp(`["\\r\\n${separator === "\t" ? "\\t" : separator}]`);
  const quoted = (text: string): string =>
    cellValue(text.trim()) !== undefined || special.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
  if (header) yield `${table.names.map(quoted).join(separator)}\n`;
  const cells = table.columns.map((column): ((row: number) => string) => {
    if (column.dtype !== "string") return (row) => textAt(column, row) as string;
    return (row) => {
      const text = textAt(column, row);
      return text === undefined ? "" : quoted(text);
    };
  });
  for (let from = 0; from < table.numRows; from += rowsPerPiece) {
    let piece = "";
    for (let row = from; row < Math.min(table.numRows, from + rowsPerPiece); row++) {
      for (let c = 0; c < cells.length; c++) piece += c === 0 ? (cells[0] as (row: number) => string)(row) : separator + cells[c]?.(row);
      piece += "\n";
    }
    yield piece;
  }
}

/** The table as one text. */
export const toCsv = (table: Table, options: CsvWriteOptions = {}): string => [...csvPieces(table, options)].join("");
