/**
 * VOTable: tables as XML (IVOA VOTable 1.4), with data as TABLEDATA.
 * @module
 */
import { FormatError, UnsupportedError } from "../errors.ts";
import { parseXml, type XmlElement } from "../format/tiff/xml.ts";
import { type Column, column, columnOfValues, type Value } from "./column.ts";
import { Table } from "./table.ts";

const all = (element: XmlElement, name: string): XmlElement[] => element.children.filter((child) => child.name === name);

function find(element: XmlElement, name: string): XmlElement | undefined {
  if (element.name === name) return element;
  for (const child of element.children) {
    const found = find(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

const numeric = new Set(["float", "double", "short", "int", "long", "unsignedByte"]);

/** Parses the first table of a VOTable. Throws FormatError for broken XML, UnsupportedError for binary data. */
export function parseVoTable(text: string, path = "the text"): Table {
  const root = parseXml(text);
  const table = root === undefined ? undefined : find(root, "TABLE");
  if (table === undefined)
    throw new FormatError(`Expected a VOTable with a TABLE in ${path}, found ${root === undefined ? "broken XML" : root.name}.`, { path });
  const fields = all(table, "FIELD");
  const data = all(table, "DATA")[0];
  const rows = data === undefined ? undefined : all(data, "TABLEDATA")[0];
  if (data !== undefined && rows === undefined)
    throw new UnsupportedError(`Expected TABLEDATA in ${path}, found ${data.children.map(({ name }) => name).join(", ") || "nothing"}.`, {
      hint: "Save the table as TABLEDATA, FITS or Parquet.",
    });
  const records = (rows === undefined ? [] : all(rows, "TR")).map((row) => all(row, "TD").map((cell) => cell.text.trim()));
  const short = records.findIndex((record) => record.length !== fields.length);
  if (short >= 0)
    throw new FormatError(`Expected ${fields.length} cells in row ${short + 1} of ${path}, found ${(records[short] as string[]).length}.`, {
      path,
    });
  return new Table(
    fields.map((field, i) =>
      columnOf(
        field,
        records.map((record) => record[i] as string),
        i,
      ),
    ),
  );
}

function columnOf(field: XmlElement, cells: readonly string[], i: number): Column {
  const name = field.attributes.get("name") ?? field.attributes.get("ID") ?? `column_${i + 1}`;
  const unit = field.attributes.get("unit") ?? "";
  const one = (field.attributes.get("arraysize") ?? "1") === "1";
  if (!numeric.has(field.attributes.get("datatype") ?? "") || !one)
    return column(
      name,
      cells.map((cell) => (cell === "" ? null : cell)),
      { unit },
    );
  const missing = field.children.find((child) => child.name === "VALUES")?.attributes.get("null");
  const values = cells.map((cell): Value => (cell === "" || cell === missing || /^nan$/i.test(cell) ? null : Number(cell)));
  return columnOfValues(name, values, { unit });
}
