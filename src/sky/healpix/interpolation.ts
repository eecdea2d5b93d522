/**
 * Bilinear interpolation between the four pixels around a point.
 * @module
 */
import type { Healpix } from "./grid.ts";
import type { Pixel } from "./numbering.ts";
import { ringAbove, ringCount, ringShifted, ringTheta } from "./rings.ts";
import { checkAngles } from "./sphere-points.ts";

/** Four pixels and their weights, which add up to 1: two of the ring to the north, two of the ring to the south. */
export interface InterpolationWeights<P extends Pixel> {
  readonly pixels: readonly [P, P, P, P];
  readonly weights: readonly [number, number, number, number];
}

interface InRing {
  readonly west: number;
  readonly east: number;
  readonly share: number;
}

/** The two pixels of a ring around phi, and how much the eastern one counts. */
function aroundPhi(nside: number, ring: number, phi: number): InRing {
  const count = ringCount(nside, ring);
  const width = (2 * Math.PI) / count;
  const half = ringShifted(nside, ring) ? 0.5 : 0;
  const first = Math.floor(phi / width - half);
  const share = (phi - (first + half) * width) / width;
  const wrap = (i: number): number => (i < 0 ? i + count : i >= count ? i - count : i);
  return { west: wrap(first), east: wrap(first + 1), share };
}

/**
 * The pixels around a point, with weights linear in longitude along the rings and linear in colatitude between them: healpy's
 * `get_interp_weights`. North of the first ring and south of the last the pole stands for the missing ring: the mean of its four pixels.
 */
export function interpolationWeights<P extends Pixel>(grid: Healpix<P>, theta: number, phi: number): InterpolationWeights<P> {
  checkAngles(theta, phi);
  const { nside, numbers } = grid;
  const turn = 2 * Math.PI;
  const east = phi >= 0 && phi < turn ? phi : phi - turn * Math.floor(phi / turn);
  const above = ringAbove(nside, Math.cos(theta));
  const below = above + 1;
  const last = 4 * nside - 1;
  const pixel = (ring: number, index: number): P => numbers.fromRing(ring, index);
  if (above === 0) {
    const { west, east: next, share } = aroundPhi(nside, 1, east);
    const down = theta / ringTheta(nside, 1);
    const pole = (1 - down) / 4;
    return {
      pixels: [pixel(1, (west + 2) % 4), pixel(1, (next + 2) % 4), pixel(1, west), pixel(1, next)],
      weights: [pole, pole, (1 - share) * down + pole, share * down + pole],
    };
  }
  const north = aroundPhi(nside, above, east);
  if (below > last) {
    const top = ringTheta(nside, last);
    const down = (theta - top) / (Math.PI - top);
    const pole = down / 4;
    const { west, east: next, share } = north;
    return {
      pixels: [pixel(last, west), pixel(last, next), pixel(last, (west + 2) % 4), pixel(last, (next + 2) % 4)],
      weights: [(1 - share) * (1 - down) + pole, share * (1 - down) + pole, pole, pole],
    };
  }
  const south = aroundPhi(nside, below, east);
  const top = ringTheta(nside, above);
  const down = (theta - top) / (ringTheta(nside, below) - top);
  return {
    pixels: [pixel(above, north.west), pixel(above, north.east), pixel(below, south.west), pixel(below, south.east)],
    weights: [(1 - north.share) * (1 - down), north.share * (1 - down), (1 - south.share) * down, south.share * down],
  };
}

/** The value at a point, between the four pixels around it. NaN where one of them is NaN and counts. */
export function interpolate(grid: Healpix, values: ArrayLike<number>, theta: number, phi: number): number {
  const { pixels, weights } = interpolationWeights(grid, theta, phi);
  let sum = 0;
  for (let i = 0; i < 4; i++) {
    const weight = weights[i] as number;
    if (weight !== 0) sum += weight * (values[pixels[i] as number] as number);
  }
  return sum;
}
