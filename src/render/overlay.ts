/**
 * Labels over a picture.
 * @module
 */
import type { NdArray } from "../array/nd-array.ts";
import { GeometryError } from "../errors.ts";
import { mix, type Rgb } from "./color.ts";
import { labelColor } from "./label-colors.ts";
import { labelPlaneOf } from "./plane.ts";
import { nearestSample } from "./resample.ts";
import { blendPixel, type RgbaImage } from "./rgba-image.ts";

/** How labels are drawn. */
export interface OverlayOptions {
  /** How much of the colour covers the picture, 0 to 1. @default 0.45: the image shows through */
  readonly alpha?: number | undefined;
  /** Draws a darker contour along the inside of every region. @default true */
  readonly outline?: boolean | undefined;
  /** The colour of a label. @default {@link labelColor} */
  readonly color?: ((label: number | bigint) => Rgb) | undefined;
}

/** How much black is in a contour: darker than the region over a bright image, and still brighter than it over a dark one. */
const contourShade = 0.2;

/**
 * The picture with the regions of a label plane (y, x) in their colours; label 0 is not drawn.
 * The plane is stretched over the whole picture, so it may have another resolution than what lies under it,
 * but it must show the same part of the world. A bool plane is one region.
 */
export function overlay<Image extends RgbaImage>(base: Image, labels: NdArray, options: OverlayOptions = {}): Image {
  const { alpha = 0.45, outline = true, color = labelColor } = options;
  if (!(alpha >= 0 && alpha <= 1)) throw new GeometryError(`Expected an alpha from 0 to 1, found ${alpha}.`);
  const { width, height } = base;
  const drawn = labelsAt(labels, height, width);
  const image: Image = { ...base, data: base.data.slice() };
  const thickness = Math.max(1, Math.round(Math.max(width, height) / 480));
  const colors = new Map<number | bigint, readonly [fill: Rgb, contour: Rgb]>();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const label = drawn[y * width + x] as number | bigint;
      if (Number(label) === 0) continue;
      let shades = colors.get(label);
      if (shades === undefined) {
        const fill = color(label);
        shades = [fill, mix(fill, [0, 0, 0], contourShade)];
        colors.set(label, shades);
      }
      const contour = outline && onContour(drawn, width, height, x, y, thickness);
      // A contour is nearly opaque, so that it stays visible when alpha is small.
      blendPixel(image, x, y, shades[contour ? 1 : 0], contour ? Math.max(alpha, 0.9) : alpha);
    }
  }
  return image;
}

/** The label under the middle of each pixel. Labels stay what they are: they are names, and must not be averaged. */
function labelsAt(labels: NdArray, height: number, width: number): ArrayLike<number | bigint> {
  const plane = labelPlaneOf(labels);
  const { data, offset, stride } = labels;
  const [down = 0, right = 0] = stride;
  const drawn = new Array<number | bigint>(height * width);
  for (let y = 0; y < height; y++) {
    const row = offset + down * nearestSample(y, plane.height, height);
    for (let x = 0; x < width; x++) drawn[y * width + x] = data[row + right * nearestSample(x, plane.width, width)] as number | bigint;
  }
  return drawn;
}

/** True when another label lies within `thickness` pixels to the left, right, above or below. The edge of the picture is no contour. */
function onContour(drawn: ArrayLike<number | bigint>, width: number, height: number, x: number, y: number, thickness: number): boolean {
  const label = drawn[y * width + x];
  for (let step = 1; step <= thickness; step++) {
    if (x >= step && drawn[y * width + x - step] !== label) return true;
    if (x + step < width && drawn[y * width + x + step] !== label) return true;
    if (y >= step && drawn[(y - step) * width + x] !== label) return true;
    if (y + step < height && drawn[(y + step) * width + x] !== label) return true;
  }
  return false;
}
