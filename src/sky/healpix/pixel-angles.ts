/**
 * From points to pixels and back.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { capScale, type FacePixel, faceToPlace, type Place, placeToFace, quarters, type RingPixel, ringPixelToPlace } from "./faces.ts";
import { checkPixel, type Healpix } from "./grid.ts";
import type { Pixel } from "./numbering.ts";
import { type Angles, checkAngles, type Vector } from "./sphere-points.ts";

/** Closer to a pole than this the sine of the colatitude is used too: 1 - cos loses digits there. */
const polar = 0.01;

const nearPole = (theta: number): boolean => theta < polar || theta > Math.PI - polar;

/** The pixel that holds a point: theta in [0, pi], any phi, in radians. Throws GeometryError for other angles. */
export function ang2pix<P extends Pixel>(grid: Healpix<P>, theta: number, phi: number): P {
  checkAngles(theta, phi);
  return placeToPixel(grid, Math.cos(theta), phi, nearPole(theta) ? Math.sin(theta) : Number.NaN);
}

/** The pixel that a direction points to. Throws GeometryError for the zero vector. */
export function vec2pix<P extends Pixel>(grid: Healpix<P>, [x, y, z]: Vector): P {
  const length = Math.hypot(x, y, z);
  if (!(length > 0 && length < Number.POSITIVE_INFINITY))
    throw new GeometryError(`Expected a direction, found [${x}, ${y}, ${z}].`, { option: "vector" });
  const unit = z / length;
  const phi = x === 0 && y === 0 ? 0 : Math.atan2(y, x);
  return placeToPixel(grid, unit, phi, Math.abs(unit) > 0.99 ? Math.hypot(x, y) / length : Number.NaN);
}

const face: FacePixel = { face: 0, x: 0, y: 0 };

/** As {@link ang2pix}, from z = cos theta and, near the poles, sin theta. */
export function placeToPixel<P extends Pixel>({ nside, scheme, numbers }: Healpix<P>, z: number, phi: number, sine: number): P {
  if (scheme === "nested") {
    placeToFace(nside, z, phi, sine, face);
    return numbers.fromFace(face.face, face.x, face.y);
  }
  const t = quarters(phi);
  const za = Math.abs(z);
  if (za <= 2 / 3) {
    const a = nside * (0.5 + t);
    const b = nside * z * 0.75;
    const rising = Math.floor(a - b);
    const falling = Math.floor(a + b);
    const ring = nside + 1 + rising - falling;
    const even = ring % 2 === 0 ? 1 : 0;
    const index = Math.floor((rising + falling - nside + even + 1 + 8 * nside) / 2) % (4 * nside);
    return numbers.fromRing(nside + ring - 1, index);
  }
  const f = t - Math.floor(t);
  const scale = capScale(nside, za, sine);
  const ring = Math.floor(f * scale) + Math.floor((1 - f) * scale) + 1;
  const index = Math.floor(t * ring);
  return numbers.fromRing(z > 0 ? ring : 4 * nside - ring, index);
}

const place: Place = { z: 0, phi: 0, sine: 0 };

/** The centre of a pixel. Throws GeometryError for a pixel that the grid does not have. */
export function pix2ang<P extends Pixel>(grid: Healpix<P>, pixel: P): Angles {
  checkPixel(grid, pixel);
  pixelToPlace(grid, pixel, place);
  const { z, phi, sine } = place;
  return { theta: Number.isNaN(sine) ? Math.acos(z) : Math.atan2(sine, z), phi };
}

/** The centre of a pixel as a unit vector. */
export function pix2vec<P extends Pixel>(grid: Healpix<P>, pixel: P): Vector {
  checkPixel(grid, pixel);
  pixelToPlace(grid, pixel, place);
  return placeToVector(place);
}

const inRing: RingPixel = { ring: 0, index: 0 };

/** The centre of a pixel, written to `out`. */
export function pixelToPlace<P extends Pixel>({ nside, scheme, numbers }: Healpix<P>, pixel: P, out: Place): void {
  if (scheme === "ring") {
    numbers.toRing(pixel, inRing);
    ringPixelToPlace(nside, inRing.ring, inRing.index, out);
  } else {
    numbers.toFace(pixel, face);
    faceToPlace(nside, face.face, face.x, face.y, out);
  }
}

export function placeToVector({ z, phi, sine }: Place): Vector {
  const s = Number.isNaN(sine) ? Math.sqrt((1 - z) * (1 + z)) : sine;
  return [s * Math.cos(phi), s * Math.sin(phi), z];
}

/** Where the pixel numbers of many points go: doubles hold those of {@link healpix}. */
export type PixelArray<P extends Pixel> = P extends bigint ? BigInt64Array : Float64Array;

/** Pixels of many points. Throws GeometryError at the first that is none. */
export function ang2pixArray<P extends Pixel>(grid: Healpix<P>, theta: Float64Array, phi: Float64Array): PixelArray<P> {
  if (theta.length !== phi.length)
    throw new GeometryError(`Expected as many phi as theta, found ${phi.length} and ${theta.length}.`, { option: "phi" });
  const out = typeof grid.npix === "bigint" ? new BigInt64Array(theta.length) : new Float64Array(theta.length);
  for (let i = 0; i < theta.length; i++) out[i] = ang2pix(grid, theta[i] as number, phi[i] as number) as never;
  return out as PixelArray<P>;
}

/** Centres of many pixels. */
export function pix2angArray<P extends Pixel>(
  grid: Healpix<P>,
  pixels: ArrayLike<P>,
): { readonly theta: Float64Array; readonly phi: Float64Array } {
  const theta = new Float64Array(pixels.length);
  const phi = new Float64Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    const angles = pix2ang(grid, pixels[i] as P);
    theta[i] = angles.theta;
    phi[i] = angles.phi;
  }
  return { theta, phi };
}
