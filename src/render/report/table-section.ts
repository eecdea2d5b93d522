/**
 * Tables of results: their first rows, and how their columns are distributed.
 * @module
 */
import { binValues, columnNumbers, finiteNumbers } from "../bin-values.ts";
import { type Cell, cellFormatter, isNumericColumn } from "../cell-text.ts";
import { formatInteger } from "../number-text.ts";
import { formatCoordinate } from "../svg/coordinate.ts";
import { type Content, element, type MarkupElement } from "../svg/element.ts";
import { histogramChart } from "../svg/histogram.ts";
import { scatterChart } from "../svg/scatter.ts";
import type { TableLike } from "../table-like.ts";
import { countOf } from "../table-text.ts";
import { unitSymbol } from "../unit-text.ts";
import type { ReportTable } from "./model.ts";

const [chartWidth, chartHeight] = [520, 260];

/** A table with a sketch of each column's distribution in its head; the rows shown can be sorted. */
export function tableSection({ title, table, path, maxRows = 25 }: ReportTable): Content {
  const shown = Math.min(maxRows, table.numRows);
  const columns = table.columnNames.map((name) => reportColumn(table, name, shown));
  const rows = Array.from({ length: shown }, (_, row) =>
    element(
      "tr",
      {},
      columns.map((column) => column.cells[row]),
    ),
  );
  const size = `${countOf(table.numRows, "row")} × ${countOf(columns.length, "column")}`;
  const rest =
    shown < table.numRows
      ? ` The first ${formatInteger(shown)} are shown${path === undefined ? "." : "; all are in "}`
      : path === undefined
        ? ""
        : " In ";
  return [
    element("h3", {}, title),
    element("p", { class: "note" }, `${size}.${rest}`, path !== undefined && [element("code", {}, path), "."]),
    element(
      "div",
      { class: "scroll" },
      element(
        "table",
        { class: "sortable" },
        element(
          "thead",
          {},
          element(
            "tr",
            {},
            columns.map(({ head }) => head),
          ),
        ),
        element("tbody", {}, rows),
      ),
    ),
  ];
}

function reportColumn(
  table: TableLike,
  name: string,
  shown: number,
): { readonly head: MarkupElement; readonly cells: readonly MarkupElement[] } {
  const column = table.column(name);
  const numeric = isNumericColumn(column);
  const values = Array.from({ length: shown }, (_, row) => column.values[row] as Cell);
  const format = cellFormatter(name, values, 5);
  const side = numeric ? "num" : undefined;
  const head = element(
    "th",
    { scope: "col", class: side },
    element(
      "button",
      { type: "button" },
      name,
      element("span", { class: "unit" }, column.unit === undefined ? "" : unitSymbol(column.unit)),
    ),
    numeric && name !== "label" && sketch(finiteNumbers(column)),
  );
  return {
    head,
    cells: values.map((value) =>
      element("td", { class: side, "data-v": numeric && value !== null ? `${value}` : undefined }, format(value)),
    ),
  };
}

/** A histogram so small that it needs no axes: is the column narrow, skewed, in two heaps? */
function sketch(values: readonly number[]): Content {
  if (values.length < 3) return undefined;
  const { counts } = binValues(values);
  const [width, height, most] = [72, 18, Math.max(...counts)];
  const step = width / counts.length;
  const d = counts.map((count, i) => {
    const bar = count === 0 ? 0 : Math.max(1, (count / most) * height);
    return bar === 0
      ? ""
      : `M${formatCoordinate(i * step)} ${height}v${formatCoordinate(-bar)}h${formatCoordinate(step * 0.86)}v${formatCoordinate(bar)}z`;
  });
  return element(
    "svg",
    { class: "sketch", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    element("path", { d: d.join("") }),
  );
}

/** The charts that were asked for, over all rows. */
export function tableCharts({ title, table, histograms = [], scatters = [] }: ReportTable): readonly MarkupElement[] {
  return [
    ...histograms.map((name) => {
      const column = table.column(name);
      const { counts, edges } = binValues(finiteNumbers(column));
      const size = { width: chartWidth, height: chartHeight };
      return histogramChart(counts, edges, { ...size, title: `${title}: ${name}`, xLabel: name, unit: column.unit, yLabel: "rows" });
    }),
    ...scatters.map(({ x, y }) => {
      const [xs, ys] = [columnNumbers(table.column(x)), columnNumbers(table.column(y))];
      const units = { xUnit: table.column(x).unit, yUnit: table.column(y).unit };
      return scatterChart(xs, ys, {
        width: chartWidth,
        height: chartHeight,
        title: `${title}: ${y} over ${x}`,
        xLabel: x,
        yLabel: y,
        ...units,
      });
    }),
  ];
}
