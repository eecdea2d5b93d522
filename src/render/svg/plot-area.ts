/**
 * The part of a chart that every chart with two axes shares: title, axes, ticks, grid.
 * @module
 */
import { niceTicks } from "../nice-numbers.ts";
import { formatNumber } from "../number-text.ts";
import { unitSymbol } from "../unit-text.ts";
import { type Content, element, type MarkupElement } from "./element.ts";
import { estimateTextWidth, truncateText } from "./text-size.ts";

/** One axis: its range, its name and how its numbers are written. */
export interface AxisSpec {
  readonly lo: number;
  readonly hi: number;
  readonly label: string;
  /** Where the ticks are. @default round numbers */
  readonly ticks?: readonly number[] | undefined;
  /** From a value to 0 (lo) .. 1 (hi). @default linear */
  readonly position?: ((value: number) => number) | undefined;
  readonly format?: ((value: number) => string) | undefined;
}

/** Size and words common to all charts. */
export interface ChartOptions {
  readonly title?: string | undefined;
  /** @default 640 */
  readonly width?: number | undefined;
  /** @default 320 */
  readonly height?: number | undefined;
}

/** The rectangle in which data is drawn, and the functions that place a value in it. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  /** What lies under the data: title, grid, axes. */
  readonly backdrop: readonly Content[];
}

export const tickFont = 12;
export const titleFont = 14;

/** A name with its unit: `area (µm³)`. */
export function withUnit(name: string, unit: string | undefined): string {
  return unit === undefined || unit === "" ? name : name === "" ? unitSymbol(unit) : `${name} (${unitSymbol(unit)})`;
}

/** One line of text of a chart. */
export function label(
  x: number,
  y: number,
  text: string,
  options: { readonly class?: string; readonly anchor?: string; readonly size?: number; readonly weight?: number } = {},
): MarkupElement {
  const { class: name = "vm-muted", anchor, size = tickFont, weight } = options;
  return element("text", { x, y, class: name, "text-anchor": anchor, "font-size": size, "font-weight": weight }, text);
}

const positionOf = ({ lo, hi, position }: AxisSpec): ((value: number) => number) =>
  position ?? ((value) => (hi > lo ? (value - lo) / (hi - lo) : 0.5));

/** Lays out a chart with two axes. `headroom` keeps lines above the data free, for the labels of marks. */
export function plotArea(options: ChartOptions, xAxis: AxisSpec, yAxis: AxisSpec, headroom = 0): PlotArea {
  const { title, width = 640, height = 320 } = options;
  const yFormat = yAxis.format ?? formatNumber;
  const xFormat = xAxis.format ?? formatNumber;
  const yTicks = yAxis.ticks ?? niceTicks(yAxis.lo, yAxis.hi, 5);
  const xTicks = xAxis.ticks ?? niceTicks(xAxis.lo, xAxis.hi, Math.max(2, Math.floor(width / 90)));
  const tickWidth = Math.max(...yTicks.map((tick) => estimateTextWidth(yFormat(tick), tickFont)), 10);
  const [left, right] = [20 + tickWidth, width - 22];
  // The name of the vertical axis stands above it, where it can be read without turning the head.
  const top = 14 + (title === undefined ? 0 : 24) + (yAxis.label === "" ? 4 : 18) + headroom;
  const bottom = height - (xAxis.label === "" ? 30 : 48);
  const [xPosition, yPosition] = [positionOf(xAxis), positionOf(yAxis)];
  const x = (value: number): number => left + xPosition(value) * (right - left);
  const y = (value: number): number => bottom - yPosition(value) * (bottom - top);
  const half = (at: number): number => Math.round(at) + 0.5;
  const backdrop = [
    title !== undefined &&
      label(16, 26, truncateText(title, width - 32, titleFont, true), { class: "vm-ink", size: titleFont, weight: 600 }),
    yAxis.label !== "" && label(16, top - headroom - 9, yAxis.label),
    yTicks.map((tick) => [
      element("line", { class: "vm-grid", x1: left, x2: right, y1: half(y(tick)), y2: half(y(tick)) }),
      label(left - 8, y(tick) + 4, yFormat(tick), { anchor: "end" }),
    ]),
    xTicks.map((tick) => [
      element("line", { class: "vm-axis", x1: half(x(tick)), x2: half(x(tick)), y1: bottom, y2: bottom + 5 }),
      label(x(tick), bottom + 19, xFormat(tick), { anchor: "middle" }),
    ]),
    element("line", { class: "vm-axis", x1: left, x2: right, y1: half(bottom), y2: half(bottom) }),
    xAxis.label !== "" && label((left + right) / 2, bottom + 39, xAxis.label, { anchor: "middle" }),
  ];
  return { left, top, right, bottom, x, y, backdrop };
}
