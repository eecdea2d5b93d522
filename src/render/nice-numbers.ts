/**
 * Round numbers for axes and scale bars: 1, 2 or 5 times a power of ten.
 * @module
 */

/** `mantissa * 10^exponent`, with a mantissa of 1, 2 or 5. */
export interface NiceNumber {
  readonly mantissa: 1 | 2 | 5;
  readonly exponent: number;
  readonly value: number;
}

/** Ten to a whole power, as exact as a decimal literal. */
const powerOfTen = (exponent: number): number => Number(`1e${exponent}`);

function nice(mantissa: 1 | 2 | 5, exponent: number): NiceNumber {
  return { mantissa, exponent, value: Number(`${mantissa}e${exponent}`) };
}

/** The largest round number that is not above `limit` (which is above 0). */
export function niceAtMost(limit: number): NiceNumber {
  // The logarithm may be off by a rounding error: begin one decade higher and come down.
  const start = Math.floor(Math.log10(limit)) + 1;
  for (let exponent = start; ; exponent--) {
    for (const mantissa of [5, 2, 1] as const) {
      const candidate = nice(mantissa, exponent);
      // 2.0000000000000004 px of world are 2: spacing is often a rounded quotient.
      if (candidate.value <= limit * (1 + 1e-9)) return candidate;
    }
  }
}

/** The smallest round number that is not below `limit` (which is above 0). */
export function niceAtLeast(limit: number): NiceNumber {
  const start = Math.floor(Math.log10(limit)) - 1;
  for (let exponent = start; ; exponent++) {
    for (const mantissa of [1, 2, 5] as const) {
      const candidate = nice(mantissa, exponent);
      if (candidate.value >= limit * (1 - 1e-9)) return candidate;
    }
  }
}

/**
 * Tick positions within [lo, hi], at most `count` + 1 of them (default 5), a round number apart.
 * Empty when the range holds no such number or is not a range.
 */
export function niceTicks(lo: number, hi: number, count = 5): readonly number[] {
  if (!(hi > lo) || !Number.isFinite(hi - lo)) return Number.isFinite(lo) && lo === hi ? [lo] : [];
  const step = niceAtLeast((hi - lo) / count);
  const first = Math.ceil(lo / step.value - 1e-9);
  const last = Math.floor(hi / step.value + 1e-9);
  // k * mantissa is a whole number: dividing by (or multiplying with) a power of ten then gives the decimal exactly.
  const at = (k: number): number =>
    step.exponent < 0 ? (k * step.mantissa) / powerOfTen(-step.exponent) : k * step.mantissa * powerOfTen(step.exponent);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => at(first + i) + 0);
}
