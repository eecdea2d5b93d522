/**
 * Maps at another resolution.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { healpix, npix2nside, nside2order } from "./grid.ts";
import type { Scheme } from "./numbering.ts";
import { reorder } from "./schemes.ts";

/** The value that HEALPix maps have where nothing was seen. */
export const UNSEEN = -1.6375e30;

/** True for UNSEEN, also where it went through float32, and for what is not finite. */
export const isUnseen = (value: number): boolean => !(Math.abs(value - UNSEEN) > 1e25 && Number.isFinite(value));

export interface UdGradeOptions {
  /** Order of the input and of the output. @default ring */
  readonly scheme?: Scheme | undefined;
  /** A pixel with any child that was not seen is not seen; else it is the mean of those that were. @default false */
  readonly pessimistic?: boolean | undefined;
  /** Values are multiplied by (nsideOut / nsideIn)^power: -2 keeps the sum (hit counts), 2 is for variances. @default 0 */
  readonly power?: number | undefined;
}

/**
 * A map at another nside: means of the children, or copies of the parent. Means are sums in NESTED order divided once. Throws
 * GeometryError unless both nsides are powers of two.
 */
export function udGrade(values: ArrayLike<number>, nsideOut: number, options: UdGradeOptions = {}): Float64Array {
  const { scheme = "ring", pessimistic = false, power = 0 } = options;
  const nsideIn = npix2nside(values.length);
  for (const nside of [nsideIn, nsideOut])
    if (nside2order(nside) < 0) throw new GeometryError(`Expected nside to be a power of two, found ${nside}.`, { option: "nsideOut" });
  const nested = reorder(Float64Array.from(values), nsideIn, scheme, "nested");
  const out = new Float64Array(healpix(nsideOut).npix);
  const ratio = (nsideOut / nsideIn) ** power;
  const children = (nsideIn / nsideOut) ** 2;
  for (let pixel = 0; pixel < out.length; pixel++) {
    out[pixel] =
      children >= 1
        ? meanOf(nested, pixel * children, children, pessimistic, ratio)
        : (nested[Math.floor(pixel * children)] as number) * ratio;
  }
  return reorder(out, nsideOut, "nested", scheme);
}

function meanOf(values: Float64Array, start: number, count: number, pessimistic: boolean, ratio: number): number {
  let sum = 0;
  let seen = 0;
  for (let i = start; i < start + count; i++) {
    const value = values[i] as number;
    if (isUnseen(value)) continue;
    sum += value;
    seen++;
  }
  return seen === 0 || (pessimistic && seen < count) ? UNSEEN : (sum / seen) * ratio;
}
