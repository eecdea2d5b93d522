/**
 * Tables in files, by their endings.
 * @module
 */
import { NotFoundError, UnsupportedError } from "../errors.ts";
import type { ReadableStore, Store } from "../store/store.ts";
import { type CsvReadOptions, parseCsvTable } from "./csv-read.ts";
import { csvPieces } from "./csv-write.ts";
import { jsonPieces, parseJsonTable } from "./json-table.ts";
import { parseParquet, toParquet } from "./parquet.ts";
import type { Table } from "./table.ts";

/** How files of one ending are written and read. */
interface TableFormat {
  readonly encode: (table: Table) => Uint8Array;
  readonly decode: (bytes: Uint8Array, path: string, options: ReadTableOptions) => Table | Promise<Table>;
}

export type ReadTableOptions = Omit<CsvReadOptions, "path">;

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const tableFormats: { readonly [ending: string]: TableFormat } = {
  ".csv": {
    encode: (table) => encoded(csvPieces(table)),
    decode: (bytes, path, options) => parseCsvTable(text(bytes), { ...options, path }),
  },
  ".tsv": {
    encode: (table) => encoded(csvPieces(table, { separator: "\t" })),
    decode: (bytes, path, options) => parseCsvTable(text(bytes), { separator: "\t", ...options, path }),
  },
  ".parquet": { encode: toParquet, decode: parseParquet },
  ".json": { encode: (table) => encoded(jsonPieces(table)), decode: (bytes, path) => parseJsonTable(text(bytes), path) },
};

/** The endings that {@link writeTable} and {@link readTable} know. */
export const tableEndings: readonly string[] = Object.keys(tableFormats);

/**
 * Writes a table in the format its key ends with: .csv, .tsv, .parquet (which keeps types and units) or .json.
 * The same table always gives the same bytes. Throws UnsupportedError for other endings.
 */
export async function writeTable(table: Table, store: Store, key: string): Promise<void> {
  await store.set(key, formatOf(key).encode(table));
}

/**
 * Reads a table in the format its key ends with. Throws NotFoundError where there is none, FormatError where it is broken,
 * UnsupportedError for other endings.
 */
export async function readTable(store: ReadableStore, key: string, options: ReadTableOptions = {}): Promise<Table> {
  const format = formatOf(key);
  const path = store.name === "" ? key : `${store.name}/${key}`;
  const bytes = await store.get(key);
  if (bytes === undefined) throw new NotFoundError(`Expected a table at ${path}, found none.`, { what: path });
  return format.decode(bytes, path, options);
}

function formatOf(key: string): TableFormat {
  const ending = tableEndings.find((one) => key.toLowerCase().endsWith(one));
  if (ending !== undefined) return tableFormats[ending] as TableFormat;
  throw new UnsupportedError(`Expected a table to end with ${tableEndings.join(", ")}, found ${key}.`);
}

function encoded(pieces: Iterable<string>): Uint8Array {
  const encoder = new TextEncoder();
  const parts = Array.from(pieces, (piece) => encoder.encode(piece));
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
