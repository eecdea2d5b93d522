import { FormatError, GeometryError } from "../../errors.ts";

/** Images of known classes, by their features. */
export interface TrainingSet {
  readonly features: readonly string[];
  readonly classes: readonly string[];
  readonly samples: readonly Sample[];
}

/** The features of one image. */
export interface Sample {
  readonly name: string;
  /** Index into the classes. */
  readonly label: number;
  readonly values: Float64Array;
}

/** Throws GeometryError where a sample has another number of features, or a class that is not there. */
export function checkTrainingSet({ features, classes, samples }: TrainingSet): void {
  for (const { name, label, values } of samples) {
    if (values.length !== features.length)
      throw new GeometryError(`Expected ${features.length} features for ${name}, found ${values.length}.`);
    if (!Number.isInteger(label) || label < 0 || label >= classes.length)
      throw new GeometryError(`Expected the class of ${name} below ${classes.length}, found ${label}.`);
  }
}

/**
 * Reads a training set in the text form of WND-CHARM: number of classes and version, features, samples; the names of features; an empty line;
 * the names of classes; then two lines a sample, its values with the class (from 1) last, and its name. Throws FormatError.
 */
export function parseFit(text: string, path = "the training set"): TrainingSet {
  const lines = text.split(/\r?\n/);
  const [numClasses = 0, numFeatures = 0, numSamples = 0] = [0, 1, 2].map((i) => Number.parseInt(lines[i] ?? "", 10));
  if (![numClasses, numFeatures, numSamples].every((n) => n > 0))
    throw new FormatError(`Expected ${path} to begin with the numbers of classes, features and samples, a line each.`, { path });
  const features = lines.slice(3, 3 + numFeatures);
  const start = 4 + numFeatures;
  const classes = lines.slice(start, start + numClasses);
  const samples = Array.from({ length: numSamples }, (_, i) => {
    const line = start + numClasses + 2 * i;
    const numbers = (lines[line] ?? "").trim().split(/\s+/).map(Number);
    if (numbers.length !== numFeatures + 1 || numbers.some(Number.isNaN))
      throw new FormatError(`Expected ${numFeatures} features and a class in line ${line + 1}, found ${numbers.length} values.`, { path });
    return { name: lines[line + 1] ?? "", label: (numbers[numFeatures] as number) - 1, values: Float64Array.from(numbers.slice(0, -1)) };
  });
  const set = { features, classes, samples };
  checkTrainingSet(set);
  return set;
}

/** The lowest and highest value of each feature. */
export interface Ranges {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export function rangesOf({ features, samples }: TrainingSet): Ranges {
  const low = new Float64Array(features.length).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(features.length).fill(Number.NEGATIVE_INFINITY);
  for (const { values } of samples) {
    for (let f = 0; f < values.length; f++) {
      low[f] = Math.min(low[f] as number, values[f] as number);
      high[f] = Math.max(high[f] as number, values[f] as number);
    }
  }
  return { low, high };
}

/** Each feature on a scale from 0 to 100 over its range; 0 for a feature without range. Values outside the range of the training set stay outside. */
export function normalise(values: Float64Array, { low, high }: Ranges): Float64Array {
  return values.map((value, f) => {
    const [from, to] = [low[f] as number, high[f] as number];
    return to > from ? ((value - from) * 100) / (to - from) : 0;
  });
}
