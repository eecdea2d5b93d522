/**
 * Moments of a sample in one pass.
 * @module
 */

/** Values beyond this are left out, as those that are not numbers. */
const LARGEST = 3.4028234663852886e38;

/** Mean and spread of a sample, by Welford's recurrence: `add` in the order of the pixels. */
export class Moments2 {
  count = 0;
  mean = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  #m2 = 0;
  add(value: number): void {
    if (!(Math.abs(value) <= LARGEST)) return;
    this.count++;
    const delta = value - this.mean;
    this.mean += delta / this.count;
    this.#m2 += delta * (value - this.mean);
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }
  /** Divided by n - 1; 0 for fewer than three values (as WND-CHARM has it). */
  get variance(): number {
    return this.count > 2 ? this.#m2 / (this.count - 1) : 0;
  }
  get deviation(): number {
    return Math.sqrt(this.variance);
  }
}

/** {@link Moments2} of all values. */
export function moments2(values: Float64Array): Moments2 {
  const moments = new Moments2();
  for (let i = 0; i < values.length; i++) moments.add(values[i] as number);
  return moments;
}

/** Mean, standard deviation (n - 1), skewness and kurtosis. */
export interface Moments4 {
  readonly mean: number;
  readonly deviation: number;
  /** NaN for a sample without spread, 0 for fewer than four values. */
  readonly skewness: number;
  /** Not reduced by 3. NaN for a sample without spread, 0 for fewer than five values. */
  readonly kurtosis: number;
}

/** Moments of the first `length` values, in one pass (Pébay 2008, eq. 1.4 with one new value). */
export function moments4(values: ArrayLike<number>, length = values.length): Moments4 {
  let count = 0;
  let mean = 0;
  let m2 = 0;
  let m3 = 0;
  let m4 = 0;
  for (let i = 0; i < length; i++) {
    const value = values[i] as number;
    if (!(Math.abs(value) <= LARGEST)) continue;
    const before = count++;
    const delta = value - mean;
    const step = delta / count;
    const step2 = step * step;
    const term = delta * step * before;
    mean += step;
    m4 += term * step2 * (count * count - 3 * count + 3) + 6 * step2 * m2 - 4 * step * m3;
    m3 += term * step * (count - 2) - 3 * step * m2;
    m2 += term;
  }
  return {
    mean,
    deviation: count > 2 ? Math.sqrt(m2 / (count - 1)) : 0,
    skewness: count > 3 ? (Math.sqrt(count) * m3) / m2 ** 1.5 : 0,
    kurtosis: count > 4 ? (count * m4) / (m2 * m2) : 0,
  };
}

/** The median of sorted values: the mean of the two middle values of an even number. */
export function medianOf(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[half] as number) : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}
