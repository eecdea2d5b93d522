/**
 * Reading exact sums from records, and means and (co)variances from them, each rounded once.
 * Numbers below 2^53 are handled as float64 integers, where a quotient is correctly rounded by itself; larger ones as bigint.
 * @module
 */
import { exactRatio } from "./ratio.ts";
import type { SumField } from "./record.ts";

const TWO_32 = 4_294_967_296;
/** Below this float64 holds every integer. */
export const SAFE = Number.MAX_SAFE_INTEGER;

/** An unsigned 64-bit number at word `at`, as the nearest float64: exact below 2^53. */
export const readUnsigned = (words: Uint32Array, at: number): number => (words[at] as number) + (words[at + 1] as number) * TWO_32;

/** A two's complement number of `limbs` 64-bit limbs at word `at`. */
export function readInteger(words: Uint32Array, at: number, limbs: number): bigint {
  const negative = (words[at + 2 * limbs - 1] as number) >>> 31 === 1;
  let hex = "";
  let started = false;
  for (let i = 2 * limbs - 1; i >= 0; i--) {
    const word = negative ? ~(words[at + i] as number) >>> 0 : (words[at + i] as number);
    if (!started && word === 0) continue;
    hex += started ? word.toString(16).padStart(8, "0") : word.toString(16);
    started = true;
  }
  const magnitude = started ? BigInt(`0x${hex}`) : 0n;
  return negative ? ~magnitude : magnitude;
}

/** The sum as float64 when it is an integer below 2^53 in magnitude, else undefined. */
export function readSafe(words: Uint32Array, at: number, limbs: number): number | undefined {
  const high = (words[at + 1] as number) | 0;
  const sign = high < 0 ? 0xffff_ffff : 0;
  for (let i = 2; i < 2 * limbs; i++) if (words[at + i] !== sign) return undefined;
  const value = high * TWO_32 + (words[at] as number);
  return Math.abs(value) <= SAFE ? value : undefined;
}

/** sum / n * 2^unit. */
export function meanOf(words: Uint32Array, at: number, field: SumField, n: number): number {
  const word = at + field.offset / 4;
  const safe = field.unit === 0 ? readSafe(words, word, field.limbs) : undefined;
  if (safe !== undefined) return safe / n + 0;
  return exactRatio(readInteger(words, word, field.limbs), BigInt(n), field.unit);
}

/** (n * squares - sum^2) / n^2 * 2^(2 unit): the variance with ddof 0. */
export function varianceOf(words: Uint32Array, at: number, sum: SumField, squares: SumField, n: number): number {
  if (sum.unit === 0) {
    const s = readSafe(words, at + sum.offset / 4, sum.limbs);
    const q = readSafe(words, at + squares.offset / 4, squares.limbs);
    if (s !== undefined && q !== undefined && n * q <= SAFE && s * s <= SAFE && n * n <= SAFE) return (n * q - s * s) / (n * n);
  }
  const s = readInteger(words, at + sum.offset / 4, sum.limbs);
  const q = readInteger(words, at + squares.offset / 4, squares.limbs);
  const count = BigInt(n);
  return exactRatio(count * q - s * s, count * count, squares.unit);
}

/** weighted / sum, or NaN where the sum is zero. */
export function quotientOf(words: Uint32Array, at: number, weighted: SumField, sum: SumField): number {
  if (sum.unit === 0) {
    const w = readSafe(words, at + weighted.offset / 4, weighted.limbs);
    const s = readSafe(words, at + sum.offset / 4, sum.limbs);
    if (w !== undefined && s !== undefined) return s === 0 ? Number.NaN : w / s + 0;
  }
  const w = readInteger(words, at + weighted.offset / 4, weighted.limbs);
  const s = readInteger(words, at + sum.offset / 4, sum.limbs);
  if (s === 0n) return Number.NaN;
  return s < 0n ? exactRatio(-w, -s) : exactRatio(w, s);
}
