/**
 * Arrays, labels, tables and plans made into something to look at: pictures, charts, reports and text.
 *
 * ```ts
 * const image = picture(plane, { labels, spacing: [1.4, 1.4], unit: "um", title: "Bubbles at z = 256" });
 * const chart = histogramSvg(counts, edges, { marks: [{ at: threshold, label: "otsu" }] });
 * const page = reportHtml({ title, summary, pictures, tables, plan, provenance });
 * ```
 * @module
 */
export { type Bins, binValues } from "./bin-values.ts";
export type { Rgb } from "./color.ts";
export type { ColorBarSource } from "./color-bar-image.ts";
export { type Colormap, type ColormapName, colormap, colormapNames, nanColor } from "./colormap.ts";
export { type ContactSheetOptions, contactSheet, type SheetEntry } from "./contact-sheet.ts";
export { type DisplaySize, type DisplaySizeOptions, displaySize } from "./display-size.ts";
export { categoricalColor, categoricalPalette, labelColor } from "./label-colors.ts";
export { type MosaicOptions, mosaic } from "./mosaic.ts";
export { formatBytes, formatDuration, formatInteger, formatNumber, formatShape } from "./number-text.ts";
export { type OrthogonalPlanes, orthogonalPlanes } from "./orthogonal-planes.ts";
export { type OverlayOptions, overlay } from "./overlay.ts";
export type { PaperName } from "./paper.ts";
export { type PictureOptions, picture } from "./picture.ts";
export * from "./profile/index.ts";
export { columnHistogram, pngOf, type RenderOptions, render } from "./render.ts";
export { type RenderedPlane, type RenderPlaneOptions, renderPlane } from "./render-plane.ts";
export * from "./report/index.ts";
export { createImage, drawImage, type EncodePng, type RgbaImage } from "./rgba-image.ts";
export { type ScaleBar, type ScaleBarOptions, scaleBar } from "./scale-bar.ts";
export {
  type Bar,
  type BarOptions,
  barSvg,
  type ChartOptions,
  type HistogramMark,
  type HistogramOptions,
  histogramSvg,
  type LegendEntry,
  type PictureSvgOptions,
  type PlanEdge,
  type PlanGraph,
  type PlanNode,
  pictureSvg,
  planSvg,
  type ScatterOptions,
  scatterSvg,
} from "./svg/index.ts";
export type { ColumnLike, TableLike } from "./table-like.ts";
export { type TableTextOptions, tableText } from "./table-text.ts";
export { lengthText, unitSymbol } from "./unit-text.ts";
export { type IntensityWindow, intensityWindow, type WindowChoice } from "./window.ts";
