/**
 * From exact integers to the nearest float64: every result is rounded once, half to even.
 * @module
 */

const bitLength = (n: bigint): number => (n === 0n ? 0 : n.toString(2).length);

/** n * 2^exponent as the nearest float64. */
export function roundScaled(n: bigint, exponent: number): number {
  if (n < 0n) return -roundScaled(-n, exponent);
  if (n === 0n) return 0;
  // The place of the last bit that a float64 of this size keeps.
  const last = Math.max(bitLength(n) + exponent - 53, -1074);
  const drop = last - exponent;
  if (drop <= 0) return Number(n << BigInt(-drop)) * 2 ** last;
  const half = 1n << BigInt(drop - 1);
  const kept = n >> BigInt(drop);
  const rest = n - (kept << BigInt(drop));
  const up = rest > half || (rest === half && (kept & 1n) === 1n);
  return Number(kept + (up ? 1n : 0n)) * 2 ** last;
}

/** n / d * 2^exponent as the nearest float64; d > 0. */
export function roundRatio(n: bigint, d: bigint, exponent: number): number {
  if (n < 0n) return -roundRatio(-n, d, exponent);
  const shift = Math.max(0, 66 - bitLength(n) + bitLength(d));
  const scaled = n << BigInt(shift);
  const quotient = scaled / d;
  return roundScaled((quotient << 1n) | (quotient * d === scaled ? 0n : 1n), exponent - shift - 1);
}

/** sqrt(n / d) * 2^exponent as the nearest float64; n >= 0, d > 0. */
export function roundRoot(n: bigint, d: bigint, exponent: number): number {
  if (n === 0n) return 0;
  const shift = Math.max(0, Math.ceil((134 - bitLength(n) + bitLength(d)) / 2));
  const scaled = n << BigInt(2 * shift);
  const quotient = scaled / d;
  const root = integerRoot(quotient);
  const exact = root * root === quotient && quotient * d === scaled;
  return roundScaled((root << 1n) | (exact ? 0n : 1n), exponent - shift - 1);
}

/** The largest integer whose square is at most n. */
function integerRoot(n: bigint): bigint {
  let root = 1n << BigInt((bitLength(n) + 1) >> 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
