/**
 * Rings of pixels at one latitude, numbered 1 (north pole) to 4 nside - 1.
 * @module
 */
import { GeometryError } from "../../errors.ts";

/** One ring. */
export interface Ring {
  readonly ring: number;
  /** Number of pixels. */
  readonly count: number;
  /** True where the first pixel lies half a pixel east of longitude 0, else it lies on it. */
  readonly shifted: boolean;
  /** z of all centres. */
  readonly z: number;
  /** Colatitude of all centres, in radians. */
  readonly theta: number;
}

/** Number of pixels of a ring. */
export const ringCount = (nside: number, ring: number): number => 4 * Math.min(ring, nside, 4 * nside - ring);

/** True where the first pixel of a ring lies half a pixel east of longitude 0. */
export const ringShifted = (nside: number, ring: number): boolean => ring < nside || ring > 3 * nside || (ring - nside) % 2 === 0;

/** z of the centres of a ring. */
export function ringZ(nside: number, ring: number): number {
  if (ring < nside) return 1 - (ring * ring) / (3 * nside * nside);
  if (ring <= 3 * nside) return ((2 * nside - ring) * 2) / (3 * nside);
  const south = 4 * nside - ring;
  return (south * south) / (3 * nside * nside) - 1;
}

/** Colatitude of the centres of a ring, exact also near the poles. */
export function ringTheta(nside: number, ring: number): number {
  const north = Math.min(ring, 4 * nside - ring);
  const cap = (north * north) / (3 * nside * nside);
  const theta = north < nside ? Math.atan2(Math.sqrt(cap * (2 - cap)), 1 - cap) : Math.acos(((2 * nside - north) * 2) / (3 * nside));
  return north === ring ? theta : Math.PI - theta;
}

/** A ring of the grid of this nside. Throws GeometryError where there is none. */
export function ringInfo(nside: number, ring: number): Ring {
  if (!Number.isInteger(ring) || ring < 1 || ring >= 4 * nside)
    throw new GeometryError(`Expected a ring from 1 to ${4 * nside - 1} of nside ${nside}, found ${ring}.`, { option: "ring" });
  return {
    ring,
    count: ringCount(nside, ring),
    shifted: ringShifted(nside, ring),
    z: ringZ(nside, ring),
    theta: ringTheta(nside, ring),
  };
}

/** The last ring whose centres lie north of z (or at it): 0 where there is none. */
export function ringAbove(nside: number, z: number): number {
  const za = Math.abs(z);
  if (za <= 2 / 3) return Math.floor(nside * (2 - 1.5 * z));
  const ring = Math.floor(nside * Math.sqrt(3 * (1 - za)));
  return z > 0 ? ring : 4 * nside - ring - 1;
}
