import { hashUint32 } from "../../random/index.ts";
import { type Classification, type Classifier, type ClassifierOptions, trainClassifier, wnd5 } from "./classifier.ts";
import type { Sample, TrainingSet } from "./training-set.ts";

/** What a classifier made of samples of known class. */
export interface Evaluation {
  /** Rows are the true classes, columns what was found: counts. */
  readonly confusion: readonly Float64Array[];
  /** Mean probability of each class (column) over the samples of each true class (row). */
  readonly similarity: readonly Float64Array[];
  /** Share of samples found right. */
  readonly accuracy: number;
}

type Classify = (classifier: Classifier, values: Float64Array) => Classification;

/** Classifies samples and counts. */
export function evaluate(classifier: Classifier, samples: readonly Sample[], classify: Classify = wnd5): Evaluation {
  const { classes } = classifier;
  const confusion = classes.map(() => new Float64Array(classes.length));
  const similarity = classes.map(() => new Float64Array(classes.length));
  let right = 0;
  for (const { label, values } of samples) {
    const found = classify(classifier, values);
    const row = confusion[label] as Float64Array;
    row[found.label] = (row[found.label] as number) + 1;
    const sums = similarity[label] as Float64Array;
    for (let c = 0; c < sums.length; c++) sums[c] = (sums[c] as number) + (found.probabilities[c] as number);
    if (found.label === label) right++;
  }
  for (const [label, sums] of similarity.entries()) {
    const count = samples.reduce((n, sample) => n + (sample.label === label ? 1 : 0), 0);
    if (count > 0) for (let c = 0; c < sums.length; c++) sums[c] = (sums[c] as number) / count;
  }
  return { confusion, similarity, accuracy: samples.length === 0 ? 0 : right / samples.length };
}

/** How {@link splitEvaluations} draws. */
export interface SplitOptions extends ClassifierOptions {
  /** Number of random splits. */
  readonly splits: number;
  /** Share of each class to learn from. 0.75 when absent, as in WND-CHARM. */
  readonly training?: number | undefined;
  /** The same seed draws the same splits. 0 when absent. */
  readonly seed?: number | undefined;
}

/** Random splits into samples to learn from and samples to test with, the same share of each class; one evaluation each. */
export function splitEvaluations(set: TrainingSet, options: SplitOptions): Evaluation[] {
  const { splits, training = 0.75, seed = 0 } = options;
  return Array.from({ length: splits }, (_, split) => {
    const learn: Sample[] = [];
    const test: Sample[] = [];
    for (const label of set.classes.keys()) {
      const group = set.samples.filter((sample) => sample.label === label);
      for (let i = group.length - 1; i > 0; i--) {
        const j = hashUint32(seed, split, label, i) % (i + 1);
        [group[i], group[j]] = [group[j] as Sample, group[i] as Sample];
      }
      const count = Math.min(group.length, Math.max(1, Math.round(training * group.length)));
      learn.push(...group.slice(0, count));
      test.push(...group.slice(count));
    }
    return evaluate(trainClassifier({ ...set, samples: learn }, options), test);
  });
}
