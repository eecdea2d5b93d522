/**
 * Which way the axes of a picture run.
 * @module
 */
import { overImage } from "./paper.ts";
import { fillRectangle, type RgbaImage } from "./rgba-image.ts";
import { capHeight, drawText, textWidth } from "./text.ts";

/**
 * Draws two short arrows from the upper left corner, with the names of the vertical and the horizontal axis;
 * from the lower left corner where the vertical axis runs `upwards`.
 */
export function drawAxes(image: RgbaImage, [vertical, horizontal]: readonly [string, string], scale: number, upwards = false): void {
  const left = 6 * scale;
  const length = 16 * scale;
  const rim = Math.max(1, Math.floor(scale / 2));
  const origin = upwards ? image.height - left - scale : left;
  // Rows are counted from the corner inwards: the same arrows serve for both corners.
  const row = (from: number, height: number): number => (upwards ? origin + scale - from - height : origin + from);
  // One pass for the rim under both arrows, one for the ink, so that no rim crosses the other arrow.
  for (const [extra, color] of [[rim, overImage.rim] as const, [0, overImage.ink] as const]) {
    const bar = (x: number, from: number, width: number, height: number): void =>
      fillRectangle(image, left + x - extra, row(from, height) - extra, width + 2 * extra, height + 2 * extra, color);
    bar(0, 0, length, scale);
    bar(0, 0, scale, length);
    bar(length - 2 * scale, -scale, scale, 3 * scale);
    bar(-scale, length - 2 * scale, 3 * scale, scale);
  }
  const style = { color: overImage.ink, scale, halo: overImage.rim };
  // Lower-case names are what the eye centres on: five rows high, the first two of seven are empty.
  drawText(image, horizontal, left + length + 3 * scale, origin - 4 * scale, style);
  const nameTop = upwards ? origin - length - capHeight(scale) : origin + length;
  drawText(image, vertical, left + Math.round((scale - textWidth(vertical, scale)) / 2), nameTop + (upwards ? -scale : scale), style);
}
