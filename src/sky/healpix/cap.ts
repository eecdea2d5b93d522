/**
 * Round caps of the sphere, and which part of a ring of pixels lies in one.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { type FacePixel, faceToPlace, type Place, ringPixelToPlace, ringToFace } from "./faces.ts";
import { type Healpix, maxOrder64, maxPixelRadius, nside2order } from "./grid.ts";
import type { Pixel } from "./numbering.ts";
import { ringCount, ringShifted } from "./rings.ts";
import { type Vector, vec2ang } from "./sphere-points.ts";

export interface CoverOptions {
  /**
   * False: pixels whose centre lies inside. True: all pixels that overlap, and a few more: those with a piece (of `fact` x `fact`) whose
   * centre is at most the piece's largest radius away. @default false
   */
  readonly inclusive?: boolean | undefined;
  /** Pieces per side of a pixel when inclusive; more give fewer false positives. NESTED takes powers of two. @default 4, as healpy */
  readonly fact?: number | undefined;
}

/** The pieces per side: 0 where only centres count. Throws GeometryError for what healpy does not take either. */
export function factOf<P extends Pixel>({ nside, scheme }: Healpix<P>, { inclusive = false, fact = 4 }: CoverOptions): number {
  if (!inclusive) return 0;
  const right = Number.isInteger(fact) && fact >= 1 && fact * nside <= 2 ** maxOrder64;
  if (right && (scheme === "ring" || nside2order(fact) >= 0)) return fact;
  throw new GeometryError(
    `Expected fact to be a whole number from 1${scheme === "nested" ? ", a power of two for NESTED," : ""} with fact * nside <= 2^29, found ${fact}.`,
    { option: "fact" },
  );
}

/** Throws GeometryError unless it is an angle that a cap can have. */
export function checkRadius(radius: number): void {
  if (!(radius >= 0 && radius < Number.POSITIVE_INFINITY))
    throw new GeometryError(`Expected a radius from 0 in radians, found ${radius}.`, { option: "radius" });
}

/** Squared length of the chord between two points: also for close ones exact, where the cosine is 1 for all. */
export function chordSquared(a: Place, b: Place): number {
  const [sa, sb] = [sineOf(a), sineOf(b)];
  const half = Math.sin((a.phi - b.phi) / 2);
  return (a.z - b.z) ** 2 + (sa - sb) ** 2 + 4 * sa * sb * half * half;
}

/** The squared chord of an angle from 0; angles beyond half a turn count as half a turn. */
export function chordOfAngle(angle: number): number {
  const half = Math.sin(Math.min(Math.max(angle, 0), Math.PI) / 2);
  return 4 * half * half;
}

const sineOf = ({ z, sine }: Place): number => (Number.isNaN(sine) ? Math.sqrt((1 - z) * (1 + z)) : sine);

/** A direction as a place. */
export function placeOf(direction: Vector): Place {
  const { theta, phi } = vec2ang(direction);
  return { z: Math.cos(theta), phi, sine: Math.sin(theta) };
}

/** The pixels near a centre, ring by ring. */
export class RingCap {
  readonly #grid: Healpix<Pixel>;
  readonly #fact: number;
  readonly #centre: Place;
  /** Squared chords: within which pieces count, within which the centres of pixels must lie. */
  readonly #pieces: number;
  readonly #pixels: number;
  /** The pixel that holds the centre. */
  readonly #home: Pixel;
  /** Rings to look at. */
  readonly first: number;
  readonly last: number;
  /** Whether everything is inside. */
  readonly all: boolean;

  constructor(grid: Healpix<Pixel>, centre: Vector, radius: number, fact: number, home: Pixel) {
    const { nside } = grid;
    const { theta } = vec2ang(centre);
    this.#grid = grid;
    this.#fact = fact;
    this.#centre = placeOf(centre);
    this.#home = home;
    const reach = fact === 0 ? radius : radius + maxPixelRadius(fact * nside);
    this.all = reach >= Math.PI;
    this.#pieces = chordOfAngle(reach);
    this.#pixels = chordOfAngle(fact === 0 ? radius : radius + maxPixelRadius(nside));
    // Pixels of the next ring may have pieces that are near enough.
    const more = fact > 1 ? 1 : 0;
    this.first = theta > reach ? Math.max(1, ringAboveTheta(nside, theta - reach) + 1 - more) : 1;
    this.last = theta + reach < Math.PI ? Math.min(4 * nside - 1, ringAboveTheta(nside, theta + reach) + more) : 4 * nside - 1;
  }

  /**
   * The part of a ring inside, as indices of its first and last pixel, the first perhaps negative (it wraps around). Undefined where none
   * is inside. A ring that the circle of that reach does not cross is taken as it is where `wholeRings` says so, without
   * a look at pieces.
   */
  span(ring: number, wholeRings = false): readonly [first: number, last: number] | undefined {
    const { nside } = this.#grid;
    ringPixelToPlace(nside, ring, 0, place);
    const { z, phi, sine } = this.#centre;
    const ringSine = sineOf(place);
    // What is left of the squared chord for the difference in longitude.
    const rest = this.#pixels - (z - place.z) ** 2 - (sine - ringSine) ** 2;
    if (rest < 0 && !wholeRings) return undefined;
    const share = rest / (4 * sine * ringSine);
    const whole = !(share >= 0 && share < 1);
    const half = whole ? Math.PI : 2 * Math.asin(Math.sqrt(share));
    const count = ringCount(nside, ring);
    const shift = ringShifted(nside, ring) ? 0.5 : 0;
    const perTurn = count / (2 * Math.PI);
    let low = Math.floor(perTurn * (phi - half) - shift) + 1;
    let high = whole ? low + count - 1 : Math.floor(perTurn * (phi + half) - shift);
    if (this.#fact > 1 && !(whole && wholeRings)) {
      while (low <= high && this.#misses(ring, low, count)) low++;
      while (high > low && this.#misses(ring, high, count)) high--;
    }
    if (low > high) return undefined;
    return high >= count ? [low - count, high - count] : [low, high];
  }

  /** True where no piece along the sides of the pixel comes near enough. */
  #misses(ring: number, index: number, count: number): boolean {
    const inside = ((index % count) + count) % count;
    if (this.#grid.numbers.fromRing(ring, inside) === this.#home) return false;
    ringToFace(this.#grid.nside, ring, inside, face);
    const fact = this.#fact;
    const [x0, y0] = [face.x * fact, face.y * fact];
    const end = fact - 1;
    for (let i = 0; i < end; i++) {
      if (this.#near(x0 + i, y0) || this.#near(x0 + end, y0 + i)) return false;
      if (this.#near(x0 + end - i, y0 + end) || this.#near(x0, y0 + end - i)) return false;
    }
    return true;
  }
  #near(x: number, y: number): boolean {
    faceToPlace(this.#fact * this.#grid.nside, face.face, x, y, place);
    return chordSquared(place, this.#centre) < this.#pieces;
  }
}

/** The last ring north of a colatitude, exact near the poles too. */
function ringAboveTheta(nside: number, theta: number): number {
  const north = Math.min(theta, Math.PI - theta);
  const cap = nside * Math.sqrt(6) * Math.sin(north / 2);
  if (cap >= nside) return Math.floor(nside * (2 - 1.5 * Math.cos(theta)));
  return theta === north ? Math.floor(cap) : 4 * nside - 1 - Math.floor(cap);
}

const face: FacePixel = { face: 0, x: 0, y: 0 };
const place: Place = { z: 0, phi: 0, sine: 0 };
