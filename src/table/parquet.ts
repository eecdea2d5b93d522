/**
 * Tables as Apache Parquet, by hyparquet.
 * @module
 */
import { type FileMetaData, parquetMetadata, parquetRead, parquetSchema, type SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { allocate, type Dtype } from "../array/dtype.ts";
import { FormatError, UnsupportedError } from "../errors.ts";
import { BATCH_ROWS } from "./batches.ts";
import { type Column, type ColumnData, type ColumnType, column, columnOfValues, type Value } from "./column.ts";
import { Table } from "./table.ts";

/** How each type is stored: the physical type, and what it means. */
const stored: { readonly [T in ColumnType]: Pick<SchemaElement, "type" | "converted_type"> } = {
  bool: { type: "BOOLEAN" },
  uint8: { type: "INT32", converted_type: "UINT_8" },
  int8: { type: "INT32", converted_type: "INT_8" },
  uint16: { type: "INT32", converted_type: "UINT_16" },
  int16: { type: "INT32", converted_type: "INT_16" },
  uint32: { type: "INT32", converted_type: "UINT_32" },
  int32: { type: "INT32" },
  uint64: { type: "INT64", converted_type: "UINT_64" },
  int64: { type: "INT64" },
  float32: { type: "FLOAT" },
  float64: { type: "DOUBLE" },
  string: { type: "BYTE_ARRAY", converted_type: "UTF8" },
};

/** Units are kept in the file under this key: Parquet has no field for them. */
const metadataKey = "voxmill";

export interface ParquetWriteOptions {
  /** @default "snappy" */
  readonly compression?: "snappy" | "none" | undefined;
}

/** The table as a Parquet file, always the same bytes for the same table. Rows lie in groups of 100,000. */
export function toParquet(table: Table, options: ParquetWriteOptions = {}): Uint8Array {
  const bytes = new ByteWriter();
  const writer = parquetWriter(bytes, table, options);
  writer.write({ columnData: columnsOf(table), rowGroupSize: BATCH_ROWS });
  writer.finish();
  return bytes.getBytes();
}

/** The same file from batches, each of which becomes a row group. */
export async function* parquetPieces(batches: AsyncIterable<Table>, options: ParquetWriteOptions = {}): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter();
  /** What was written since the last call; its offsets go on counting. */
  const take = (): Uint8Array => {
    const taken = bytes.getBytes().slice();
    bytes.index = 0;
    return taken;
  };
  let writer: ParquetWriter | undefined;
  for await (const table of batches) {
    writer ??= parquetWriter(bytes, table, options);
    writer.write({ columnData: columnsOf(table), rowGroupSize: BATCH_ROWS });
    yield take();
  }
  writer?.finish();
  yield take();
}

/** A writer for tables with these columns. */
function parquetWriter(writer: ByteWriter, { columns }: Table, { compression }: ParquetWriteOptions): ParquetWriter {
  if (columns.length === 0) throw new UnsupportedError("Expected at least one column for Parquet, found none.");
  const schema: SchemaElement[] = [
    { name: "root", num_children: columns.length },
    ...columns.map(
      ({ name, dtype }): SchemaElement => ({ name, ...stored[dtype], repetition_type: dtype === "string" ? "OPTIONAL" : "REQUIRED" }),
    ),
  ];
  const units = Object.fromEntries(columns.filter(({ unit }) => unit !== "").map(({ name, unit }) => [name, unit]));
  return new ParquetWriter({
    writer,
    schema,
    codec: compression === "none" ? "UNCOMPRESSED" : "SNAPPY",
    createdBy: "voxmill",
    kvMetadata: [{ key: metadataKey, value: JSON.stringify({ units }) }],
  });
}

const columnsOf = ({ columns }: Table): { readonly name: string; readonly data: unknown[] }[] =>
  columns.map(({ name, dtype, data }) => ({ name, data: writable(dtype, data) }));

/** Values as the encoder takes them: truth as booleans, and uint32 as plain numbers, which it maps to the bits of an INT32 itself. */
function writable(dtype: ColumnType, data: ColumnData): unknown[] {
  if (dtype === "bool") return Array.from(data as Uint8Array, (value) => value === 1);
  return (dtype === "uint32" ? Array.from(data as Uint32Array) : data) as unknown[];
}

