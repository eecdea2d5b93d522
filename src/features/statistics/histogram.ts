/**
 * Histograms of equal bins, with WND-CHARM's rules for edges.
 * @module
 */

/** The smallest and the largest value; NaN is left out. */
export function extent(values: ArrayLike<number>): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/**
 * Counts in `bins` equal bins over [low, high]: a value goes to bin trunc((value - low) * (bins / (high - low))), in this order of
 * operations, since many images have their values on edges of bins. The largest value goes to the last bin, and NaN too.
 */
export function histogram(values: ArrayLike<number>, bins: number, [low, high]: readonly [number, number] = extent(values)): Float64Array {
  const counts = new Float64Array(bins);
  const scale = high > low ? bins / (high - low) : 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const bin = Number.isNaN(value) ? bins - 1 : Math.min(bins - 1, Math.trunc((value - low) * scale));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
}
