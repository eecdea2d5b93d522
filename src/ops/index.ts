/** The verbs: free functions from lazy arrays to lazy arrays. One file each; each adds a node. @module */
export { absolute, add, divide, maximum, minimum, multiply, negate, subtract } from "./arithmetic.ts";
export { type CastOptions, cast } from "./cast.ts";
export { type ClipOptions, clip } from "./clip.ts";
export { type ClosingOptions, closing } from "./closing.ts";
export { equal, greater, greaterEqual, less, lessEqual, notEqual } from "./comparison.ts";
export { type ConvolveOptions, convolve } from "./convolve.ts";
export { type CorrelateOptions, correlate } from "./correlate.ts";
export { type DifferenceOfGaussiansOptions, differenceOfGaussians } from "./difference-of-gaussians.ts";
export { type DilateOptions, dilate } from "./dilate.ts";
export { type DistanceTransformOptions, distanceTransform } from "./distance-transform.ts";
export { type DownsampleOptions, downsample } from "./downsample.ts";
export { type ErodeOptions, erode } from "./erode.ts";
export { type ExpandLabelsOptions, expandLabels } from "./expand-labels.ts";
export type { BorderOptions } from "./filtered.ts";
export { ball, box, cross, type Footprint } from "./footprint.ts";
export { type GaussianFilterOptions, gaussianFilter } from "./gaussian-filter.ts";
export { type GaussianGradientMagnitudeOptions, gaussianGradientMagnitude } from "./gaussian-gradient-magnitude.ts";
export { type GaussianLaplaceOptions, gaussianLaplace } from "./gaussian-laplace.ts";
export { type LaplaceOptions, laplace } from "./laplace.ts";
export { and, andNot, not, or, xor } from "./logic.ts";
export { type MapBlocksOptions, mapBlocks, type Remote } from "./map-blocks.ts";
export { type MaximumFilterOptions, maximumFilter } from "./maximum-filter.ts";
export { type MedianFilterOptions, medianFilter } from "./median-filter.ts";
export { type MinimumFilterOptions, minimumFilter } from "./minimum-filter.ts";
export { type MorphologicalGradientOptions, morphologicalGradient } from "./morphological-gradient.ts";
export type { NeighbourhoodOptions } from "./neighbourhood.ts";
export { type OpeningOptions, opening } from "./opening.ts";
export type { Operand } from "./operand.ts";
export { type PercentileFilterOptions, percentileFilter } from "./percentile-filter.ts";
export { type PrewittOptions, prewitt } from "./prewitt.ts";
export { type ProjectOptions, project } from "./project.ts";
export { type RankFilterOptions, rankFilter } from "./rank-filter.ts";
export { rechunk } from "./rechunk.ts";
export {
  type HistogramOptions,
  histogram,
  li,
  max,
  mean,
  min,
  otsu,
  type PercentileOptions,
  percentile,
  std,
  sum,
  triangle,
} from "./reductions.ts";
export type { NumberLike } from "./scalar.ts";
export { type SobelOptions, sobel } from "./sobel.ts";
export { type Threshold, type ThresholdMethod, type ThresholdOptions, threshold } from "./threshold.ts";
export { blackTopHat, type TopHatOptions, whiteTopHat } from "./top-hat.ts";
export { type UniformFilterOptions, uniformFilter } from "./uniform-filter.ts";
export { type UnsharpMaskOptions, unsharpMask } from "./unsharp-mask.ts";
export { where } from "./where.ts";
