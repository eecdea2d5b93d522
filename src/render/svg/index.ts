/** Charts, plans and pictures as SVG: for files (`...Svg`), and as elements for pages (`...Chart`). @module */
export { type Bar, type BarOptions, barChart, barSvg } from "./bar.ts";
export { chartCss, standaloneSvg } from "./chart-style.ts";
export { type Attributes, type AttributeValue, type Content, element, escapeMarkup, type MarkupElement, toMarkup } from "./element.ts";
export { type HistogramMark, type HistogramOptions, histogramChart, histogramSvg } from "./histogram.ts";
export { type BoxPosition, type LayeredLayout, type LayoutGaps, layeredLayout, type RoutePoint } from "./layered-layout.ts";
export type { LayoutEdge, LayoutNode } from "./layers.ts";
export { type LegendEntry, type PictureSvgOptions, pictureChart, pictureSvg } from "./picture.ts";
export { type PlanEdge, type PlanGraph, type PlanNode, planChart, planSvg } from "./plan.ts";
export type { ChartOptions } from "./plot-area.ts";
export { type ScatterOptions, scatterChart, scatterSvg } from "./scatter.ts";
