/**
 * A plane of an array as a picture.
 * @module
 */
import { integerRange, isFloat } from "../array/dtype.ts";
import type { NdArray } from "../array/nd-array.ts";
import { type Colormap, type ColormapName, colormap, nanColor } from "./colormap.ts";
import { type DisplaySizeOptions, displaySize } from "./display-size.ts";
import { type Plane, planeOf } from "./plane.ts";
import { resamplePlane } from "./resample.ts";
import type { RgbaImage } from "./rgba-image.ts";
import { type IntensityWindow, intensityWindow, type WindowChoice, windowPosition } from "./window.ts";

/** How intensities become colours, and how large they are drawn. */
export interface RenderPlaneOptions extends DisplaySizeOptions {
  /** @default "gray"; colour planes keep their own colours */
  readonly colormap?: ColormapName | undefined;
  /** Two values, or percentiles. @default the percentiles 1 and 99.8 */
  readonly window?: WindowChoice | undefined;
  /** Draws small values bright. @default false */
  readonly invert?: boolean | undefined;
}

/** A picture of a plane that knows what its pixels mean. */
export interface RenderedPlane extends RgbaImage {
  /** World units of a pixel's side. */
  readonly pixelSize: number;
  readonly window: IntensityWindow;
  readonly colormap: Colormap;
  readonly inverted: boolean;
}

/**
 * Draws a plane (y, x) through a colormap, or (y, x, 3 or 4) in its own colours.
 * NaN is drawn in {@link nanColor}. Throws a GeometryError for other shapes.
 */
export function renderPlane(array: NdArray, options: RenderPlaneOptions = {}): RenderedPlane {
  const plane = planeOf(array);
  const { width, height, pixelSize } = displaySize([plane.height, plane.width], options);
  const window = intensityWindow(array, options.window);
  const map = colormap(options.colormap ?? "gray");
  const inverted = options.invert ?? false;
  const values = resamplePlane(plane, height, width);
  const data = plane.channels === 1 ? throughColormap(values, window, map, inverted) : inOwnColors(values, plane, window, inverted);
  return { width, height, data, pixelSize, window, colormap: map, inverted };
}

function throughColormap(values: Float64Array, window: IntensityWindow, { table }: Colormap, inverted: boolean): Uint8Array {
  const data = new Uint8Array(4 * values.length);
  for (let i = 0; i < values.length; i++) {
    const position = windowPosition(values[i] as number, window);
    if (Number.isNaN(position)) data.set(nanColor, 4 * i);
    else {
      const step = Math.min(255, Math.floor(256 * (inverted ? 1 - position : position)));
      for (let channel = 0; channel < 3; channel++) data[4 * i + channel] = table[3 * step + channel] as number;
    }
    data[4 * i + 3] = 255;
  }
  return data;
}

function inOwnColors(values: Float64Array, { channels, array }: Plane, window: IntensityWindow, inverted: boolean): Uint8Array {
  const opaque = isFloat(array.dtype) ? 1 : Number(integerRange(array.dtype).max);
  const count = values.length / channels;
  const data = new Uint8Array(4 * count);
  for (let i = 0; i < count; i++) {
    const color = values.subarray(i * channels, i * channels + 3);
    if (color.some(Number.isNaN)) data.set(nanColor, 4 * i);
    else {
      for (let channel = 0; channel < 3; channel++) {
        const position = windowPosition(color[channel] as number, window);
        data[4 * i + channel] = Math.round(255 * (inverted ? 1 - position : position));
      }
    }
    data[4 * i + 3] = channels === 4 ? Math.round(255 * Math.min(1, Math.max(0, (values[i * channels + 3] as number) / opaque))) : 255;
  }
  return data;
}
