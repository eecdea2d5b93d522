/**
 * Quotients of exact integers, rounded once.
 * @module
 */

/** Number of bits of a positive bigint. */
function bitLength(n: bigint): number {
  const hex = n.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0] as string, 16)));
}

/** `numerator / denominator * 2^exponent` as the nearest float64 (ties to even); denominator > 0. */
export function exactRatio(numerator: bigint, denominator: bigint, exponent = 0): number {
  if (numerator === 0n) return 0;
  if (numerator < 0n) return -exactRatio(-numerator, denominator, exponent);
  // The quotient lies in (2^(top - 1), 2^(top + 1)); `unit` is the power of two of the last bit of the result.
  const top = bitLength(numerator) - bitLength(denominator) + exponent;
  let unit = Math.max(top - 53, -1074);
  let [quotient, remainder, divisor] = divide(numerator, denominator, exponent - unit);
  if (quotient >= 2n ** 53n) {
    unit++;
    [quotient, remainder, divisor] = divide(numerator, denominator, exponent - unit);
  }
  const twice = 2n * remainder;
  if (twice > divisor || (twice === divisor && quotient % 2n === 1n)) quotient++;
  // Two steps, so that neither power leaves the range of float64; both products are exact or overflow.
  const half = Math.trunc(unit / 2);
  return Number(quotient) * 2 ** half * 2 ** (unit - half);
}

function divide(numerator: bigint, denominator: bigint, shift: number): [quotient: bigint, remainder: bigint, divisor: bigint] {
  const dividend = shift > 0 ? numerator << BigInt(shift) : numerator;
  const divisor = shift < 0 ? denominator << BigInt(-shift) : denominator;
  return [dividend / divisor, dividend % divisor, divisor];
}
