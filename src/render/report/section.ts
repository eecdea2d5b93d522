/**
 * The pieces that the sections of a report share.
 * @module
 */
import { type Content, element, type MarkupElement } from "../svg/element.ts";

/** A part of the page that the list at the top leads to. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Content;
}

/** One column of a plain table. */
export interface PlainColumn<Row> {
  readonly title: string;
  readonly cell: (row: Row) => Content;
  /** Set to the right, with digits of equal width. @default false */
  readonly numeric?: boolean | undefined;
}

/** A table of a few rows that were given as values. Columns in which every cell is undefined are left out. */
export function plainTable<Row>(rows: readonly Row[], columns: readonly PlainColumn<Row>[]): MarkupElement {
  const used = columns.filter(({ cell }) => rows.some((row) => cell(row) !== undefined));
  const side = ({ numeric = false }: PlainColumn<Row>): { class: string | undefined } => ({ class: numeric ? "num" : undefined });
  const head = used.map((column) => element("th", { ...side(column), scope: "col" }, column.title));
  const body = rows.map((row) =>
    element(
      "tr",
      {},
      used.map((column) => element("td", side(column), column.cell(row))),
    ),
  );
  return element(
    "div",
    { class: "scroll" },
    element("table", {}, element("thead", {}, element("tr", {}, head)), element("tbody", {}, body)),
  );
}
