/**
 * Numbers as text that reads back as the same number.
 * @module
 */
import { shortestFloat32 } from "../array/shortest-float32.ts";
import { type Column, valueAt } from "./column.ts";

/**
 * A value as it is written to text files: the fewest digits that give the same number again (of float32 columns: the same float32),
 * integers as integers, "NaN", "Infinity", "-0"; "true" and "false"; null is undefined.
 */
export function textAt(column: Column, row: number): string | undefined {
  const value = valueAt(column, row);
  if (value === null) return undefined;
  if (typeof value !== "number") return String(value);
  if (Object.is(value, -0)) return "-0";
  return String(column.dtype === "float32" ? shortestFloat32(value) : value);
}
