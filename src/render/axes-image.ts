/**
 * Which way the axes of a picture run.
 * @module
 */
import { overImage } from "./paper.ts";
import { fillRectangle, type RgbaImage } from "./rgba-image.ts";
import { drawText, textWidth } from "./text.ts";

/** Draws two short arrows from the upper left corner, with the names of the vertical and the horizontal axis. */
export function drawAxes(image: RgbaImage, [vertical, horizontal]: readonly [string, string], scale: number): void {
  const margin = 5 * scale;
  const length = 16 * scale;
  const rim = Math.max(1, Math.floor(scale / 2));
  // One pass for the rim under both arrows, one for the ink, so that no rim crosses the other arrow.
  for (const [extra, color] of [[rim, overImage.rim] as const, [0, overImage.ink] as const]) {
    const bar = (x: number, y: number, width: number, height: number): void =>
      fillRectangle(image, margin + x - extra, margin + y - extra, width + 2 * extra, height + 2 * extra, color);
    bar(0, 0, length, scale);
    bar(0, 0, scale, length);
    // Heads: two steps each, one pixel of the font long.
    bar(length - 2 * scale, -scale, scale, 3 * scale);
    bar(-scale, length - 2 * scale, 3 * scale, scale);
  }
  const style = { color: overImage.ink, scale, halo: overImage.rim };
  drawText(image, horizontal, margin + length + 3 * scale, margin - 4 * scale, style);
  drawText(image, vertical, margin + Math.round((scale - textWidth(vertical, scale)) / 2), margin + length + scale, style);
}
