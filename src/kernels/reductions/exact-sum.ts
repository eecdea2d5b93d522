/**
 * Sums without error: everything is an integer.
 *
 * A float is a mantissa times a power of two, so a sum of floats is an integer times the smallest power of two of its dtype
 * (2^-149 for float32, 2^-1074 for float64), and a sum of squares one times the square of that. Integers of any length are
 * bigints; the compiled kernel (assembly/exact-sum.ts) adds mantissas up in one bin per exponent, and this module reads the bins.
 * @module
 */
import { type Dtype, isFloat } from "../../array/dtype.ts";

/** Two exact sums over finite voxels, and which infinities there were. */
export interface ExactSums {
  /** Sum of values, in units of 2^{@link unitExponent}. */
  readonly sum: bigint;
  /** Sum of squares, in units of 2^(2 {@link unitExponent}); 0 where it was not asked for. */
  readonly squares: bigint;
  readonly positiveInfinity: boolean;
  readonly negativeInfinity: boolean;
}
export const noSums: ExactSums = { sum: 0n, squares: 0n, positiveInfinity: false, negativeInfinity: false };

/** The unit of exact sums is a power of two. */
export const unitExponent = (dtype: Dtype): number => (dtype === "float32" ? -149 : dtype === "float64" ? -1074 : 0);

export function addSums(a: ExactSums, b: ExactSums): ExactSums {
  return {
    sum: a.sum + b.sum,
    squares: a.squares + b.squares,
    positiveInfinity: a.positiveInfinity || b.positiveInfinity,
    negativeInfinity: a.negativeInfinity || b.negativeInfinity,
  };
}

const BYTES_32 = 512 * 8 + 256 * 16;
/** Bytes of the tables of the compiled kernel. */
export const tableBytes = (dtype: Dtype): number =>
  dtype === "float32" ? 2 * BYTES_32 + 8 : dtype === "float64" ? 4096 * 16 + 2048 * 32 : 48;

/** Voxels that fit the tables before they must be read. */
export const tableRoom = 2 ** 31;

/** Reads the tables of the compiled kernel and clears them. */
export function takeSums(dtype: Dtype, buffer: ArrayBuffer, address: number): ExactSums {
  const words = new BigUint64Array(buffer, address, tableBytes(dtype) / 8);
  const sums =
    dtype === "float32"
      ? addSums(takeFloat32(words.subarray(0, BYTES_32 / 8)), takeFloat32(words.subarray(BYTES_32 / 8, BYTES_32 / 4)))
      : isFloat(dtype)
        ? takeFloat64(words)
        : takeIntegers(words);
  words.fill(0n);
  return sums;
}

/** Bins (value of bin i) to sums: sign and exponent are the position; the largest exponent holds infinities and NaNs. */
function sumOfBins(exponents: number, bin: (i: number) => bigint, square: (i: number) => bigint): ExactSums {
  let [sum, squares] = [0n, 0n];
  for (let e = 0; e < exponents - 1; e++) {
    // Exponents 0 (subnormal numbers) and 1 have the same unit.
    const shift = BigInt(Math.max(e, 1) - 1);
    const difference = bin(e) - bin(e + exponents);
    if (difference !== 0n) sum += difference << shift;
    const total = square(e);
    if (total !== 0n) squares += total << (2n * shift);
  }
  const [positive, negative] = [bin(exponents - 1), bin(2 * exponents - 1)];
  return { sum, squares, positiveInfinity: positive !== 0n, negativeInfinity: negative !== 0n };
}

function takeFloat32(words: BigUint64Array): ExactSums {
  const word = (i: number): bigint => words[i] as bigint;
  return sumOfBins(256, word, (e) => word(512 + 2 * e) + (word(513 + 2 * e) << 32n));
}

function takeFloat64(words: BigUint64Array): ExactSums {
  const word = (i: number): bigint => words[i] as bigint;
  const square = (e: number): bigint => {
    const at = 8192 + 4 * e;
    return word(at) + (word(at + 1) << 32n) + (word(at + 2) << 64n) + (word(at + 3) << 96n);
  };
  return sumOfBins(2048, (i) => word(2 * i) + (word(2 * i + 1) << 32n), square);
}

function takeIntegers(words: BigUint64Array): ExactSums {
  const [s0, s1, q0, q1, q2, q3] = words as unknown as [bigint, bigint, bigint, bigint, bigint, bigint];
  const sum = BigInt.asIntN(64, s0) + (BigInt.asIntN(64, s1) << 32n);
  return { ...noSums, sum, squares: q0 + (q1 << 32n) + (q2 << 64n) + (q3 << 96n) };
}

/** The plain twin: exact sums of a list of values, one by one. */
export function exactSums(dtype: Dtype, values: Iterable<number | bigint>): ExactSums {
  let total = noSums;
  for (const value of values) {
    if (value === Number.POSITIVE_INFINITY) total = { ...total, positiveInfinity: true };
    else if (value === Number.NEGATIVE_INFINITY) total = { ...total, negativeInfinity: true };
    else if (!Number.isNaN(value)) {
      const n = inUnits(dtype, value);
      total = { ...total, sum: total.sum + n, squares: total.squares + n * n };
    }
  }
  return total;
}

/** A finite value in units of its dtype. */
function inUnits(dtype: Dtype, value: number | bigint): bigint {
  if (!isFloat(dtype)) return BigInt(value);
  const bits = new BigUint64Array(new Float64Array([Number(value)]).buffer)[0] as bigint;
  const exponent = Number((bits >> 52n) & 2047n);
  const mantissa = (bits & 0xfffffffffffffn) | (exponent > 0 ? 1n << 52n : 0n);
  // value = mantissa * 2^(max(exponent, 1) - 1075); a float32 is a multiple of its coarser unit.
  const shift = BigInt(Math.max(exponent, 1) - 1075 - unitExponent(dtype));
  const n = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  return bits >> 63n === 1n ? -n : n;
}
