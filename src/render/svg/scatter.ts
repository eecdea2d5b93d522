/**
 * Two columns against each other.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { toHex } from "../color.ts";
import { colormap } from "../colormap.ts";
import { chart, standaloneSvg } from "./chart-style.ts";
import { formatCoordinate } from "./coordinate.ts";
import { type Content, element, type MarkupElement } from "./element.ts";
import { type ChartOptions, type PlotArea, plotArea, withUnit } from "./plot-area.ts";

/** What the two columns are. */
export interface ScatterOptions extends ChartOptions {
  readonly xLabel?: string | undefined;
  readonly yLabel?: string | undefined;
  readonly xUnit?: string | undefined;
  readonly yUnit?: string | undefined;
}

/** Above this number points hide each other (and make a file of megabytes): squares coloured by their number are drawn instead. */
const pointLimit = 3000;
const squareSide = 8;

/** Points to be put into a page. Rows where either value is not finite are left out. Throws a GeometryError for unequal lengths. */
export function scatterChart(xs: ArrayLike<number>, ys: ArrayLike<number>, options: ScatterOptions = {}): MarkupElement {
  if (xs.length !== ys.length) throw new GeometryError(`Expected as many x as y values, found ${xs.length} and ${ys.length}.`);
  const { width = 640, height = 400 } = options;
  const points = Array.from(xs, (x, i) => [x, ys[i] as number] as const).filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  const area = plotArea(
    { ...options, width, height },
    { ...paddedRange(points.map(([x]) => x)), label: withUnit(options.xLabel ?? "", options.xUnit) },
    { ...paddedRange(points.map(([, y]) => y)), label: withUnit(options.yLabel ?? "", options.yUnit) },
  );
  const name = `${points.length} points${options.title === undefined ? "" : `: ${options.title}`}`;
  return chart(width, height, name, area.backdrop, points.length > pointLimit ? squares(points, area) : circles(points, area));
}

/** Points as an SVG file. */
export function scatterSvg(xs: ArrayLike<number>, ys: ArrayLike<number>, options: ScatterOptions = {}): string {
  return standaloneSvg(scatterChart(xs, ys, options));
}

/** The range of the values and 3 % more on each side, so that no point sits on an axis. */
function paddedRange(values: readonly number[]): { readonly lo: number; readonly hi: number } {
  if (values.length === 0) return { lo: 0, hi: 1 };
  const lo = values.reduce((least, value) => Math.min(least, value));
  const hi = values.reduce((most, value) => Math.max(most, value));
  const pad = hi > lo ? 0.03 * (hi - lo) : Math.max(Math.abs(lo), 1) * 0.5;
  return { lo: lo - pad, hi: hi + pad };
}

type Point = readonly [x: number, y: number];

function circles(points: readonly Point[], { x, y }: PlotArea): Content {
  const radius = points.length > 500 ? 2 : 3;
  // A path of zero-length strokes with round caps: a tenth of the bytes of as many circles.
  const d = points.map(([px, py]) => `M${[x(px), y(py)].map(formatCoordinate).join(" ")}h0`).join("");
  const paint = { fill: "none", "stroke-linecap": "round", "stroke-width": 2 * radius, "stroke-opacity": points.length > 500 ? 0.45 : 0.7 };
  return element("path", { class: "vm-point", d, ...paint });
}

function squares(points: readonly Point[], { x, y, left, bottom }: PlotArea): Content {
  const counts = new Map<string, readonly [column: number, row: number, count: number]>();
  for (const [px, py] of points) {
    const [column, row] = [Math.floor((x(px) - left) / squareSide), Math.floor((bottom - y(py)) / squareSide)];
    counts.set(`${column},${row}`, [column, row, (counts.get(`${column},${row}`)?.[2] ?? 0) + 1]);
  }
  const cells = [...counts.values()];
  const most = cells.reduce((top, [, , count]) => Math.max(top, count), 1);
  const { table } = colormap("viridis");
  return cells.map(([column, row, count]) => {
    const step = 3 * Math.round(20 + (225 * Math.log(count)) / Math.max(1e-9, Math.log(most)));
    const fill = toHex([table[step] as number, table[step + 1] as number, table[step + 2] as number]);
    const at = { x: left + column * squareSide, y: bottom - (row + 1) * squareSide };
    return element("rect", { ...at, width: squareSide - 0.5, height: squareSide - 0.5, fill });
  });
}
