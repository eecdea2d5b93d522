/**
 * Reductions of an image to a value: collectors, and the passes that reductions make of them.
 * @module
 */
export { type Counts, type CountsParams, counts, countsParams, liCounts, MAX_COUNTED, otsuCounts, triangleCounts } from "./counts.ts";
export { addSums, type ExactSums, exactSums, noSums, unitExponent } from "./exact-sum.ts";
export { type Extrema, extrema } from "./extrema.ts";
export { type Histogram, type HistogramParams, histogram } from "./histogram.ts";
export { binCenters, type EdgeOptions, histogramEdges } from "./histogram-edges.ts";
export type { HistogramOptions } from "./histogram-reduction.ts";
export { liFromHistogram } from "./li.ts";
export { type OtsuPrecision, otsuFromHistogram } from "./otsu.ts";
export type { PercentileOptions } from "./percentile.ts";
export { type RankParams, type Ranks, type RankTarget, rankDigits } from "./ranks.ts";
export { type Reduction, type ReductionName, type ReductionPass, reduction, reductions } from "./reduction.ts";
export { roundRatio, roundRoot, roundScaled } from "./rounding.ts";
export { type Summary, type SummaryParams, summary } from "./summary.ts";
export { triangleFromHistogram, triangleIndex } from "./triangle.ts";
export { countsTwin, extremesTwin, histogramTwin, percentileTwin, summaryTwin } from "./twins.ts";
