/**
 * A plane with all that explains it: labels, title, scale bar, colour bar, axes.
 * @module
 */
import type { NdArray } from "../array/nd-array.ts";
import { drawAxes } from "./axes-image.ts";
import { colorBarImage } from "./color-bar-image.ts";
import { type OverlayOptions, overlay } from "./overlay.ts";
import { fontScaleFor, type Paper, type PaperName, papers } from "./paper.ts";
import { planeOf } from "./plane.ts";
import { type RenderedPlane, type RenderPlaneOptions, renderPlane } from "./render-plane.ts";
import { createImage, drawImage, type RgbaImage } from "./rgba-image.ts";
import { type ScaleBar, scaleBar } from "./scale-bar.ts";
import { drawScaleBar, scaleBarSize } from "./scale-bar-image.ts";
import { capHeight, drawText, fitText } from "./text.ts";

/** What is drawn around and over a plane. */
export interface PictureOptions extends RenderPlaneOptions {
  /** A label plane (y, x) of the same part of the world. */
  readonly labels?: NdArray | undefined;
  readonly overlay?: OverlayOptions | undefined;
  readonly title?: string | undefined;
  /** Unit of `spacing`, as `um`. */
  readonly unit?: string | undefined;
  /** @default true where a unit is given */
  readonly scaleBar?: boolean | undefined;
  /** Names of the vertical and the horizontal axis, drawn as two arrows. */
  readonly axes?: readonly [vertical: string, horizontal: string] | undefined;
  /** True, or the unit of the intensities. Not for colour planes. @default false */
  readonly colorBar?: boolean | string | undefined;
  /** @default "light" */
  readonly paper?: PaperName | undefined;
}

/** Draws a plane as {@link renderPlane} does and adds what the options ask for. */
export function picture(plane: NdArray, options: PictureOptions = {}): RgbaImage {
  const rendered = renderPlane(plane, options);
  const image = options.labels === undefined ? rendered : overlay(rendered, options.labels, options.overlay);
  const scale = fontScaleFor(Math.max(image.width, image.height));
  const page = papers[options.paper ?? "light"];
  if (options.axes !== undefined) drawAxes(image, options.axes, scale);
  const showBar = options.scaleBar ?? options.unit !== undefined;
  const bar = showBar ? scaleBar({ pixelSize: image.pixelSize, unit: options.unit, width: image.width }) : undefined;
  return mount(
    withScaleBar(image, bar, scale, page),
    image,
    planeOf(plane).channels === 1 ? options : { ...options, colorBar: false },
    scale,
    page,
  );
}

/** The bar lies in the image where there is room, else on a strip below it. */
function withScaleBar(image: RgbaImage, bar: ScaleBar | undefined, scale: number, page: Paper): RgbaImage {
  if (bar === undefined) return image;
  const { width, height } = scaleBarSize(bar, scale);
  if (image.width >= 2 * width && image.height >= 4 * height) {
    drawScaleBar(image, bar, scale);
    return image;
  }
  const mounted = createImage(Math.max(image.width, width + 10 * scale), image.height + height + 9 * scale, page.paper);
  drawImage(mounted, image, 0, 0);
  drawScaleBar(mounted, bar, scale, Math.max(image.width, width + 10 * scale));
  return mounted;
}

function mount(body: RgbaImage, source: RenderedPlane, options: PictureOptions, scale: number, page: Paper): RgbaImage {
  const unit = typeof options.colorBar === "string" ? options.colorBar : undefined;
  const wantsBar = options.colorBar !== undefined && options.colorBar !== false;
  const bar = wantsBar ? colorBarImage(source, Math.max(40 * scale, body.height), scale, page, unit) : undefined;
  const gap = 7 * scale;
  const framed = options.title !== undefined || bar !== undefined;
  if (!framed) return body;
  const margin = 6 * scale;
  const bodyWidth = body.width + (bar === undefined ? 0 : gap + bar.width);
  const titleHeight = options.title === undefined ? 0 : capHeight(scale) + 6 * scale;
  const mounted = createImage(bodyWidth + 2 * margin, Math.max(body.height, bar?.height ?? 0) + titleHeight + 2 * margin, page.paper);
  if (options.title !== undefined) drawText(mounted, fitText(options.title, bodyWidth, scale), margin, margin, { color: page.ink, scale });
  drawImage(mounted, body, margin, margin + titleHeight);
  if (bar !== undefined) drawImage(mounted, bar, margin + body.width + gap, margin + titleHeight);
  return mounted;
}
