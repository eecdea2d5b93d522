/**
 * A picture with vector lettering: sharp at any size, and selectable.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { type Rgb, toHex } from "../color.ts";
import { type ColorBarSource, colorAlong, colorBarTicks } from "../color-bar-image.ts";
import { formatNumber } from "../number-text.ts";
import type { EncodePng, RgbaImage } from "../rgba-image.ts";
import { scaleBar } from "../scale-bar.ts";
import { unitSymbol } from "../unit-text.ts";
import { chart, standaloneSvg } from "./chart-style.ts";
import { pngDataUri } from "./data-uri.ts";
import { type Content, element, type MarkupElement } from "./element.ts";
import { label, tickFont, titleFont } from "./plot-area.ts";
import { estimateTextWidth, truncateText } from "./text-size.ts";

/** One line of a legend. */
export interface LegendEntry {
  readonly color: Rgb;
  readonly label: string;
}

/** What is written around and over the picture. */
export interface PictureSvgOptions {
  readonly encode: EncodePng;
  readonly title?: string | undefined;
  /** World units of a pixel's side, and their unit; with them there is a scale bar. */
  readonly pixelSize?: number | undefined;
  readonly unit?: string | undefined;
  readonly legend?: readonly LegendEntry[] | undefined;
  /** What `renderPlane` returned, to show its colours and intensities. */
  readonly colorBar?: ColorBarSource | undefined;
  /** Unit of the intensities. */
  readonly intensityUnit?: string | undefined;
}

const margin = 16;

/** A picture to be put into a page: an embedded PNG, a title, a scale bar, a colour bar and a legend. */
export function pictureChart(image: RgbaImage, options: PictureSvgOptions): MarkupElement {
  const { title, legend = [], colorBar, pixelSize, unit } = options;
  if (pixelSize !== undefined && !(pixelSize > 0)) throw new GeometryError(`Expected a pixel size above 0, found ${pixelSize}.`);
  const [left, top] = [margin, margin + (title === undefined ? 0 : 28)];
  const right = left + image.width;
  const aside = [
    ...legend.map((entry) => 22 + estimateTextWidth(entry.label, tickFont)),
    ...(colorBar === undefined ? [] : colorBarTicks(colorBar).map(({ value }) => 32 + estimateTextWidth(formatNumber(value), tickFont))),
  ];
  const width = right + margin + (aside.length === 0 ? 0 : 16 + Math.max(...aside));
  const legendTop = top + (colorBar === undefined ? 0 : Math.min(image.height, 220) + 34);
  const height = Math.max(top + image.height, legendTop + legend.length * 22) + margin;
  return chart(
    width,
    height,
    title ?? "Picture",
    title !== undefined &&
      label(left, 30, truncateText(title, width - 2 * margin, titleFont, true), { class: "vm-ink", size: titleFont, weight: 600 }),
    element("image", {
      x: left,
      y: top,
      width: image.width,
      height: image.height,
      preserveAspectRatio: "none",
      href: pngDataUri(options.encode(image)),
    }),
    pixelSize !== undefined && vectorScaleBar(image, pixelSize, unit, right, top + image.height),
    colorBar !== undefined && vectorColorBar(colorBar, right + 16, top, Math.min(image.height, 220), options.intensityUnit),
    legend.map((entry, i) => [
      element("rect", { x: right + 16, y: legendTop + i * 22, width: 14, height: 14, rx: 3, fill: toHex(entry.color) }),
      label(right + 38, legendTop + i * 22 + 11.5, entry.label, { class: "vm-ink" }),
    ]),
  );
}

/** A picture as an SVG file. */
export function pictureSvg(image: RgbaImage, options: PictureSvgOptions): string {
  return standaloneSvg(pictureChart(image, options));
}

function vectorScaleBar(image: RgbaImage, pixelSize: number, unit: string | undefined, right: number, bottom: number): Content {
  const bar = scaleBar({ pixelSize, unit, width: image.width });
  const center = right - 14 - Math.max(bar.pixels, estimateTextWidth(bar.text, 14)) / 2;
  const rim = { stroke: "#101216", "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" };
  return [
    element("rect", { x: center - bar.pixels / 2, y: bottom - 18, width: bar.pixels, height: 5, fill: "#fff", ...rim }),
    element(
      "text",
      { x: center, y: bottom - 26, fill: "#fff", ...rim, "text-anchor": "middle", "font-size": 14, "font-weight": 600 },
      bar.text,
    ),
  ];
}

const steps = 16;

function vectorColorBar(source: ColorBarSource, x: number, y: number, height: number, unit: string | undefined): Content {
  // A gradient needs an id, and ids of two pictures on one page would collide: thin rectangles need none.
  const slices = Array.from({ length: 4 * steps }, (_, i) => {
    const fraction = 1 - (i + 0.5) / (4 * steps);
    const slice = height / (4 * steps);
    return element("rect", { x, y: y + i * slice, width: 14, height: slice + 0.5, fill: toHex(colorAlong(source, fraction)) });
  });
  const ticks = colorBarTicks(source).map(({ value, at }) => {
    const tickY = y + (1 - at) * height;
    return [
      element("line", { class: "vm-axis", x1: x + 14, x2: x + 19, y1: tickY, y2: tickY }),
      label(x + 24, tickY + 4, formatNumber(value)),
    ];
  });
  return [slices, ticks, unit !== undefined && label(x, y + height + 20, unitSymbol(unit))];
}
