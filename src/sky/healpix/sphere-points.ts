/**
 * Points of the sphere: angles and vectors.
 * @module
 */
import { GeometryError } from "../../errors.ts";

/** Colatitude (0 at the north pole) and longitude, in radians. */
export interface Angles {
  readonly theta: number;
  readonly phi: number;
}

/** x, y, z; not necessarily of length 1. */
export type Vector = readonly [x: number, y: number, z: number];

const degree = Math.PI / 180;

/** Longitude and latitude in degrees, as catalogues have them, to angles. */
export const fromLonLat = (lon: number, lat: number): Angles => ({ theta: (90 - lat) * degree, phi: lon * degree });

/** Angles to longitude in [0, 360) and latitude, in degrees. */
export function toLonLat({ theta, phi }: Angles): readonly [lon: number, lat: number] {
  const lon = phi / degree;
  const turned = lon - 360 * Math.floor(lon / 360);
  return [turned >= 360 ? 0 : turned, 90 - theta / degree];
}

export function ang2vec(theta: number, phi: number): Vector {
  const s = Math.sin(theta);
  return [s * Math.cos(phi), s * Math.sin(phi), Math.cos(theta)];
}

/** Angles of a direction, phi in [0, 2 pi). */
export function vec2ang([x, y, z]: Vector): Angles {
  const phi = Math.atan2(y, x);
  return { theta: Math.atan2(Math.hypot(x, y), z), phi: phi < 0 ? phi + 2 * Math.PI : phi };
}

/** Angle between two directions in radians, exact for small and for large angles. */
export function angularDistance(a: Vector, b: Vector): number {
  const cross = Math.hypot(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]);
  return Math.atan2(cross, a[0] * b[0] + a[1] * b[1] + a[2] * b[2]);
}

/** Throws GeometryError unless theta lies in [0, pi] and phi is a number. */
export function checkAngles(theta: number, phi: number): void {
  if (theta >= 0 && theta <= Math.PI && Number.isFinite(phi)) return;
  throw new GeometryError(`Expected theta in [0, pi] and a finite phi, in radians; found ${theta} and ${phi}.`, {
    hint: "Theta is the colatitude: 0 at the north pole. fromLonLat takes degrees.",
  });
}
