/**
 * Tables on their way to files, batch by batch.
 * @module
 */
import type { LazyTable } from "../graph/target.ts";
import type { Store } from "../store/store.ts";
import { concatTables, rowsOf, type Table, writeTableBatches } from "../table/index.ts";

/** Rows that stay in memory for whoever shows the table. */
const KEPT_ROWS = 200_000;

/** A table that was written to a file. */
export interface WrittenTable {
  readonly numRows: number;
  /** Its first rows: all of them up to 200,000, else that many. */
  readonly head: Table;
}

/** Writes the rows of a table under a name of the store, however many there are. `result` is what its collector combined. */
export async function writeLazyTable(table: LazyTable, result: unknown, store: Store, name: string): Promise<WrittenTable> {
  let numRows = 0;
  const kept: Table[] = [];
  async function* watched(): AsyncGenerator<Table> {
    for await (const batch of table.batches(result)) {
      if (numRows < KEPT_ROWS) kept.push(rowsOf(batch, 0, KEPT_ROWS - numRows));
      numRows += batch.numRows;
      yield batch;
    }
  }
  await writeTableBatches(watched(), store, name);
  return { numRows, head: concatTables(kept) };
}
