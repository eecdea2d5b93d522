/**
 * HEALPix grids: nside, scheme, and how pixels are numbered.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { type Numbering, nestedNumbers, nestedNumbersBig, type Pixel, ringNumbers, ringNumbersBig, type Scheme } from "./numbering.ts";

/**
 * 12 nside^2 pixels of equal area. `P` is the type of pixel numbers: `number` from {@link healpix}, `bigint` from {@link healpix64}.
 */
export interface Healpix<P extends Pixel = number> {
  readonly nside: number;
  /** log2 of nside; -1 where nside is no power of two (then only RING can be). */
  readonly order: number;
  readonly scheme: Scheme;
  /** Number of pixels. */
  readonly npix: P;
  readonly numbers: Numbering<P>;
}

/** The finest grid whose pixel numbers are exact in a double: 12 * 4^24 < 2^53. */
export const maxOrder = 24;
/** The finest grid of 64-bit pixel numbers, that of healpy. */
export const maxOrder64 = 29;

/** log2 of nside, or -1 where it is no power of two. */
export function nside2order(nside: number): number {
  const order = Math.round(Math.log2(nside));
  return 2 ** order === nside ? order : -1;
}
export const order2nside = (order: number): number => 2 ** order;

/** A grid with pixel numbers as `number`: nside to 2^24. RING takes any nside, NESTED powers of two. Throws GeometryError. */
export function healpix(nside: number, scheme: Scheme = "ring"): Healpix {
  const order = checkNside(nside, scheme, maxOrder, "Use healpix64, whose pixel numbers are bigint.");
  return { nside, order, scheme, npix: 12 * nside * nside, numbers: scheme === "ring" ? ringNumbers(nside) : nestedNumbers(nside) };
}

/** A grid with pixel numbers as `bigint`: nside to 2^29. Slower, the same results. Throws GeometryError. */
export function healpix64(nside: number, scheme: Scheme = "ring"): Healpix<bigint> {
  const order = checkNside(nside, scheme, maxOrder64, "64-bit pixel numbers end there.");
  const npix = 12n * BigInt(nside) * BigInt(nside);
  return { nside, order, scheme, npix, numbers: scheme === "ring" ? ringNumbersBig(nside) : nestedNumbersBig(nside) };
}

function checkNside(nside: number, scheme: Scheme, most: number, hint: string): number {
  if (!Number.isInteger(nside) || nside < 1)
    throw new GeometryError(`Expected nside to be a whole number from 1, found ${nside}.`, { option: "nside" });
  if (nside > 2 ** most) throw new GeometryError(`Expected nside up to 2^${most}, found ${nside}.`, { option: "nside", hint });
  const order = nside2order(nside);
  if (scheme === "nested" && order < 0)
    throw new GeometryError(`Expected nside to be a power of two for NESTED, found ${nside}.`, { option: "nside" });
  return order;
}

/** The same pixels numbered the other way. */
export function withScheme<P extends Pixel>(grid: Healpix<P>, scheme: Scheme): Healpix<P> {
  if (grid.scheme === scheme) return grid;
  const make: (nside: number, scheme: Scheme) => Healpix<Pixel> = typeof grid.npix === "bigint" ? healpix64 : healpix;
  return make(grid.nside, scheme) as unknown as Healpix<P>;
}

/** Throws GeometryError unless the pixel is one of the grid. */
export function checkPixel<P extends Pixel>({ npix, nside, scheme }: Healpix<P>, pixel: P): void {
  if (pixel >= 0 && pixel < npix && (typeof pixel === "bigint" || Number.isInteger(pixel))) return;
  throw new GeometryError(
    `Expected a pixel number from 0 to ${npix} (excluded) of nside ${nside} ${scheme.toUpperCase()}, found ${pixel}.`,
    { option: "pixel" },
  );
}

/** The nside of a map of `npix` pixels. Throws GeometryError where there is none. */
export function npix2nside(npix: number): number {
  const nside = Math.round(Math.sqrt(npix / 12));
  if (nside >= 1 && 12 * nside * nside === npix) return nside;
  throw new GeometryError(`Expected 12 nside^2 pixels, found ${npix}.`);
}

/** Area of a pixel in steradians. */
export const pixelArea = (nside: number): number => (4 * Math.PI) / 12 / nside / nside;

/** Square root of the area of a pixel, in radians: healpy's `nside2resol`. */
export const pixelResolution = (nside: number): number => Math.sqrt(pixelArea(nside));

/** The largest distance of a pixel's centre from one of its corners, in radians: healpy's `max_pixrad`. */
export function maxPixelRadius(nside: number): number {
  // The corner that the pixels at the border of cap and belt point to the pole with, against the centre beside it.
  const z1 = 2 / 3;
  const phi1 = Math.PI / (4 * nside);
  const t = (1 - 1 / nside) ** 2;
  const z2 = 1 - t / 3;
  const s1 = Math.sqrt((1 - z1) * (1 + z1));
  const s2 = Math.sqrt((1 - z2) * (1 + z2));
  const [ax, ay] = [s1 * Math.cos(phi1), s1 * Math.sin(phi1)];
  // The other lies at longitude 0.
  const cross = Math.hypot(ay * z2, z1 * s2 - ax * z2, -ay * s2);
  return Math.atan2(cross, ax * s2 + z1 * z2);
}
