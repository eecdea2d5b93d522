import type { Plane } from "../plane.ts";
import { extent } from "../statistics/histogram.ts";
import { secondEigenvalue } from "../statistics/second-eigenvalue.ts";
import type { Variant } from "../variant.ts";

/** Neighbours (dx, dy) whose levels are paired. */
const directions = [
  [1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
] as const;

/** Numbers of one direction, in the order of the features. */
const names = [
  "angularSecondMoment",
  "contrast",
  "correlation",
  "differenceVariance",
  "differenceEntropy",
  "entropy",
  "information1",
  "inverseDifferenceMoment",
  "maximalCorrelation",
  "information2",
  "sumAverage",
  "sumEntropy",
  "sumVariance",
  "variance",
] as const;

type Texture = { readonly [name in (typeof names)[number]]: number };

/**
 * Haralick's textures (1973) of 256 grey levels at distance 1: mean over four directions and range of each of 14 numbers.
 *
 * As in the reference pairs with the darkest level are left out, levels are ranks, and the sum variance is taken about the sum entropy.
 * The maximal correlation is the root of the second largest eigenvalue. The reference takes the third of an unsorted list, which mostly is
 * that one; where it is not (transformed images with rare levels) the reference differs between its own builds.
 */
export function haralick(image: Plane, variant: Variant): Float64Array {
  const { levels, count } = quantise(image);
  const textures = directions.map(([dx, dy]) => texture(pairs(image, levels, count, [dx, dy], variant), count, variant));
  const result = new Float64Array(28);
  for (const [i, name] of names.entries()) {
    const values = textures.map((t) => t[name]);
    result[2 * i] = values.reduce((sum, value) => sum + value, 0) / 4;
    result[2 * i + 1] = Math.max(...values) - Math.min(...values);
  }
  return result;
}

/** Ranks of the 256 levels that occur. */
function quantise({ data }: Plane): { readonly levels: Uint8Array; readonly count: number } {
  const [low, high] = extent(data);
  const scale = 255 / (high - low);
  const levels = Uint8Array.from(data, (value) => Math.trunc((value - low) * scale));
  const present = new Uint8Array(256);
  for (const level of levels) present[level] = 1;
  const rank = new Uint8Array(256);
  let count = 0;
  for (let level = 0; level < 256; level++) if (present[level] === 1) rank[level] = count++;
  return { levels: levels.map((level) => rank[level] as number), count };
}

/** Shares of the pairs of levels, symmetric. Pairs with the darkest level do not count. */
function pairs(
  { width, height }: Plane,
  levels: Uint8Array,
  count: number,
  [dx, dy]: readonly [number, number],
  variant: Variant,
): Float64Array {
  const darkest = variant === "reference" ? 0 : -1;
  const shares = new Float64Array(count * count);
  let total = 0;
  for (let y = 0; y < height - dy; y++) {
    for (let x = Math.max(0, -dx), end = Math.min(width, width - dx); x < end; x++) {
      const i = levels[y * width + x] as number;
      const j = levels[(y + dy) * width + x + dx] as number;
      if (i === darkest || j === darkest) continue;
      shares[i * count + j] = (shares[i * count + j] as number) + 1;
      shares[j * count + i] = (shares[j * count + i] as number) + 1;
      total += 2;
    }
  }
  return total === 0 ? shares : shares.map((n) => n / total);
}

const log2 = (value: number): number => Math.log(value + 1e-9) / Math.LN2;

function texture(p: Float64Array, n: number, variant: Variant): Texture {
  const marginal = new Float64Array(n);
  const sums = new Float64Array(2 * n);
  const differences = new Float64Array(n);
  let [angularSecondMoment, inverseDifferenceMoment, entropy, products] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const share = p[i * n + j] as number;
      if (share === 0) continue;
      marginal[i] = (marginal[i] as number) + share;
      sums[i + j] = (sums[i + j] as number) + share;
      differences[Math.abs(i - j)] = (differences[Math.abs(i - j)] as number) + share;
      angularSecondMoment += share * share;
      inverseDifferenceMoment += share / (1 + (i - j) ** 2);
      entropy -= share * log2(share);
      products += i * j * share;
    }
  }
  let [mean, squares] = [0, 0];
  for (let i = 0; i < n; i++) {
    mean += i * (marginal[i] as number);
    squares += i * i * (marginal[i] as number);
  }
  const deviation = Math.sqrt(squares - mean * mean);
  let variance = 0;
  for (let i = 0; i < n; i++) variance += (i - mean) ** 2 * (marginal[i] as number);
  const sumEntropy = entropyOf(sums);
  const sumAverage = sums.reduce((total, share, k) => total + k * share, 0);
  // The reference takes the entropy for the average here.
  const about = variant === "reference" ? sumEntropy : sumAverage;
  const sumVariance = sums.reduce((total, share, k) => total + (k - about) ** 2 * share, 0);
  let [contrast, drift] = [0, 0];
  for (let k = 0; k < n; k++) {
    contrast += k * k * (differences[k] as number);
    drift += k * (differences[k] as number);
  }
  return {
    angularSecondMoment,
    contrast,
    correlation: deviation === 0 ? 1 : (products - mean * mean) / (deviation * deviation),
    differenceVariance: contrast - drift * drift,
    differenceEntropy: entropyOf(differences),
    entropy,
    ...information(p, marginal, entropy),
    inverseDifferenceMoment,
    maximalCorrelation: maximalCorrelation(p, marginal),
    sumAverage,
    sumEntropy,
    sumVariance,
    variance,
  };
}

const entropyOf = (shares: Float64Array): number => {
  let sum = 0;
  for (const share of shares) sum -= share * log2(share);
  return sum;
};

/** Both measures of information. */
function information(p: Float64Array, marginal: Float64Array, hxy: number) {
  const n = marginal.length;
  const hx = entropyOf(marginal);
  let [hxy1, hxy2] = [0, 0];
  for (let i = 0; i < n; i++) {
    const pi = marginal[i] as number;
    if (pi === 0) continue;
    // Symmetric: each pair once.
    for (let j = 0; j <= i; j++) {
      const product = pi * (marginal[j] as number);
      if (product === 0) continue;
      const bits = (i === j ? 1 : 2) * log2(product);
      hxy1 -= (p[i * n + j] as number) * bits;
      hxy2 -= product * bits;
    }
  }
  return { information1: hx === 0 ? 1 : (hxy - hxy1) / hx, information2: Math.sqrt(Math.abs(1 - Math.exp(-2 * (hxy2 - hxy)))) };
}

/** The root of the second largest eigenvalue of Q_ij = sum_k P_ik P_jk / (p_i p_k + 1e-13). 0 with fewer than three levels, where the reference stops. */
function maximalCorrelation(p: Float64Array, marginal: Float64Array): number {
  // Levels without pairs are empty rows and columns: eigenvalues 0.
  const kept = [...marginal.keys()].filter((i) => (marginal[i] as number) > 0);
  const n = kept.length;
  if (n < 2) return 0;
  const shares = new Float64Array(n * n);
  const scaled = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const share = p[(kept[i] as number) * marginal.length + (kept[k] as number)] as number;
      shares[i * n + k] = share;
      scaled[i * n + k] = share / ((marginal[kept[i] as number] as number) * (marginal[kept[k] as number] as number) + 1e-13);
    }
  }
  return Math.sqrt(Math.max(0, secondEigenvalue(n, scaled, shares)));
}
