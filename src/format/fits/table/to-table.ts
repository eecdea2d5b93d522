/**
 * A whole FITS table as columns in memory.
 * @module
 */
import { type FitsColumn, numberBytes, numberReader } from "./column.ts";
import type { FitsTable } from "./fits-tables.ts";

/** Values of one column: numbers (NaN is missing), or text. */
export interface FitsColumnValues {
  readonly name: string;
  readonly unit: string;
  readonly data: Float64Array | BigInt64Array | Int32Array | readonly (string | null)[];
}

/** Rows that are read at once: some megabytes. */
const bytesAtOnce = 4 * 1024 * 1024;

/**
 * Reads the columns with one value a row (numbers, text); columns with several give one column for each value, as `NAME_1`, `NAME_2`, to
 * eight of them. Other columns (lists elsewhere, complex numbers, bits) are left out and named in `left`.
 */
export async function readFitsColumns(
  table: FitsTable,
): Promise<{ readonly columns: readonly FitsColumnValues[]; readonly left: readonly string[] }> {
  const parts = table.columns.flatMap(partsOf);
  const known = new Set(parts.map(({ column }) => column));
  const stores = parts.map((part) => storeFor(part, table));
  const step = Math.max(1, Math.floor(bytesAtOnce / Math.max(1, table.rowBytes)));
  for (let start = 0; start < table.rows; start += step) {
    const stop = Math.min(table.rows, start + step);
    const bytes = await table.read(start, stop);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (const { put } of stores) for (let row = start; row < stop; row++) put(row, view, bytes, (row - start) * table.rowBytes);
  }
  const columns = parts.map(({ name, column }, i) => ({ name, unit: column.unit, data: (stores[i] as Store).data }));
  return { columns, left: table.columns.filter((column) => !known.has(column)).map(({ name }) => name) };
}

interface Part {
  readonly name: string;
  readonly column: FitsColumn;
  /** Of the value in the column's values. */
  readonly index: number;
}

const mostParts = 8;

function partsOf(column: FitsColumn): Part[] {
  const { name, code, repeat } = column;
  if (repeat === 0 || !"LBIJKEDA".includes(code)) return [];
  if (code === "A" || repeat === 1) return [{ name, column, index: 0 }];
  if (repeat > mostParts) return [];
  return Array.from({ length: repeat }, (_, index) => ({ name: `${name}_${index + 1}`, column, index }));
}

interface Store {
  readonly data: FitsColumnValues["data"];
  readonly put: (row: number, view: DataView, bytes: Uint8Array, rowStart: number) => void;
}

function storeFor({ column, index }: Part, table: FitsTable): Store {
  const { code, offset, repeat, scale, zero, missing } = column;
  if (code === "A") {
    const data: (string | null)[] = new Array<string | null>(table.rows).fill(null);
    const decoder = new TextDecoder("latin1");
    return {
      data,
      put(row, _view, bytes, rowStart) {
        const text = decoder.decode(bytes.subarray(rowStart + offset, rowStart + offset + repeat));
        const end = text.indexOf("\0");
        data[row] = (end < 0 ? text : text.slice(0, end)).trimEnd();
      },
    };
  }
  const at = offset + index * numberBytes(column);
  if (code === "K" && scale === 1 && zero === 0 && Number.isNaN(missing)) {
    const data = new BigInt64Array(table.rows);
    return {
      data,
      put(row, view, _bytes, rowStart) {
        data[row] = view.getBigInt64(rowStart + at);
      },
    };
  }
  const plainInteger = "BIJ".includes(code) && scale === 1 && zero === 0 && Number.isNaN(missing);
  const data = plainInteger ? new Int32Array(table.rows) : new Float64Array(table.rows);
  const read = numberReader(column, table.path);
  return {
    data,
    put(row, view, _bytes, rowStart) {
      data[row] = read(view, rowStart + at);
    },
  };
}
