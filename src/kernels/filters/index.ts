/**
 * Linear filters.
 * @module
 */
export { type Boundary, boundaries, foldIndex } from "./boundary.ts";
export { type GaussianParams, gaussian } from "./gaussian.ts";
export { gaussianTwin } from "./gaussian-twin.ts";
export { gaussianWeights } from "./gaussian-weights.ts";
