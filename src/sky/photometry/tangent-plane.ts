/**
 * The plane that touches the sphere at a source.
 * @module
 */
import type { Vector } from "../healpix/index.ts";

/** Coordinates in radians: x to the east, y to the north (gnomonic projection). */
export class TangentPlane {
  readonly #centre: Vector;
  readonly #east: Vector;
  readonly #north: Vector;
  constructor(centre: Vector) {
    const [x, y, z] = centre;
    const s = Math.hypot(x, y);
    const [cos, sin] = s === 0 ? [1, 0] : [x / s, y / s];
    this.#centre = centre;
    this.#east = [-sin, cos, 0];
    this.#north = [-z * cos, -z * sin, s];
  }
  toPlane(v: Vector): readonly [x: number, y: number] {
    const d = dot(v, this.#centre);
    return [dot(v, this.#east) / d, dot(v, this.#north) / d];
  }
  /** Lambert's azimuthal projection, which keeps areas: a circle around the source stays one, of radius 2 sin(r / 2). */
  toEqualArea(v: Vector): readonly [x: number, y: number] {
    const k = Math.sqrt(2 / (1 + dot(v, this.#centre)));
    return [k * dot(v, this.#east), k * dot(v, this.#north)];
  }
  /** A unit vector. */
  toSky(x: number, y: number): Vector {
    const out = [0, 1, 2].map((i) => (this.#centre[i] as number) + x * (this.#east[i] as number) + y * (this.#north[i] as number));
    const length = Math.hypot(...out);
    return out.map((c) => c / length) as unknown as Vector;
  }
}

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
