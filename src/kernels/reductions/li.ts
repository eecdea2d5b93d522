/**
 * Li's threshold of minimum cross entropy, by the iteration of scikit-image's `threshold_li`.
 * C. H. Li, P. K. S. Tam, "An iterative algorithm for minimum cross entropy thresholding", Pattern Recognition Letters 18 (1998) 771-776.
 * @module
 */
import { GeometryError } from "../../errors.ts";

/**
 * From the mean on, the logarithmic mean of the means of the two classes, until it moves by no more than `tolerance`. Values are made positive by
 * taking the smallest from them.
 */
export function liFromHistogram(counts: ArrayLike<number>, centers: ArrayLike<number>, tolerance: number): number {
  const first = firstFilled(counts);
  const least = centers[first] as number;
  const value = (i: number): number => (centers[i] as number) - least;
  /** The means of the values up to t and above it. */
  const means = (t: number): readonly [below: number, above: number] => {
    let [n, sum, above, sumAbove] = [0, 0, 0, 0];
    for (let i = first; i < counts.length; i++) {
      const count = counts[i] as number;
      if (value(i) > t) [above, sumAbove] = [above + count, sumAbove + count * value(i)];
      else [n, sum] = [n + count, sum + count * value(i)];
    }
    return [sum / n, sumAbove / above];
  };
  let next = means(Number.POSITIVE_INFINITY)[0];
  if (next === 0) return least;
  for (let t = -2 * tolerance; Math.abs(next - t) > tolerance; ) {
    t = next;
    const [below, above] = means(t);
    if (below === 0) break;
    next = (below - above) / (Math.log(below) - Math.log(above));
  }
  return next + least;
}

function firstFilled(counts: ArrayLike<number>): number {
  for (let i = 0; i < counts.length; i++) if ((counts[i] as number) > 0) return i;
  throw new GeometryError("Expected at least one voxel for a threshold, found none.");
}
