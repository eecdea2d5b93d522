import { GeometryError } from "../../errors.ts";
import { bestFeatures, fisherWeights } from "./fisher.ts";
import { checkTrainingSet, normalise, type Ranges, rangesOf, type TrainingSet } from "./training-set.ts";

/** How {@link trainClassifier} weighs features. */
export interface ClassifierOptions {
  /** Share of the features to use, the best by their Fisher weights. 0.15 when absent: WND-CHARM's default. */
  readonly share?: number | undefined;
}

/** What {@link Classifier.classify} finds. */
export interface Classification {
  /** Index of the class with the largest probability. */
  readonly label: number;
  /** One per class; they add up to 1. */
  readonly probabilities: Float64Array;
}

/** A trained classifier; a plain object of numbers. */
export interface Classifier {
  readonly features: readonly string[];
  readonly classes: readonly string[];
  readonly ranges: Ranges;
  /** 0 for features that are not used. */
  readonly weights: Float64Array;
  /** Normalised. */
  readonly samples: TrainingSet["samples"];
}

/** Learns ranges and weights. Throws GeometryError for a set without samples. */
export function trainClassifier(set: TrainingSet, options: ClassifierOptions = {}): Classifier {
  const { share = 0.15 } = options;
  checkTrainingSet(set);
  if (set.samples.length === 0) throw new GeometryError("Expected samples in the training set, found none.");
  if (!(share > 0 && share <= 1)) throw new GeometryError(`Expected a share of features in (0, 1], found ${share}.`);
  const ranges = rangesOf(set);
  const samples = set.samples.map((sample) => ({ ...sample, values: normalise(sample.values, ranges) }));
  const weights = bestFeatures(fisherWeights({ ...set, samples }), Math.floor(share * set.features.length) || 1);
  return { features: set.features, classes: set.classes, ranges, weights, samples };
}

/** Sum over features of weight^2 difference^2, to each training sample. */
function distances(classifier: Classifier, values: Float64Array): Float64Array {
  if (values.length !== classifier.features.length)
    throw new GeometryError(`Expected ${classifier.features.length} features, found ${values.length}.`);
  const normal = normalise(values, classifier.ranges);
  const used = [...classifier.weights.keys()].filter((f) => (classifier.weights[f] as number) > 0);
  return Float64Array.from(classifier.samples, (sample) => {
    let sum = 0;
    for (const f of used) sum += ((classifier.weights[f] as number) * ((sample.values[f] as number) - (normal[f] as number))) ** 2;
    return sum;
  });
}

/**
 * Weighted neighbour distance, WND-5 (Orlov et al. 2008): a class is as similar as the mean over its samples of (squared distance)^-5. A sample
 * that lies on the image itself decides alone.
 */
export function wnd5(classifier: Classifier, values: Float64Array): Classification {
  const all = distances(classifier, values);
  const nearest = Math.min(...all);
  const similarity = new Float64Array(classifier.classes.length);
  const count = new Float64Array(classifier.classes.length);
  for (const [i, { label }] of classifier.samples.entries()) {
    const distance = all[i] as number;
    // In units of the nearest, so that nothing overflows.
    const near = nearest === 0 ? (distance === 0 ? 1 : 0) : (distance / nearest) ** -5;
    similarity[label] = (similarity[label] as number) + near;
    count[label] = (count[label] as number) + 1;
  }
  for (let c = 0; c < similarity.length; c++)
    if ((count[c] as number) > 0) similarity[c] = (similarity[c] as number) / (count[c] as number);
  const total = similarity.reduce((sum, value) => sum + value, 0);
  const probabilities = similarity.map((value) => value / total);
  return { label: probabilities.indexOf(Math.max(...probabilities)), probabilities };
}

/** Weighted nearest neighbour: the class of the nearest sample (the first of equally near ones), with probability 1. */
export function wnn(classifier: Classifier, values: Float64Array): Classification {
  const all = distances(classifier, values);
  const { label } = classifier.samples[all.indexOf(Math.min(...all))] as Classifier["samples"][number];
  const probabilities = new Float64Array(classifier.classes.length);
  probabilities[label] = 1;
  return { label, probabilities };
}

/**
 * Continuous classes: the mean of the values that the classes stand for (ages, doses), weighted by their probabilities. `values` has one
 * number per class; names of classes that are numbers are taken when absent. Throws GeometryError for names that are not.
 */
export function interpolateClasses(classifier: Classifier, { probabilities }: Classification, values?: readonly number[]): number {
  const numbers = values ?? classifier.classes.map(Number);
  if (numbers.length !== classifier.classes.length || numbers.some(Number.isNaN))
    throw new GeometryError(`Expected a number for each of the classes ${classifier.classes.join(", ")}, found ${numbers.join(", ")}.`);
  return numbers.reduce((sum, value, c) => sum + value * (probabilities[c] as number), 0);
}
