/**
 * FITS binary tables as tables.
 * @module
 */
import { openFitsTables, pickTable, readFitsColumns } from "../format/fits/table/index.ts";
import { pathOf } from "../format/raw/index.ts";
import type { FileLocation } from "../format/source.ts";
import { column } from "./column.ts";
import { Table } from "./table.ts";

/**
 * Reads one binary table, by EXTNAME or number of its unit (the first where nothing is said). Columns with several values a row become
 * several columns; lists and complex numbers are left out. Throws NotFoundError, FormatError, UnsupportedError.
 */
export async function readFitsTable(location: FileLocation, hdu?: number | string): Promise<Table> {
  const table = pickTable(await openFitsTables(location), hdu, pathOf(location)).open();
  try {
    const { columns } = await readFitsColumns(table);
    const seen = new Map<string, number>();
    return new Table(
      columns.map(({ name, unit, data }) => {
        // FITS only recommends that names differ.
        const times = (seen.get(name) ?? 0) + 1;
        seen.set(name, times);
        return column(times === 1 ? name : `${name}_${times}`, data, { unit });
      }),
    );
  } finally {
    await table.close();
  }
}
