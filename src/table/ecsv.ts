/**
 * ECSV: CSV with a YAML header that has types and units (astropy APE 6).
 * @module
 */
import { parse } from "yaml";
import { FormatError } from "../errors.ts";
import { parseCsvTable } from "./csv-read.ts";
import { Table } from "./table.ts";

interface EcsvHeader {
  readonly delimiter?: unknown;
  readonly datatype?: readonly { readonly name?: unknown; readonly unit?: unknown }[];
}

/** Parses ECSV. Units come from its header; types as CSV has them. Throws FormatError. */
export function parseEcsv(text: string, path = "the text"): Table {
  const lines = text.split(/\r?\n/);
  const comments = lines.filter((line) => line.startsWith("#"));
  if (!/^# %ECSV/.test(comments[0] ?? "")) throw new FormatError(`Expected "# %ECSV" at the beginning of ${path}.`, { path });
  let header: EcsvHeader;
  try {
    header = (parse(
      comments
        .slice(1)
        .map((line) => line.slice(2))
        .filter((line) => line !== "---")
        .join("\n"),
    ) ?? {}) as EcsvHeader;
  } catch (cause) {
    throw new FormatError(`Expected YAML in the header of ${path}: ${(cause as Error).message}`, { path, cause });
  }
  const separator = typeof header.delimiter === "string" ? header.delimiter : " ";
  const table = parseCsvTable(lines.filter((line) => !line.startsWith("#")).join("\n"), { separator, path });
  const units = new Map((header.datatype ?? []).map(({ name, unit }) => [String(name), typeof unit === "string" ? unit : ""]));
  return new Table(table.columns.map((column) => ({ ...column, unit: units.get(column.name) ?? "" })));
}
