/** The verbs: free functions from lazy arrays to lazy arrays. One file each; each adds a node. @module */
export { type ClosingOptions, closing } from "./closing.ts";
export { type DilateOptions, dilate } from "./dilate.ts";
export { type DownsampleOptions, downsample } from "./downsample.ts";
export { type ErodeOptions, erode } from "./erode.ts";
export { type ExpandLabelsOptions, expandLabels } from "./expand-labels.ts";
export { ball, box, cross, type Footprint } from "./footprint.ts";
export { type GaussianFilterOptions, gaussianFilter } from "./gaussian-filter.ts";
export { type MapBlocksOptions, mapBlocks, type Remote } from "./map-blocks.ts";
export { type OpeningOptions, opening } from "./opening.ts";
export { rechunk } from "./rechunk.ts";
export { type HistogramOptions, histogram, max, mean, min, otsu, type PercentileOptions, percentile, std, sum } from "./reductions.ts";
export type { NumberLike } from "./scalar.ts";
export { type Threshold, type ThresholdOptions, threshold } from "./threshold.ts";
