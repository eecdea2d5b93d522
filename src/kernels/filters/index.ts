/**
 * Filters of neighbourhoods, linear and by rank.
 * @module
 */
export { type Boundary, boundaries, checkBoundary, checkConstant, foldIndex } from "./boundary.ts";
export { type BoxExtremeParams, boxExtreme } from "./box-extreme.ts";
export { type CorrelateParams, correlate, type Term } from "./correlate.ts";
export { type GaussianParams, gaussian } from "./gaussian.ts";
export { gaussianTwin } from "./gaussian-twin.ts";
export { gaussianWeights } from "./gaussian-weights.ts";
export { type MedianBox, medianBox } from "./median-box.ts";
export { type RankParams, rankFilter } from "./rank-filter.ts";
export { sumsWhole, type UniformParams, uniform } from "./uniform.ts";
export { boxExtremeTwin, compareVoxels, correlateTwin, rankTwin, uniformTwin } from "./window-twin.ts";
