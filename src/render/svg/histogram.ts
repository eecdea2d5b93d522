/**
 * A histogram as a chart.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { niceTicks } from "../nice-numbers.ts";
import { formatShort } from "../number-text.ts";
import { chart, standaloneSvg } from "./chart-style.ts";
import { formatCoordinate } from "./coordinate.ts";
import { type Content, element, type MarkupElement } from "./element.ts";
import { type ChartOptions, type PlotArea, plotArea, tickFont, withUnit } from "./plot-area.ts";
import { estimateTextWidth } from "./text-size.ts";

/** A value worth pointing at, as a threshold or a mean. */
export interface HistogramMark {
  readonly at: number;
  readonly label: string;
}

/** What is said about the bins. */
export interface HistogramOptions extends ChartOptions {
  /** What is counted over, as `intensity`. @default "" */
  readonly xLabel?: string | undefined;
  readonly unit?: string | undefined;
  /** What is counted. @default "count" */
  readonly yLabel?: string | undefined;
  readonly marks?: readonly HistogramMark[] | undefined;
  /** Draws log10(1 + count), where one bin (the background) would hide all others. @default false */
  readonly logarithmic?: boolean | undefined;
}

/** A histogram to be put into a page. `edges` has one entry more than `counts`; throws a GeometryError otherwise. */
export function histogramChart(counts: ArrayLike<number>, edges: ArrayLike<number>, options: HistogramOptions = {}): MarkupElement {
  check(counts, edges);
  const { marks = [], logarithmic = false, width = 640, height = 320 } = options;
  const [lo, hi] = [edges[0] as number, edges[counts.length] as number];
  const most = Array.from(counts).reduce((top, count) => Math.max(top, count), 1);
  const visible = marks.filter(({ at }) => at >= lo && at <= hi);
  const rows = markRows(visible, (at) => 60 + ((at - lo) / (hi - lo)) * (width - 82), width - 22);
  const vertical = logarithmic ? logarithmicAxis(most) : { lo: 0, hi: most * 1.04, ticks: niceTicks(0, most, 5).filter(Number.isInteger) };
  const headroom = 18 * (1 + Math.max(-1, ...rows));
  const area = plotArea(
    options,
    { lo, hi, label: withUnit(options.xLabel ?? "", options.unit) },
    { ...vertical, label: options.yLabel ?? "count", format: formatShort },
    headroom,
  );
  const name = `Histogram of ${counts.length} bins${options.title === undefined ? "" : `: ${options.title}`}`;
  return chart(width, height, name, area.backdrop, bars(counts, edges, area), markLines(visible, rows, area));
}

/** A histogram as an SVG file: bars, axes with round numbers, and marked values. */
export function histogramSvg(counts: ArrayLike<number>, edges: ArrayLike<number>, options: HistogramOptions = {}): string {
  return standaloneSvg(histogramChart(counts, edges, options));
}

function check(counts: ArrayLike<number>, edges: ArrayLike<number>): void {
  if (counts.length === 0 || edges.length !== counts.length + 1) {
    throw new GeometryError(`Expected one edge more than counts, found ${edges.length} edges and ${counts.length} counts.`);
  }
  for (let i = 0; i < counts.length; i++) {
    const [from, to, count] = [edges[i] as number, edges[i + 1] as number, counts[i] as number];
    if (!(from < to && Number.isFinite(from) && Number.isFinite(to))) {
      throw new GeometryError(`Expected finite edges that increase, found ${from} before ${to} at ${i}.`);
    }
    if (!(count >= 0 && Number.isFinite(count))) throw new GeometryError(`Expected counts of 0 or more, found ${count} in bin ${i}.`);
  }
}

function logarithmicAxis(most: number) {
  const decades = Math.max(1, Math.ceil(Math.log10(1 + most) - 1e-9));
  const stride = Math.ceil(decades / 5);
  const ticks = Array.from({ length: decades + 1 }, (_, k) => 10 ** k).filter((_, k) => k % stride === 0);
  const top = Math.log10(1 + most) * 1.04;
  return {
    lo: 0,
    hi: most,
    ticks: ticks.filter((tick) => Math.log10(1 + tick) <= top),
    position: (count: number) => Math.log10(1 + count) / top,
  };
}

/** All bars as one path: few bytes for many bins. Wide bars get a gap, narrow ones touch. */
function bars(counts: ArrayLike<number>, edges: ArrayLike<number>, { x, y, bottom }: PlotArea): MarkupElement {
  const path: string[] = [];
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number;
    if (count === 0) continue;
    const [from, to] = [x(edges[i] as number), x(edges[i + 1] as number)];
    const gap = to - from >= 4 ? 1 : 0;
    // What was counted stays visible, however small it is beside the highest bar.
    const top = Math.min(y(count), bottom - 0.75);
    path.push(
      `M${[from, bottom].map(formatCoordinate)}V${formatCoordinate(top)}H${formatCoordinate(to - gap)}V${formatCoordinate(bottom)}Z`,
    );
  }
  return element("path", { class: "vm-data", d: path.join("") });
}

/**
 * The row (0 = lowest) of each mark's label, so that labels that would overlap stand above each other. From right to
 * left: the line of a mark then rises beside the labels of the marks to its right, not through them.
 */
function markRows(marks: readonly HistogramMark[], x: (value: number) => number, right: number): readonly number[] {
  const taken: (readonly [row: number, from: number, to: number])[] = [];
  const rows = new Array<number>(marks.length).fill(0);
  for (const i of [...marks.keys()].sort((a, b) => (marks[b] as HistogramMark).at - (marks[a] as HistogramMark).at)) {
    const { at, label: text } = marks[i] as HistogramMark;
    const width = markWidth(text);
    const from = x(at) + width > right ? x(at) - width : x(at);
    let row = 0;
    while (taken.some(([other, begin, end]) => other === row && from < end && from + width > begin)) row++;
    taken.push([row, from, from + width]);
    rows[i] = row;
  }
  return rows;
}

const markWidth = (text: string): number => estimateTextWidth(text, tickFont, true) + 14;

function markLines(marks: readonly HistogramMark[], rows: readonly number[], { x, top, bottom, right }: PlotArea): Content {
  const level = (i: number): number => top - 6 - 18 * (rows[i] ?? 0);
  const line = { class: "vm-mark", y2: bottom, "stroke-width": 1.5 };
  const weight = { "font-size": tickFont, "font-weight": 600 };
  return [
    marks.map(({ at }, i) => element("line", { ...line, x1: x(at), x2: x(at), y1: level(i) - 10 })),
    marks.map(({ at, label: text }, i) => {
      const turned = x(at) + markWidth(text) > right;
      const place = { x: x(at) + (turned ? -6 : 6), y: level(i), "text-anchor": turned ? "end" : "start" };
      return element("text", { ...place, ...weight, class: "vm-mark-text vm-halo" }, text);
    }),
  ];
}
