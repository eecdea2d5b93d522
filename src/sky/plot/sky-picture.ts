/**
 * Pictures of maps: colours, grid, sources, colour bar.
 * @module
 */
import { NdArray } from "../../array/nd-array.ts";
import type { Rgb } from "../../render/color.ts";
import { colorBarImage } from "../../render/color-bar-image.ts";
import { type Colormap, type ColormapName, colormap } from "../../render/colormap.ts";
import { papers } from "../../render/paper.ts";
import { blendPixel, createImage, drawImage, type RgbaImage } from "../../render/rgba-image.ts";
import { capHeight, drawText, fitText } from "../../render/text.ts";
import { type IntensityWindow, intensityWindow, type WindowChoice, windowPosition } from "../../render/window.ts";
import type { Vector } from "../healpix/index.ts";
import type { Projection } from "./projection.ts";
import { drawGrid, drawGridLabels } from "./sky-grid.ts";

export interface SkyPictureOptions {
  /** @default "inferno" */
  readonly colormap?: ColormapName | undefined;
  /** Values of the darkest and the brightest colour, or percentiles. @default percentiles 1 and 99.8 */
  readonly window?: WindowChoice | undefined;
  readonly title?: string | undefined;
  readonly unit?: string | undefined;
  /** Lines of longitude and latitude. @default true */
  readonly grid?: boolean | undefined;
  /** Drawn as circles. */
  readonly sources?: readonly Vector[] | undefined;
  /** Radius of the circles in pixels. @default 4 */
  readonly sourceRadius?: number | undefined;
}

/** Where nothing was seen. */
const unseen: Rgb = [136, 140, 147];
const sourceInk: Rgb = [66, 220, 255];

/** Draws values (one a pixel of the projection, from `resampleMap`) with all that explains them. */
export function skyPicture(values: Float64Array, projection: Projection, options: SkyPictureOptions = {}): RgbaImage {
  const { width, height } = projection;
  const chosen = intensityWindow(new NdArray("float64", values, [height, width]), options.window);
  const colors = colormap(options.colormap ?? "inferno");
  const body = colored(values, projection, colors, chosen);
  if (options.grid !== false) drawGrid(body, projection);
  for (const source of options.sources ?? []) {
    const at = projection.toPicture(source);
    if (at !== undefined) drawCircle(body, at, options.sourceRadius ?? 4);
  }
  const scale = Math.max(1, Math.round(width / 600));
  if (options.grid !== false) drawGridLabels(body, projection, scale);
  return mounted(body, { colormap: colors, window: chosen, inverted: false }, scale, options);
}

function colored(values: Float64Array, { width, height, toSky }: Projection, { table }: Colormap, window: IntensityWindow): RgbaImage {
  const image = createImage(width, height, papers.light.paper);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const value = values[i] as number;
      const at = 4 * i;
      if (Number.isNaN(value)) {
        if (toSky(x + 0.5, y + 0.5) !== undefined) image.data.set(unseen, at);
        continue;
      }
      const step = 3 * Math.min(255, Math.floor(256 * windowPosition(value, window)));
      image.data.set(table.subarray(step, step + 3), at);
    }
  return image;
}

/** A ring one pixel wide, smooth at its edges. */
function drawCircle(image: RgbaImage, [cx, cy]: readonly [number, number], radius: number): void {
  const reach = Math.ceil(radius + 2);
  for (let y = Math.floor(cy) - reach; y <= cy + reach; y++)
    for (let x = Math.floor(cx) - reach; x <= cx + reach; x++) {
      const off = Math.abs(Math.hypot(x + 0.5 - cx, y + 0.5 - cy) - radius);
      if (off < 1.2) blendPixel(image, x, y, sourceInk, Math.min(1, 1.2 - off));
    }
}

function mounted(
  body: RgbaImage,
  source: Parameters<typeof colorBarImage>[0],
  scale: number,
  { title, unit }: SkyPictureOptions,
): RgbaImage {
  const page = papers.light;
  const margin = 10 * scale;
  const top = title === undefined ? margin : 2 * margin + capHeight(scale);
  const bar = colorBarImage(source, Math.max(60 * scale, Math.round(body.height * 0.8)), scale, page, unit);
  const image = createImage(body.width + bar.width + 3 * margin, body.height + top + margin, page.paper);
  if (title !== undefined) drawText(image, fitText(title, body.width, scale), margin, margin, { color: page.ink, scale });
  drawImage(image, body, margin, top);
  drawImage(image, bar, body.width + 2 * margin, top + Math.round((body.height - bar.height) / 2));
  return image;
}
