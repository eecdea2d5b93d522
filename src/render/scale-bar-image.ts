/**
 * A scale bar drawn into a picture.
 * @module
 */
import { overImage } from "./paper.ts";
import { fillRectangle, type RgbaImage } from "./rgba-image.ts";
import type { ScaleBar } from "./scale-bar.ts";
import { capHeight, drawText, textWidth } from "./text.ts";

/** Width and height in pixels that {@link drawScaleBar} takes, without the distance to the corner. */
export function scaleBarSize(bar: ScaleBar, scale: number): { readonly width: number; readonly height: number } {
  return { width: Math.max(Math.round(bar.pixels), textWidth(bar.text, scale)), height: capHeight(scale) + 6 * scale };
}

/** Draws the bar and its length into the lower right corner of an area of the picture, white with a dark rim. */
export function drawScaleBar(image: RgbaImage, bar: ScaleBar, scale: number, right = image.width, bottom = image.height): void {
  const margin = 5 * scale;
  const length = Math.round(bar.pixels);
  const thickness = 2 * scale;
  const { width } = scaleBarSize(bar, scale);
  const center = right - margin - width / 2;
  const left = Math.round(center - length / 2);
  const top = bottom - margin - thickness;
  const rim = Math.max(1, Math.floor(scale / 2));
  fillRectangle(image, left - rim, top - rim, length + 2 * rim, thickness + 2 * rim, overImage.rim);
  fillRectangle(image, left, top, length, thickness, overImage.ink);
  // Two rows of descender lie between the letters and the bar.
  const textTop = top - 4 * scale - capHeight(scale) + scale;
  drawText(image, bar.text, Math.round(center - textWidth(bar.text, scale) / 2), textTop, {
    color: overImage.ink,
    scale,
    halo: overImage.rim,
  });
}
