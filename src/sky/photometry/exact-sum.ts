/**
 * Sums of doubles, rounded once: the result does not depend on the order of the values.
 * @module
 */

/**
 * The sum of finite values, correctly rounded (J. R. Shewchuk, "Adaptive precision floating-point arithmetic", 1997: a list of parts that do
 * not overlap). An order of the map's pixels, of blocks or of workers leaves no trace in it.
 */
export class ExactSum {
  readonly #parts: number[] = [];
  add(value: number): void {
    const parts = this.#parts;
    let x = value;
    let n = 0;
    for (let i = 0; i < parts.length; i++) {
      let y = parts[i] as number;
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
      const high = x + y;
      const low = y - (high - x);
      if (low !== 0) parts[n++] = low;
      x = high;
    }
    parts.length = n;
    parts.push(x);
  }
  /** The sum so far: the parts from the largest down, and a last look at a tie. */
  get value(): number {
    const parts = this.#parts;
    let n = parts.length;
    if (n === 0) return 0;
    let high = parts[--n] as number;
    let low = 0;
    while (n > 0) {
      const x = high;
      const y = parts[--n] as number;
      high = x + y;
      low = y - (high - x);
      if (low !== 0) break;
    }
    // Halfway between two doubles the next part decides.
    const next = parts[n - 1];
    if (n > 0 && next !== undefined && ((low < 0 && next < 0) || (low > 0 && next > 0))) {
      const y = low * 2;
      const x = high + y;
      if (y === x - high) high = x;
    }
    return high;
  }
}

/** The sum of some values, rounded once. */
export function exactSum(values: Iterable<number>): number {
  const sum = new ExactSum();
  for (const value of values) sum.add(value);
  return sum.value;
}

/** The mean, NaN of none. */
export const exactMean = (values: readonly number[] | Float64Array): number =>
  values.length === 0 ? Number.NaN : exactSum(values) / values.length;
