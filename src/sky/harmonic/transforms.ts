/**
 * From coefficients to maps and back.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { type Place, ringPixelToPlace } from "../healpix/faces.ts";
import { healpix, isUnseen, npix2nside } from "../healpix/index.ts";
import { ringCount, ringShifted } from "../healpix/rings.ts";
import { type Alm, almIndex, almxfl, checkTransformMemory, emptyAlm, gaussBeam } from "./alm.ts";
import { Fourier } from "./fourier.ts";
import { Legendre } from "./legendre.ts";

export interface TransformOptions {
  /** Bytes that may be used. @default 2 GiB */
  readonly memory?: number | undefined;
}

const defaultMemory = 2 * 1024 ** 3;

/** A ring of the northern half with its mirror image. */
interface RingPair {
  readonly north: number;
  readonly south: number | undefined;
  readonly count: number;
  /** Longitude of the first pixel. */
  readonly phi: number;
  readonly z: number;
  readonly sine: number;
}

function* ringPairs(nside: number): Generator<RingPair> {
  const place: Place = { z: 0, phi: 0, sine: 0 };
  for (let ring = 1; ring <= 2 * nside; ring++) {
    ringPixelToPlace(nside, ring, 0, place);
    const count = ringCount(nside, ring);
    const sine = Number.isNaN(place.sine) ? Math.sqrt((1 - place.z) * (1 + place.z)) : place.sine;
    const phi = ringShifted(nside, ring) ? Math.PI / count : 0;
    yield { north: ring, south: ring === 2 * nside ? undefined : 4 * nside - ring, count, phi, z: place.z, sine };
  }
}

/** The map of coefficients, RING ordered. Throws PlanError where it does not fit the memory. */
export function alm2map(alm: Alm, nside: number, { memory = defaultMemory }: TransformOptions = {}): Float64Array {
  checkTransformMemory(alm.lmax, nside, memory);
  const { npix, numbers } = healpix(nside, "ring");
  const out = new Float64Array(npix);
  const legendre = new Legendre(alm.lmax);
  let fourier = new Fourier(4);
  for (const { north, south, count, phi, z, sine } of ringPairs(nside)) {
    if (fourier.length !== count) fourier = new Fourier(count);
    const [up, down] = [new Spectrum(count, phi), new Spectrum(count, phi)];
    legendre.ring(z, sine, (m, first, lambda) => {
      let [er, ei, or, oi] = [0, 0, 0, 0];
      for (let l = first, i = almIndex(alm.lmax, first, m); l <= alm.lmax; l++, i++) {
        const value = lambda[l] as number;
        if ((l + m) % 2 === 0) {
          er += value * (alm.re[i] as number);
          ei += value * (alm.im[i] as number);
        } else {
          or += value * (alm.re[i] as number);
          oi += value * (alm.im[i] as number);
        }
      }
      up.add(m, er + or, ei + oi);
      down.add(m, er - or, ei - oi);
    });
    out.set(up.values(fourier), numbers.fromRing(north, 0));
    if (south !== undefined) out.set(down.values(fourier), numbers.fromRing(south, 0));
  }
  return out;
}

/** The Fourier coefficients of one ring, folded to its number of pixels. */
class Spectrum {
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #phi: number;
  constructor(count: number, phi: number) {
    this.#re = new Float64Array(count);
    this.#im = new Float64Array(count);
    this.#phi = phi;
  }
  add(m: number, re: number, im: number): void {
    const n = this.#re.length;
    const [c, s] = [Math.cos(m * this.#phi), Math.sin(m * this.#phi)];
    const [x, y] = [re * c - im * s, re * s + im * c];
    const k = m % n;
    this.#re[k] = (this.#re[k] as number) + x;
    this.#im[k] = (this.#im[k] as number) + y;
    if (m === 0) return;
    const mirror = (n - k) % n;
    this.#re[mirror] = (this.#re[mirror] as number) + x;
    this.#im[mirror] = (this.#im[mirror] as number) - y;
  }
  values(fourier: Fourier): Float64Array {
    fourier.backward(this.#re, this.#im);
    return this.#re;
  }
}

export interface AnalysisOptions extends TransformOptions {
  /** @default 3 nside - 1 */
  readonly lmax?: number | undefined;
  /** Rounds that add the coefficients of what is left over. @default 3, as healpy */
  readonly iterations?: number | undefined;
}

/**
 * The coefficients of a RING map by quadrature with equal weights, improved by iterations. What was not seen counts as 0. Throws
 * PlanError where it does not fit the memory.
 */
export function map2alm(map: ArrayLike<number>, options: AnalysisOptions = {}): Alm {
  const nside = npix2nside(map.length);
  const { lmax = 3 * nside - 1, iterations = 3, memory = defaultMemory } = options;
  checkTransformMemory(lmax, nside, memory);
  const seen = Float64Array.from(map, (value) => (isUnseen(value) ? 0 : value));
  const alm = emptyAlm(lmax);
  quadrature(seen, nside, alm);
  for (let i = 0; i < iterations; i++) {
    const again = alm2map(alm, nside, { memory });
    for (let p = 0; p < again.length; p++) again[p] = (seen[p] as number) - (again[p] as number);
    quadrature(again, nside, alm);
  }
  return alm;
}

/** Adds the coefficients of a map. */
function quadrature(map: Float64Array, nside: number, { lmax, re, im }: Alm): void {
  const { npix, numbers } = healpix(nside, "ring");
  const legendre = new Legendre(lmax);
  const weight = (4 * Math.PI) / npix;
  let fourier = new Fourier(4);
  for (const { north, south, count, phi, z, sine } of ringPairs(nside)) {
    if (fourier.length !== count) fourier = new Fourier(count);
    const transform = (ring: number | undefined): readonly [Float64Array, Float64Array] => {
      const start = ring === undefined ? 0 : numbers.fromRing(ring, 0);
      const real = ring === undefined ? new Float64Array(count) : map.slice(start, start + count);
      const imaginary = new Float64Array(count);
      if (ring !== undefined) fourier.forward(real, imaginary);
      return [real, imaginary];
    };
    const [ur, ui] = transform(north);
    const [dr, di] = transform(south);
    legendre.ring(z, sine, (m, first, lambda) => {
      const k = m % count;
      const [c, s] = [Math.cos(m * phi) * weight, -Math.sin(m * phi) * weight];
      const turn = (x: number, y: number): readonly [number, number] => [x * c - y * s, x * s + y * c];
      const [er, ei] = turn((ur[k] as number) + (dr[k] as number), (ui[k] as number) + (di[k] as number));
      const [or, oi] = turn((ur[k] as number) - (dr[k] as number), (ui[k] as number) - (di[k] as number));
      for (let l = first, i = almIndex(lmax, first, m); l <= lmax; l++, i++) {
        const value = lambda[l] as number;
        const even = (l + m) % 2 === 0;
        re[i] = (re[i] as number) + value * (even ? er : or);
        im[i] = (im[i] as number) + value * (even ? ei : oi);
      }
    });
  }
}

/** Convolves a RING map with a Gaussian beam of full width at half maximum `fwhm` (radians). What was not seen counts as 0. */
export function smoothMap(map: ArrayLike<number>, fwhm: number, options: AnalysisOptions = {}): Float64Array {
  if (!(fwhm >= 0 && fwhm < Math.PI))
    throw new GeometryError(`Expected a width from 0 to 180 degrees, found ${fwhm} radians.`, { option: "fwhm" });
  const alm = map2alm(map, options);
  return alm2map(almxfl(alm, gaussBeam(fwhm, alm.lmax)), npix2nside(map.length), options);
}
