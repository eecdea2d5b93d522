/**
 * WND-CHARM features of grey images, and the classifier that goes with them (Orlov et al., "WND-CHARM: Multi-purpose image classification
 * using compound image transforms", 2008). Written from a description of the algorithms; feature version 4.
 * @module
 */
export {
  type Classification,
  type Classifier,
  type ClassifierOptions,
  interpolateClasses,
  trainClassifier,
  wnd5,
  wnn,
} from "./classifier/classifier.ts";
export { type Evaluation, evaluate, type SplitOptions, splitEvaluations } from "./classifier/evaluate.ts";
export { bestFeatures, fisherWeights } from "./classifier/fisher.ts";
export { normalise, parseFit, type Ranges, rangesOf, type Sample, type TrainingSet } from "./classifier/training-set.ts";
export { applyTransforms, type WndcharmOptions, wndcharm } from "./compute.ts";
export { type Algorithm, type FeatureGroup, type FeatureSet, featureNames, featureSets, type Transform } from "./feature-set.ts";
export { type Plane, plane } from "./plane.ts";
export type { Variant } from "./variant.ts";
