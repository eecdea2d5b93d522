/**
 * Tables in files, by their endings.
 * @module
 */
import { NotFoundError, UnsupportedError } from "../errors.ts";
import { openSink } from "../store/sink.ts";
import type { ReadableStore, Store } from "../store/store.ts";
import { batchesOf } from "./batches.ts";
import { type CsvReadOptions, parseCsvTable } from "./csv-read.ts";
import { csvPieces } from "./csv-write.ts";
import { jsonRecord, parseJsonTable } from "./json-table.ts";
import { parquetPieces, parseParquet } from "./parquet.ts";
import type { Table } from "./table.ts";

/** How files of one ending are written and read. */
interface TableFormat {
  /** The bytes of a table that comes in batches: of the same columns, one at least. */
  readonly encode: (batches: AsyncIterable<Table>) => AsyncIterable<Uint8Array>;
  readonly decode: (bytes: Uint8Array, path: string, options: ReadTableOptions) => Table | Promise<Table>;
}

/** Letters that are written at once, about. */
const PIECE_LENGTH = 1 << 18;

export type ReadTableOptions = Omit<CsvReadOptions, "path">;

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const tableFormats: { readonly [ending: string]: TableFormat } = {
  ".csv": {
    encode: (batches) => encoded(csvText(batches, ",")),
    decode: (bytes, path, options) => parseCsvTable(text(bytes), { ...options, path }),
  },
  ".tsv": {
    encode: (batches) => encoded(csvText(batches, "\t")),
    decode: (bytes, path, options) => parseCsvTable(text(bytes), { separator: "\t", ...options, path }),
  },
  ".parquet": { encode: parquetPieces, decode: parseParquet },
  ".json": { encode: (batches) => encoded(jsonText(batches)), decode: (bytes, path) => parseJsonTable(text(bytes), path) },
};

/** The endings that {@link writeTable} and {@link readTable} know. */
export const tableEndings: readonly string[] = Object.keys(tableFormats);

/**
 * Writes a table in the format its key ends with: .csv, .tsv, .parquet (which keeps types and units) or .json.
 * The same table always gives the same bytes. Throws UnsupportedError for other endings.
 */
export async function writeTable(table: Table, store: Store, key: string): Promise<void> {
  await writeTableBatches(batchesOf(table), store, key);
}

/**
 * Writes a table that comes in batches, without ever holding all of it: batches have the same columns, there is at least one, and all
 * but the last have BATCH_ROWS rows (see batches.ts), so that the file is that of {@link writeTable}.
 */
export async function writeTableBatches(batches: AsyncIterable<Table>, store: Store, key: string): Promise<void> {
  const pieces = formatOf(key).encode(batches);
  const sink = await openSink(store, key);
  try {
    for await (const piece of pieces) await sink.write(piece);
    await sink.commit();
  } catch (error) {
    await sink.abort();
    throw error;
  }
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

async function* csvText(batches: AsyncIterable<Table>, separator: string): AsyncGenerator<string> {
  let header = true;
  for await (const table of batches) {
    yield* csvPieces(table, { separator, header });
    header = false;
  }
}

/** One record a line. */
async function* jsonText(batches: AsyncIterable<Table>): AsyncGenerator<string> {
  yield "[";
  let lead = "\n";
  for await (const table of batches) {
    for (let row = 0; row < table.numRows; row++) {
      yield `${lead}${jsonRecord(table, row)}`;
      lead = ",\n";
    }
  }
  yield "\n]\n";
}

/** Pieces of text as bytes, gathered so that a row is not a write. */
async function* encoded(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let gathered = "";
  for await (const piece of pieces) {
    gathered += piece;
    if (gathered.length < PIECE_LENGTH) continue;
    yield encoder.encode(gathered);
    gathered = "";
  }
  yield encoder.encode(gathered);
}
