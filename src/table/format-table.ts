/**
 * Tables as text for people.
 * @module
 */
import type { Column } from "./column.ts";
import { textAt } from "./number-text.ts";

/** Widest text of a cell; longer ones are cut. */
const maxWidth = 40;

/** Names (with units), rows aligned (numbers to the right, text to the left), "..." where rows are left out. */
export function formatTable(columns: readonly Column[], numRows: number, limit: number): string {
  const head = numRows <= limit ? numRows : Math.ceil(limit / 2);
  const tail = numRows <= limit ? 0 : Math.floor(limit / 2);
  const rows = Array.from({ length: head + tail }, (_, i) => (i < head ? i : numRows - tail + i - head));
  const parts = columns.map((column) => {
    const title = column.unit === "" ? column.name : `${column.name} (${column.unit})`;
    const cells = rows.map((row) => shown(column, row));
    if (head + tail < numRows) cells.splice(head, 0, "...");
    const width = Math.max(title.length, ...cells.map((cell) => cell.length));
    return [title, ...cells].map((cell) => (column.dtype === "string" ? cell.padEnd(width) : cell.padStart(width)));
  });
  const height = parts[0]?.length ?? 0;
  const lines = Array.from({ length: height }, (_, i) =>
    parts
      .map((cells) => cells[i])
      .join("  ")
      .trimEnd(),
  );
  return [
    ...lines,
    `(${numRows} ${numRows === 1 ? "row" : "rows"}, ${columns.length} ${columns.length === 1 ? "column" : "columns"})`,
  ].join("\n");
}

/** Floats with six significant digits: enough to read; files hold them all. */
function shown(column: Column, row: number): string {
  const value = column.data[row];
  const text =
    typeof value === "number" && !Number.isInteger(value) && Number.isFinite(value)
      ? String(Number(value.toPrecision(6)))
      : textAt(column, row);
  if (text === undefined) return "";
  return text.length > maxWidth ? `${text.slice(0, maxWidth - 3)}...` : text;
}
