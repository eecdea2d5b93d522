/** Synthetic images of any size whose truth is known, for tests, benchmarks and first steps. @module */

export { type FoamOptions, FoamPhantom, foamPhantom } from "./foam.ts";
export type { Bubble } from "./foam-bubble.ts";
export { FoamSource, type FoamSourceOptions, foamSource, openPhantom, phantomFormat } from "./foam-source.ts";
export { type BubbleSum, type FoamTruthRow, foamTruth, foamTruthPartial, mergeFoamTruth } from "./foam-truth.ts";
