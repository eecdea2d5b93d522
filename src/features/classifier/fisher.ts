import type { TrainingSet } from "./training-set.ts";

/**
 * How well each feature tells the classes apart: the variance of the means of classes over the mean of their variances (both with n - 1), as
 * WND-CHARM weighs features. 0 for a feature without variance in the classes.
 */
export function fisherWeights({ features, classes, samples }: TrainingSet): Float64Array {
  const groups = classes.map((_, label) => samples.filter((sample) => sample.label === label).map((sample) => sample.values));
  const filled = groups.filter((group) => group.length > 0);
  return Float64Array.from({ length: features.length }, (_, f) => {
    const columns = filled.map((group) => group.map((values) => values[f] as number));
    const within = mean(columns.map(variance));
    const weight = variance(columns.map(mean)) / within;
    return within > 0 && Number.isFinite(weight) ? weight : 0;
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function variance(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}

/** The weights of the `count` best features; 0 for the others. Of equal ones the first are kept. */
export function bestFeatures(weights: Float64Array, count: number): Float64Array {
  const order = [...weights.keys()].sort((a, b) => (weights[b] as number) - (weights[a] as number) || a - b);
  const kept = new Float64Array(weights.length);
  for (const f of order.slice(0, count)) kept[f] = weights[f] as number;
  return kept;
}
