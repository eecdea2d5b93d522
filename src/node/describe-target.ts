/** Targets in words. @module */
import type { WrittenTable } from "../engine/index.ts";
import type { Target } from "../graph/target.ts";
import { formatInteger, formatShape } from "../render/index.ts";

/** `57 rows`, `1 row`. */
export const rowsText = ({ numRows }: Pick<WrittenTable, "numRows">): string =>
  `${formatInteger(numRows)} ${numRows === 1 ? "row" : "rows"}`;

/** What a target is: `uint32, 256 × 256 × 256`, `57 rows × 10 columns`, `picture`. Rows are known once it has run. */
export function describeTarget(target: Target, table?: WrittenTable | undefined): string {
  if (target.kind === "table")
    return table === undefined ? "table" : `${rowsText(table)} × ${formatInteger(table.head.columns.length)} columns`;
  if (target.kind === "derived") return "picture";
  const array = target.kind === "stored" ? target.array : target;
  return `${array.dtype}, ${formatShape(array.shape)}`;
}
