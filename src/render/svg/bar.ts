/**
 * Named amounts as horizontal bars.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { formatNumber } from "../number-text.ts";
import { chart, standaloneSvg } from "./chart-style.ts";
import { element, type MarkupElement } from "./element.ts";
import { type ChartOptions, label, tickFont, titleFont } from "./plot-area.ts";
import { estimateTextWidth, truncateText } from "./text-size.ts";

/** One bar. */
export interface Bar {
  readonly label: string;
  /** 0 or more. */
  readonly value: number;
}

/** How bars are written. The height follows from their number. */
export interface BarOptions extends Omit<ChartOptions, "height"> {
  /** How a value is written beside its bar. @default four digits */
  readonly format?: ((value: number) => string) | undefined;
}

const rowHeight = 26;

/** Bars to be put into a page: names on the left, values at the ends, no axis needed. */
export function barChart(bars: readonly Bar[], options: BarOptions = {}): MarkupElement {
  const { title, width = 640, format = formatNumber } = options;
  const wrong = bars.find(({ value }) => !(value >= 0 && Number.isFinite(value)));
  if (wrong !== undefined) throw new GeometryError(`Expected bars of 0 or more, found ${wrong.value} for "${wrong.label}".`);
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => estimateTextWidth(text, tickFont)));
  const nameWidth = Math.min(width / 3, widest(bars.map((bar) => bar.label)));
  const left = 16 + nameWidth + 10;
  const room = width - 16 - left - widest(bars.map(({ value }) => format(value))) - 8;
  const most = Math.max(...bars.map(({ value }) => value), 0) || 1;
  const top = title === undefined ? 12 : 42;
  const rows = bars.map(({ label: name, value }, i) => {
    const y = top + i * rowHeight;
    const length = Math.max(value > 0 ? 1 : 0, (value / most) * room);
    return [
      label(left - 10, y + 17, truncateText(name, nameWidth, tickFont), { class: "vm-ink", anchor: "end" }),
      element("rect", { class: "vm-data", x: left, y: y + 4, width: length, height: rowHeight - 8, rx: 2 }),
      label(left + length + 8, y + 17, format(value)),
    ];
  });
  const heading =
    title !== undefined &&
    label(16, 26, truncateText(title, width - 32, titleFont, true), { class: "vm-ink", size: titleFont, weight: 600 });
  return chart(width, top + bars.length * rowHeight + 12, title ?? `${bars.length} bars`, heading, rows);
}

/** Bars as an SVG file. */
export function barSvg(bars: readonly Bar[], options: BarOptions = {}): string {
  return standaloneSvg(barChart(bars, options));
}
