/** Binary tables of FITS files. @module */
export { type FitsColumn, findColumn, numberBytes, numberReader, type ReadNumber, readColumns } from "./column.ts";
export { type FitsTable, type FitsTableEntry, openFitsTables, pickTable } from "./fits-tables.ts";
export { type FitsColumnValues, readFitsColumns } from "./to-table.ts";
