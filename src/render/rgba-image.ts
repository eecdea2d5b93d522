/**
 * A picture in memory, and the few strokes that everything here is drawn with.
 * @module
 */
import { GeometryError } from "../errors.ts";
import type { Rgb } from "./color.ts";

/** Pixels, row by row from the top left: red, green, blue, alpha (not premultiplied), one byte each. */
export interface RgbaImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Turns pixels into the bytes of a PNG file. */
export type EncodePng = (image: RgbaImage) => Uint8Array;

/** An image of one colour; transparent without one. */
export function createImage(width: number, height: number, color?: Rgb): RgbaImage {
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
    throw new GeometryError(`Expected a picture of at least one pixel, found ${width} x ${height}.`);
  }
  const image = { width, height, data: new Uint8Array(4 * width * height) };
  if (color !== undefined) fillRectangle(image, 0, 0, width, height, color);
  return image;
}

/** Lays a colour over one pixel; outside the image nothing happens. `alpha` is 0 to 1. */
export function blendPixel(image: RgbaImage, x: number, y: number, color: Rgb, alpha = 1): void {
  if (x < 0 || y < 0 || x >= image.width || y >= image.height) return;
  const at = 4 * (y * image.width + x);
  const { data } = image;
  const below = (data[at + 3] as number) / 255;
  const total = alpha + below * (1 - alpha);
  if (total === 0) return;
  const share = alpha / total;
  for (let channel = 0; channel < 3; channel++) {
    const old = data[at + channel] as number;
    data[at + channel] = Math.round(old + ((color[channel] as number) - old) * share);
  }
  data[at + 3] = Math.round(255 * total);
}

/** Fills the part of a rectangle that lies in the image. */
export function fillRectangle(image: RgbaImage, x: number, y: number, width: number, height: number, color: Rgb, alpha = 1): void {
  const right = Math.min(image.width, x + width);
  const bottom = Math.min(image.height, y + height);
  for (let row = Math.max(0, y); row < bottom; row++) {
    for (let column = Math.max(0, x); column < right; column++) blendPixel(image, column, row, color, alpha);
  }
}

/** Draws `source` over `target` with its top left corner at (x, y). */
export function drawImage(target: RgbaImage, source: RgbaImage, x: number, y: number): void {
  const { data } = source;
  for (let row = 0; row < source.height; row++) {
    for (let column = 0; column < source.width; column++) {
      const at = 4 * (row * source.width + column);
      const color: Rgb = [data[at] as number, data[at + 1] as number, data[at + 2] as number];
      blendPixel(target, x + column, y + row, color, (data[at + 3] as number) / 255);
    }
  }
}
