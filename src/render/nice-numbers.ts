/**
 * Round numbers for axes and scale bars: 1, 2 or 5 times a power of ten.
 * @module
 */
import { GeometryError } from "../errors.ts";

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

/** Numbers whose decades can be walked: below, decimals of float64 lose their digits. */
const smallest = 1e-300;

function checkLimit(limit: number): void {
  if (!(limit >= smallest && Number.isFinite(limit)))
    throw new GeometryError(`Expected a finite size of at least ${smallest}, found ${limit}.`);
}

/** The largest round number that is not above `limit`. Throws a GeometryError unless that is finite and above 0. */
export function niceAtMost(limit: number): NiceNumber {
  checkLimit(limit);
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

/** The smallest round number that is not below `limit`. Throws a GeometryError unless that is finite and above 0. */
export function niceAtLeast(limit: number): NiceNumber {
  checkLimit(limit);
  const start = Math.floor(Math.log10(limit)) - 1;
  for (let exponent = start; ; exponent++) {
    for (const mantissa of [1, 2, 5] as const) {
      const candidate = nice(mantissa, exponent);
      if (candidate.value >= limit * (1 - 1e-9)) return candidate;
    }
  }
}

/** False for ranges of a few rounding errors, which cannot be cut into round pieces. */
export function isWide(lo: number, hi: number): boolean {
  return hi - lo > 1e-11 * Math.max(Math.abs(lo), Math.abs(hi)) && hi - lo > 1e6 * smallest;
}

/**
 * Tick positions within [lo, hi], at most `count` + 1 of them (default 5), a round number apart.
 * Empty when there is no range, or one so narrow beside its position that round numbers in it cannot be told apart.
 */
export function niceTicks(lo: number, hi: number, count = 5): readonly number[] {
  if (!(hi > lo) || !Number.isFinite(hi - lo)) return Number.isFinite(lo) && lo === hi ? [lo] : [];
  if (!isWide(lo, hi)) return [];
  const step = niceAtLeast((hi - lo) / count);
  const first = Math.ceil(lo / step.value - 1e-9);
  const last = Math.floor(hi / step.value + 1e-9);
  // k * mantissa is a whole number: dividing by (or multiplying with) a power of ten then gives the decimal exactly.
  const at = (k: number): number =>
    step.exponent < 0 ? (k * step.mantissa) / powerOfTen(-step.exponent) : k * step.mantissa * powerOfTen(step.exponent);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => at(first + i) + 0);
}
