import { GeometryError } from "../../errors.ts";

/**
 * One half of a Gaussian filter, centre first: `w[k]` weighs the voxels k steps away on either side.
 *
 * The same numbers as `scipy.ndimage.gaussian_filter1d`: exp(-x^2 / 2 sigma^2) on [-radius, radius], divided by its sum, with
 * radius = floor(truncate * sigma + 1/2), in float64. A derivative (`order` > 0) multiplies by the polynomial that the
 * derivative brings along; for an odd order `w[k]` weighs `x[+k] - x[-k]`.
 *
 * @param sigma standard deviation in voxels; 0 leaves the axis as it is (`[1]`).
 * @param truncate where to cut the filter, in sigmas.
 * @throws GeometryError for a negative sigma, or a derivative at a sigma whose filter has no voxel beside its centre.
 */
export function gaussianWeights(sigma: number, truncate = 4, order = 0): number[] {
  if (!(sigma >= 0 && Number.isFinite(sigma))) throw new GeometryError(`Expected a sigma of at least 0 voxels, found ${sigma}.`);
  if (!(truncate > 0 && Number.isFinite(truncate))) throw new GeometryError(`Expected truncate to be above 0, found ${truncate}.`);
  if (!(Number.isInteger(order) && order >= 0)) throw new GeometryError(`Expected order to be 0, 1, 2, ..., found ${order}.`);
  const radius = Math.floor(truncate * sigma + 0.5);
  if (sigma === 0 || radius === 0) {
    if (order === 0) return [1];
    throw new GeometryError(
      `Expected a sigma of at least ${0.5 / truncate} voxels for a derivative of order ${order}, found ${sigma}: its filter has one voxel only.`,
    );
  }
  const variance = sigma * sigma;
  const bell = Array.from({ length: radius + 1 }, (_, x) => Math.exp((-0.5 / variance) * x ** 2));
  const sum = bell.reduce((total, value, x) => total + (x === 0 ? value : 2 * value), 0);
  const polynomial = hermite(order, variance);
  return bell.map((value, x) => polynomial.reduceRight((total, c) => total * -x + c, 0) * (value / sum));
}

/** Coefficients q (constant first) of the polynomial with d^n/dx^n exp(-x^2 / 2v) = q(x) exp(-x^2 / 2v). */
function hermite(order: number, variance: number): number[] {
  let q = [1];
  for (let n = 0; n < order; n++) {
    // (q e)' = (q' - x q / v) e
    const next = new Array<number>(q.length + 1).fill(0);
    q.forEach((c, power) => {
      if (power > 0) next[power - 1] = (next[power - 1] as number) + power * c;
      next[power + 1] = (next[power + 1] as number) - c / variance;
    });
    q = next;
  }
  return q;
}
