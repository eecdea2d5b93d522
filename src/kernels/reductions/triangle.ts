/**
 * The triangle threshold, as scikit-image's `threshold_triangle`.
 * G. W. Zack, W. E. Rogers, S. A. Latt, "Automatic measurement of sister chromatid exchange frequency", J. Histochem. Cytochem. 25 (1977) 741-753.
 * @module
 */
import { GeometryError } from "../../errors.ts";

/**
 * The bin of the threshold: of those between the peak and the far end of its longer tail, the one farthest below the line that joins the
 * two; the first of equals, counted from the end of the tail. All bins, empty ones too.
 */
export function triangleIndex(counts: ArrayLike<number>): number {
  let [peak, low, high] = [0, -1, -1];
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number;
    if (count > (counts[peak] as number)) peak = i;
    if (count > 0) [low, high] = [low < 0 ? i : low, i];
  }
  if (low < 0) throw new GeometryError("Expected at least one voxel for a threshold, found none.");
  if (low === high) return low;
  const flip = peak - low < high - peak;
  const [end, step] = flip ? [high, -1] : [low, 1];
  const span = Math.abs(peak - end);
  const top = counts[peak] as number;
  const norm = Math.sqrt(top ** 2 + span ** 2);
  const [height, width] = [top / norm, span / norm];
  let [best, farthest] = [0, Number.NEGATIVE_INFINITY];
  for (let x = 0; x < span; x++) {
    const distance = height * x - width * (counts[end + step * x] as number);
    if (distance > farthest) [best, farthest] = [x, distance];
  }
  return end + step * best;
}

/** The threshold as a bin centre. */
export const triangleFromHistogram = (counts: readonly number[], centers: readonly number[]): number =>
  centers[triangleIndex(counts)] as number;
