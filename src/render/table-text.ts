/**
 * A table as text, for terminals.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { type Cell, cellFormatter, isNumericColumn } from "./cell-text.ts";
import { formatInteger } from "./number-text.ts";
import type { TableLike } from "./table-like.ts";
import { unitSymbol } from "./unit-text.ts";

/** How much of a table is written. */
export interface TableTextOptions {
  /** @default 20: what fits on a screen together with the command */
  readonly maxRows?: number | undefined;
  /** Significant digits of fractions. @default 5 */
  readonly digits?: number | undefined;
  /** Characters in a line; columns that do not fit are named below. @default no limit */
  readonly width?: number | undefined;
}

/** Longest string in a cell. */
const maxCell = 40;

interface TextColumn {
  readonly name: string;
  readonly lines: readonly string[];
  readonly width: number;
}

/**
 * Writes the first rows in aligned columns, numbers to the right and words to the left, with the units in a line of
 * their own, and says how many rows and columns were left out. Ends with a line break.
 */
export function tableText(table: TableLike, options: TableTextOptions = {}): string {
  const { maxRows = 20, digits = 5, width = Number.POSITIVE_INFINITY } = options;
  if (!(maxRows >= 0 && digits >= 1))
    throw new GeometryError(`Expected maxRows of 0 or more and digits of 1 or more, found ${maxRows} and ${digits}.`);
  const shown = Math.min(table.numRows, maxRows);
  const hasUnits = table.columnNames.some((name) => table.column(name).unit !== undefined);
  const columns = table.columnNames.map((name) => textColumn(table, name, shown, digits, hasUnits));
  const fitting = columnsWithin(columns, width);
  const lines = Array.from({ length: columns[0]?.lines.length ?? 0 }, (_, line) =>
    columns
      .slice(0, fitting)
      .map((column) => column.lines[line])
      .join("  ")
      .trimEnd(),
  );
  if (columns.length === 0) lines.push("(no columns)");
  if (shown < table.numRows) lines.push(`... ${countOf(table.numRows - shown, "more row")}`);
  if (fitting < columns.length) {
    lines.push(
      `... ${countOf(columns.length - fitting, "more column")}: ${columns
        .slice(fitting)
        .map(({ name }) => name)
        .join(", ")}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

/** `1 row`, `1,234 rows`. */
export function countOf(count: number, noun: string): string {
  return `${formatInteger(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** What a terminal would obey instead of show, and what would break the line, is made visible. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to find
  const safe = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, "\ufffd");
  const characters = [...safe];
  return characters.length > maxCell ? `${characters.slice(0, maxCell - 1).join("")}…` : safe;
}

function textColumn(table: TableLike, name: string, rows: number, digits: number, hasUnits: boolean): TextColumn {
  const column = table.column(name);
  const cells = Array.from({ length: rows }, (_, row) => column.values[row] as Cell);
  const format = cellFormatter(name, cells, digits);
  const head = [name, ...(hasUnits ? [column.unit === undefined ? "" : unitSymbol(column.unit)] : [])].map(printable);
  const body = cells.map((cell) => printable(format(cell)));
  const width = Math.max(...[...head, ...body].map((text) => [...text].length));
  const right = isNumericColumn(column);
  const pad = (text: string): string => {
    const room = " ".repeat(width - [...text].length);
    return right ? room + text : text + room;
  };
  return { name: printable(name), width, lines: [...head.map(pad), "─".repeat(width), ...body.map(pad)] };
}

/** How many columns fit, at least one. */
function columnsWithin(columns: readonly TextColumn[], width: number): number {
  let used = -2;
  const first = columns.findIndex((column) => {
    used += column.width + 2;
    return used > width;
  });
  return first === -1 ? columns.length : Math.max(1, first);
}
