/** @module */
import { type Table, valueAt } from "../table/index.ts";
import type { TableLike } from "./table-like.ts";

/** A table as charts and pages read it. */
export function tableLike(table: Table): TableLike {
  return {
    numRows: table.numRows,
    columnNames: table.names,
    column: (name) => {
      const column = table.column(name);
      return { unit: column.unit, values: Array.from({ length: table.numRows }, (_, row) => valueAt(column, row)) };
    },
  };
}
