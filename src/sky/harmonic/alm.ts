/**
 * Coefficients of spherical harmonics of a real map.
 * @module
 */
import { GeometryError, PlanError } from "../../errors.ts";

/** a_lm for m >= 0; those of negative m follow, as the map is real. */
export interface Alm {
  readonly lmax: number;
  /** Real and imaginary parts, by {@link almIndex}: m after m, as healpy. */
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Where a_lm lies. */
export const almIndex = (lmax: number, l: number, m: number): number => (m * (2 * lmax + 1 - m)) / 2 + l;
export const almCount = (lmax: number): number => ((lmax + 1) * (lmax + 2)) / 2;

/** All zero. Throws GeometryError for an lmax that cannot be. */
export function emptyAlm(lmax: number): Alm {
  if (!Number.isInteger(lmax) || lmax < 0)
    throw new GeometryError(`Expected lmax to be a whole number from 0, found ${lmax}.`, { option: "lmax" });
  return { lmax, re: new Float64Array(almCount(lmax)), im: new Float64Array(almCount(lmax)) };
}

/** Bytes that a transform needs: coefficients twice, the factors of the recursion, and the map. */
export const transformBytes = (lmax: number, nside: number): number => almCount(lmax) * (2 * 16 + 8) + 12 * nside * nside * 16;

/** Throws PlanError where a transform does not fit. */
export function checkTransformMemory(lmax: number, nside: number, memory: number): void {
  const needed = transformBytes(lmax, nside);
  if (needed <= memory) return;
  throw new PlanError(`Expected a transform to lmax ${lmax} at nside ${nside} to fit ${memory} bytes, it needs ${needed}.`, {
    stage: "harmonic transform",
    needed,
    allowed: memory,
    workers: 1,
    hint: "Lower lmax, or allow more memory.",
  });
}

/** The power spectrum: C_l = sum over m of |a_lm|^2 / (2 l + 1). */
export function alm2cl({ lmax, re, im }: Alm): Float64Array {
  return Float64Array.from({ length: lmax + 1 }, (_, l) => {
    let sum = 0;
    for (let m = 0; m <= l; m++) {
      const i = almIndex(lmax, l, m);
      const power = (re[i] as number) ** 2 + (im[i] as number) ** 2;
      sum += m === 0 ? power : 2 * power;
    }
    return sum / (2 * l + 1);
  });
}

/** Each a_lm times a factor of its l. */
export function almxfl({ lmax, re, im }: Alm, factors: ArrayLike<number>): Alm {
  const out = emptyAlm(lmax);
  for (let m = 0; m <= lmax; m++)
    for (let l = m; l <= lmax; l++) {
      const i = almIndex(lmax, l, m);
      const factor = factors[l] ?? 0;
      out.re[i] = (re[i] as number) * factor;
      out.im[i] = (im[i] as number) * factor;
    }
  return out;
}

/** The beam of a Gaussian of this full width at half maximum (radians), by l. */
export function gaussBeam(fwhm: number, lmax: number): Float64Array {
  const variance = (fwhm / (2 * Math.sqrt(2 * Math.LN2))) ** 2;
  return Float64Array.from({ length: lmax + 1 }, (_, l) => Math.exp((-l * (l + 1) * variance) / 2));
}
