/**
 * Otsu's threshold, with the bits of scikit-image's `threshold_otsu`.
 * N. Otsu, "A threshold selection method from gray-level histograms", IEEE Trans. SMC 9 (1979) 62-66.
 * @module
 */
import { GeometryError } from "../../errors.ts";

/** In which float type scikit-image computes: that of the bin centres (float64 for integer images). */
export type OtsuPrecision = "float32" | "float64";

/**
 * The threshold as a bin centre: voxels at most this belong to the dark class.
 * Bins that are empty may be left out; it makes no difference.
 */
export function otsuFromHistogram(counts: readonly number[], centers: readonly number[], precision: OtsuPrecision = "float64"): number {
  return centers[otsuIndex(counts, centers, precision)] as number;
}

/** The bin of the threshold: the first that makes the variance between the two classes the largest. */
export function otsuIndex(counts: readonly number[], centers: readonly number[], precision: OtsuPrecision): number {
  if (counts.length === 0 || counts.length !== centers.length) {
    throw new GeometryError(`Expected as many bin centres as counts and at least one, found ${centers.length} and ${counts.length}.`);
  }
  if (counts.length === 1) return 0;
  // scikit-image turns counts into float32, so weights are float32 sums whatever the image.
  const round = precision === "float32" ? Math.fround : (x: number): number => x;
  const weights = counts.map(Math.fround);
  const products = weights.map((weight, i) => round(weight * (centers[i] as number)));
  const below = { weight: runningSum(weights, Math.fround), sum: runningSum(products, round) };
  const above = {
    weight: runningSum(weights.toReversed(), Math.fround).reverse(),
    sum: runningSum(products.toReversed(), round).reverse(),
  };
  let [best, largest] = [0, Number.NEGATIVE_INFINITY];
  for (let i = 0; i + 1 < counts.length; i++) {
    const [w1, w2] = [below.weight[i] as number, above.weight[i + 1] as number];
    const distance = round(round((below.sum[i] as number) / w1) - round((above.sum[i + 1] as number) / w2));
    const variance = round(Math.fround(w1 * w2) * round(distance * distance));
    if (Number.isNaN(variance)) return i;
    if (variance > largest) [best, largest] = [i, variance];
  }
  return best;
}

function runningSum(values: readonly number[], round: (x: number) => number): number[] {
  let sum = 0;
  return values.map((value, i) => {
    sum = i === 0 ? value : round(sum + value);
    return sum;
  });
}
