/**
 * Words in pictures.
 * @module
 */
import type { Rgb } from "./color.ts";
import { type Glyph, glyphAscent, glyphOf, glyphRows } from "./font.ts";
import { blendPixel, type RgbaImage } from "./rgba-image.ts";

/** How a text is drawn. */
export interface TextStyle {
  readonly color: Rgb;
  /** Pixels of the picture for a pixel of the font: 1, 2, 3 ... */
  readonly scale: number;
  /** A rim of this colour around the letters, so that they can be read on any picture. */
  readonly halo?: Rgb | undefined;
}

/** Height of a capital letter in pixels. */
export const capHeight = (scale: number): number => glyphAscent * scale;

const glyphsOf = (text: string): readonly Glyph[] => [...text.normalize("NFC")].map(glyphOf);

/** Width of a text in pixels. */
export function textWidth(text: string, scale: number): number {
  const glyphs = glyphsOf(text);
  return glyphs.length === 0 ? 0 : scale * glyphs.reduce((width, glyph) => width + glyph.width + 1, -1);
}

/** The end of `text` replaced by an ellipsis where it would be wider than `width` pixels. */
export function fitText(text: string, width: number, scale: number): string {
  if (textWidth(text, scale) <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && textWidth(`${characters.join("").trimEnd()}…`, scale) > width) characters.pop();
  return characters.length === 0 ? "" : `${characters.join("").trimEnd()}…`;
}

/** Draws one line. (x, y) is the left end of the line at the height of the capitals' top. */
export function drawText(image: RgbaImage, text: string, x: number, y: number, style: TextStyle): void {
  const { scale, color, halo } = style;
  const rim = Math.max(1, Math.round(0.75 * scale));
  const passes = halo === undefined ? [color] : [halo, color];
  for (const ink of passes) {
    let left = x;
    for (const glyph of glyphsOf(text)) {
      drawGlyph(image, glyph, left, y, scale, ink, ink === color ? 0 : rim);
      left += (glyph.width + 1) * scale;
    }
  }
}

/** How much ink a pixel holds at most: with a rim, that of the pixels within `rim` of it. */
function drawGlyph(image: RgbaImage, glyph: Glyph, x: number, y: number, scale: number, color: Rgb, rim: number): void {
  const ink = coverage(glyph, scale);
  const width = glyph.width * scale;
  const height = glyphRows * scale;
  for (let row = -rim; row < height + rim; row++) {
    for (let column = -rim; column < width + rim; column++) {
      let alpha = 0;
      for (let v = Math.max(0, row - rim); v <= Math.min(height - 1, row + rim); v++) {
        for (let u = Math.max(0, column - rim); u <= Math.min(width - 1, column + rim); u++)
          alpha = Math.max(alpha, ink[v * width + u] as number);
      }
      if (alpha > 0) blendPixel(image, x + column, y + row, color, alpha);
    }
  }
}

/** Points of a pixel, along each axis, at which its ink is looked up. */
const samples = 4;

/**
 * The ink of each pixel of an enlarged glyph, 0 to 1. The bitmap is read as a smooth field, interpolated between the
 * centres of its pixels, and inked where the field exceeds 0.45: straight strokes keep their width, corners become round
 * and the steps of slanted strokes become slopes.
 */
function coverage(glyph: Glyph, scale: number): Float32Array {
  const width = glyph.width * scale;
  const ink = new Float32Array(width * glyphRows * scale);
  const bit = (column: number, row: number): number =>
    column < 0 || column >= glyph.width ? 0 : ((glyph.rows[row] ?? 0) >> (glyph.width - 1 - column)) & 1;
  const field = (u: number, v: number): number => {
    const [column, row] = [Math.floor(u), Math.floor(v)];
    const [right, down] = [u - column, v - row];
    const above = bit(column, row) * (1 - right) + bit(column + 1, row) * right;
    const below = bit(column, row + 1) * (1 - right) + bit(column + 1, row + 1) * right;
    return above * (1 - down) + below * down;
  };
  for (let at = 0; at < ink.length; at++) {
    let inked = 0;
    for (let sample = 0; sample < samples * samples; sample++) {
      const u = ((at % width) + ((sample % samples) + 0.5) / samples) / scale - 0.5;
      const v = (Math.floor(at / width) + (Math.floor(sample / samples) + 0.5) / samples) / scale - 0.5;
      if (scale === 1 ? bit(Math.round(u), Math.round(v)) === 1 : field(u, v) > 0.45) inked++;
    }
    ink[at] = inked / (samples * samples);
  }
  return ink;
}
