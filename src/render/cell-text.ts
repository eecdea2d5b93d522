/**
 * The values of a column as text.
 * @module
 */
import { formatInteger, formatNumber } from "./number-text.ts";
import type { ColumnLike } from "./table-like.ts";

/** One value of a table. */
export type Cell = number | bigint | string | boolean | null;

/** Writes the cells of one column. */
export type FormatCell = (cell: Cell) => string;

/** True when every value that is there is a number; a column without any value is not numeric. */
export function isNumericColumn({ values }: ColumnLike): boolean {
  let seen = false;
  for (let i = 0; i < values.length; i++) {
    const type = typeof values[i];
    if (type === "number" || type === "bigint") seen = true;
    else if (values[i] !== null) return false;
  }
  return seen;
}

/**
 * How a column is written: whole numbers exactly, fractions with the same number of decimals in every row, so that the
 * points stand below each other, `digits` significant ones in the largest. Where small values would be left with less
 * than two digits, each value gets digits of its own. Labels are names, not amounts, and are not grouped.
 */
export function cellFormatter(name: string, cells: readonly Cell[], digits: number): FormatCell {
  const number = name === "label" ? (value: number | bigint) => `${value}` : numberFormatter(cells, digits);
  return (cell) => {
    if (cell === null) return "";
    return typeof cell === "number" || typeof cell === "bigint" ? number(cell) : String(cell);
  };
}

function numberFormatter(cells: readonly Cell[], digits: number): (value: number | bigint) => string {
  const own = (value: number | bigint): string => formatNumber(value, digits);
  const numbers = cells.filter((cell) => typeof cell === "number" && Number.isFinite(cell)) as number[];
  const sizes = numbers.map(Math.abs).filter((size) => size > 0);
  if (numbers.every(Number.isInteger) || sizes.length === 0) return own;
  const largest = sizes.reduce((a, b) => Math.max(a, b));
  const smallest = sizes.reduce((a, b) => Math.min(a, b));
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(largest)));
  if (largest >= 1e15 || decimals > 20 || smallest < 10 ** (1 - decimals)) return own;
  return (value) => {
    if (typeof value === "bigint" || !Number.isFinite(value)) return own(value);
    const [whole = "", fraction] = Math.abs(value).toFixed(decimals).split(".");
    const sign = value < 0 ? "-" : "";
    return `${sign}${formatInteger(BigInt(whole))}${fraction === undefined ? "" : `.${fraction}`}`;
  };
}
