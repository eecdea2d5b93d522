/**
 * The smallest cap around points.
 * @module
 */
import type { Disc } from "./query-disc.ts";
import type { Vector } from "./sphere-points.ts";

/** Points closer than this in cosine count as inside: rounding must not make the cap grow. */
const slack = 1e-15;

const normalized = ([x, y, z]: Vector): Vector => {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
};
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const cross = (a: Vector, b: Vector): Vector => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

interface Cap {
  readonly centre: Vector;
  readonly cosine: number;
}

const holds = ({ centre, cosine }: Cap, point: Vector): boolean => dot(centre, point) >= cosine - slack;

/** The cap with two points at its border, opposite each other. */
function capOfTwo(a: Vector, b: Vector): Cap {
  const centre = normalized([a[0] + b[0], a[1] + b[1], a[2] + b[2]]);
  return { centre, cosine: dot(a, centre) };
}

/** The cap with three points at its border. */
function capOfThree(a: Vector, b: Vector, c: Vector): Cap {
  const normal = normalized(cross(minus(b, a), minus(c, a)));
  const cosine = dot(a, normal);
  return cosine < 0 ? { centre: [-normal[0], -normal[1], -normal[2]], cosine: -cosine } : { centre: normal, cosine };
}

/** The smallest cap around at least two points of one half sphere (E. Welzl's incremental algorithm, 1991). */
export function enclosingCap(points: readonly Vector[]): Disc {
  const at = (i: number): Vector => points[i] as Vector;
  let cap = capOfTwo(at(0), at(1));
  for (let i = 2; i < points.length; i++) {
    if (holds(cap, at(i))) continue;
    cap = capOfTwo(at(0), at(i));
    for (let j = 1; j < i; j++) {
      if (holds(cap, at(j))) continue;
      cap = capOfTwo(at(j), at(i));
      for (let k = 0; k < j; k++) if (!holds(cap, at(k))) cap = capOfThree(at(k), at(j), at(i));
    }
  }
  return { centre: cap.centre, radius: Math.acos(Math.min(1, cap.cosine)) };
}
