/** Tables: ordered named columns over typed arrays, in and out of CSV, TSV, Parquet and JSON. @module */
export { BATCH_ROWS, batchesOf, concatTables, rowsOf } from "./batches.ts";
export { type Column, type ColumnData, type ColumnOptions, type ColumnType, column, type Value, valueAt } from "./column.ts";
export { type CsvReadOptions, parseCsvTable } from "./csv-read.ts";
export { type CsvWriteOptions, csvPieces, toCsv } from "./csv-write.ts";
export { parseEcsv } from "./ecsv.ts";
export { type ReadTableOptions, readTable, tableEndings, writeTable, writeTableBatches } from "./files.ts";
export { readFitsTable } from "./fits-table.ts";
export { type ParquetWriteOptions, parseParquet, toParquet } from "./parquet.ts";
export { type Row, Table } from "./table.ts";
export { parseVoTable } from "./votable.ts";
