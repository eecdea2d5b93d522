/**
 * The colours of a picture with the intensities they stand for.
 * @module
 */
import type { Rgb } from "./color.ts";
import { niceTicks } from "./nice-numbers.ts";
import { formatNumber } from "./number-text.ts";
import type { Paper } from "./paper.ts";
import type { RenderedPlane } from "./render-plane.ts";
import { createImage, fillRectangle, type RgbaImage } from "./rgba-image.ts";
import { capHeight, drawText, textWidth } from "./text.ts";
import { unitSymbol } from "./unit-text.ts";

/** What a bar shows. */
export type ColorBarSource = Pick<RenderedPlane, "colormap" | "window" | "inverted">;

/** The colour at `fraction` (0 = lowest intensity). */
export function colorAlong({ colormap, inverted }: ColorBarSource, fraction: number): Rgb {
  const step = Math.min(255, Math.floor(256 * (inverted ? 1 - fraction : fraction)));
  const { table } = colormap;
  return [table[3 * step] as number, table[3 * step + 1] as number, table[3 * step + 2] as number];
}

/** Intensities that get a tick, with their height along the bar from 0 (lowest) to 1. */
export function colorBarTicks({ window: { lo, hi } }: ColorBarSource): readonly { readonly value: number; readonly at: number }[] {
  return niceTicks(lo, hi, 5).map((value) => ({ value, at: hi > lo ? (value - lo) / (hi - lo) : 0.5 }));
}

/** A vertical bar, brightest intensity at the top, with ticks and an optional unit above. */
export function colorBarImage(source: ColorBarSource, height: number, scale: number, page: Paper, unit?: string): RgbaImage {
  const ticks = colorBarTicks(source).map((tick) => ({ ...tick, text: formatNumber(tick.value) }));
  const name = unit === undefined ? "" : unitSymbol(unit);
  const barWidth = 6 * scale;
  const textLeft = barWidth + 5 * scale;
  const top = name === "" ? Math.ceil(capHeight(scale) / 2) : 2 * capHeight(scale);
  const length = Math.max(1, height - top - Math.ceil(capHeight(scale) / 2));
  const width = Math.max(textWidth(name, scale), textLeft + Math.max(0, ...ticks.map(({ text }) => textWidth(text, scale))));
  const image = createImage(width, height, page.paper);
  drawText(image, name, 0, 0, { color: page.muted, scale });
  for (let y = 0; y < length; y++) fillRectangle(image, 0, top + y, barWidth, 1, colorAlong(source, 1 - (y + 0.5) / length));
  for (const { at, text } of ticks) {
    const y = top + Math.round((1 - at) * (length - 1));
    fillRectangle(image, barWidth, y - Math.floor(scale / 2), 2 * scale, Math.max(1, Math.floor(scale / 2)), page.muted);
    drawText(image, text, textLeft, y - Math.floor(capHeight(scale) / 2), { color: page.muted, scale });
  }
  return image;
}