/**
 * Reads a Parquet file with flat columns, uncompressed or snappy. Missing values as in CSV. Dates become ISO text.
 * Throws FormatError for a broken file, UnsupportedError for nested columns and other codecs.
 */
export async function parseParquet(bytes: Uint8Array, path = "the file"): Promise<Table> {
  const file = bytes.slice().buffer;
  let metadata: FileMetaData;
  try {
    metadata = parquetMetadata(file);
  } catch (cause) {
    throw new FormatError(`Expected a Parquet file in ${path}: ${(cause as Error).message}.`, {
      path,
      cause,
      hint: "The file is cut short or no Parquet.",
    });
  }
  const units = unitsIn(metadata);
  const elements = parquetSchema(metadata).children.map(({ element, children }) => {
    if (children.length === 0 && element.repetition_type !== "REPEATED") return element;
    throw new UnsupportedError(`Expected flat columns in ${path}, found "${element.name}", which is nested.`);
  });
  const values = await readColumns(file, metadata, path);
  return new Table(elements.map((element) => typedColumn(element, values.get(element.name) ?? [], units[element.name])));
}

/** All values by column, row group after row group. */
async function readColumns(file: ArrayBuffer, metadata: FileMetaData, path: string): Promise<ReadonlyMap<string, unknown[]>> {
  const columns = new Map<string, unknown[]>();
  try {
    await parquetRead({
      file,
      metadata,
      onChunk({ columnName, columnData, rowStart }) {
        const values = columns.get(columnName) ?? [];
        columns.set(columnName, values);
        for (let i = 0; i < columnData.length; i++) values[rowStart + i] = columnData[i];
      },
    });
  } catch (cause) {
    const reason = (cause as Error).message;
    if (/unsupported compression codec/i.test(reason)) {
      throw new UnsupportedError(`Expected ${path} uncompressed or in snappy: ${reason}.`, { cause, hint: "Write the file with snappy." });
    }
    throw new FormatError(`Expected values in ${path}: ${reason}.`, { path, cause, hint: "The file is damaged." });
  }
  return columns;
}

function unitsIn(metadata: FileMetaData): { readonly [name: string]: string | undefined } {
  const own = metadata.key_value_metadata?.find(({ key }) => key === metadataKey)?.value;
  if (own === undefined) return {};
  try {
    return (JSON.parse(own) as { units?: { [name: string]: string } }).units ?? {};
  } catch {
    // Somebody else's metadata under our name: the units are unknown.
    return {};
  }
}

/** The dtype whose storage this is, where there is one. */
function dtypeOf({ type, converted_type, logical_type }: SchemaElement): Dtype | undefined {
  if (logical_type?.type === "INTEGER") {
    const name = `${logical_type.isSigned ? "int" : "uint"}${logical_type.bitWidth}`;
    return name in stored ? (name as Dtype) : undefined;
  }
  if (logical_type !== undefined) return undefined;
  const found = Object.entries(stored).find(([, one]) => one.type === type && one.converted_type === converted_type);
  if (found !== undefined) return found[0] === "string" ? undefined : (found[0] as Dtype);
  if (converted_type === "INT_32") return "int32";
  return converted_type === "INT_64" ? "int64" : undefined;
}

function typedColumn(element: SchemaElement, values: readonly unknown[], unit: string | undefined): Column {
  const { name } = element;
  const dtype = dtypeOf(element);
  const missing = values.some((value) => value === null || value === undefined);
  if (dtype === undefined || missing) {
    const plain = values.map(plainValue);
    return dtype === "float32" || dtype === "float64"
      ? column(
          name,
          Float64Array.from(plain, (value) => (value === null ? Number.NaN : Number(value))),
          { unit },
        )
      : columnOfValues(name, plain, { unit });
  }
  const data = allocate(dtype, values.length);
  for (let i = 0; i < values.length; i++) data[i] = (dtype === "bool" ? Number(values[i]) : values[i]) as never;
  return column(name, data, { unit, dtype: dtype === "bool" ? "bool" : undefined });
}

function plainValue(value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return typeof value === "object" ? JSON.stringify(value) : (value as Value);
}
