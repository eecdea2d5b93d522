/**
 * How much of a pixel lies in a disc.
 * @module
 */
import { chordOfAngle, chordSquared, placeOf } from "../healpix/cap.ts";
import { type FacePixel, faceRow, faceToPlace, fractionToPlace, type Place } from "../healpix/faces.ts";
import { type Healpix, maxPixelRadius, type Vector } from "../healpix/index.ts";
import { placeToVector } from "../healpix/pixel-angles.ts";
import { TangentPlane } from "./tangent-plane.ts";

/** Points per side of the polygon that stands for a pixel: sides are almost straight, and this follows the rest. Around the poles they are not. */
const steps = 4;
const polarSteps = 32;
const polarRings = 32;

type Point = readonly [x: number, y: number];

/**
 * Fractions of pixels in one disc. Around its centre the sphere is drawn on a plane that keeps areas (Lambert's azimuthal projection): there
 * the disc is a circle, a pixel a polygon, and what they share has a formula.
 */
export class DiscFractions {
  readonly #grid: Healpix;
  readonly #centre: Place;
  readonly #plane: TangentPlane;
  readonly #radius: number;
  readonly #inside: number;
  readonly #outside: number;
  readonly #pixel: FacePixel = { face: 0, x: 0, y: 0 };
  readonly #place: Place = { z: 0, phi: 0, sine: 0 };
  constructor(grid: Healpix, centre: Vector, radius: number) {
    const reach = maxPixelRadius(grid.nside);
    this.#grid = grid;
    this.#centre = placeOf(centre);
    this.#plane = new TangentPlane(centre);
    this.#radius = 2 * Math.sin(radius / 2);
    this.#inside = radius > reach ? chordOfAngle(radius - reach) : -1;
    this.#outside = chordOfAngle(radius + reach);
  }
  /** From 0 (wholly outside) to 1 (wholly inside). */
  of(pixel: number): number {
    const { nside, numbers } = this.#grid;
    numbers.toFace(pixel, this.#pixel);
    const { face, x, y } = this.#pixel;
    faceToPlace(nside, face, x, y, this.#place);
    const chord = chordSquared(this.#place, this.#centre);
    if (chord <= this.#inside) return 1;
    if (chord > this.#outside) return 0;
    const outline = this.#outline();
    let [whole, shared] = [0, 0];
    for (let i = 0, before = outline.at(-1) as Point; i < outline.length; i++) {
      const point = outline[i] as Point;
      whole += (before[0] * point[1] - before[1] * point[0]) / 2;
      shared += areaInCircle(before, point, this.#radius);
      before = point;
    }
    return Math.min(1, Math.max(0, shared / whole));
  }
  /** The pixel's sides on the plane, all around. */
  #outline(): Point[] {
    const { nside } = this.#grid;
    const { face, x, y } = this.#pixel;
    const ring = faceRow(face) * nside - x - y - 1;
    const n = Math.min(ring, 4 * nside - ring) < polarRings ? polarSteps : steps;
    const points: Point[] = [];
    const add = (dx: number, dy: number): void => {
      fractionToPlace(face, (x + dx) / nside, (y + dy) / nside, this.#place);
      points.push(this.#plane.toEqualArea(placeToVector(this.#place)));
    };
    for (let i = 0; i < n; i++) add(i / n, 0);
    for (let i = 0; i < n; i++) add(1, i / n);
    for (let i = 0; i < n; i++) add(1 - i / n, 1);
    for (let i = 0; i < n; i++) add(0, 1 - i / n);
    return points;
  }
}

/** The signed area that the triangle of the origin and two points shares with a circle around the origin. */
function areaInCircle(a: Point, b: Point, radius: number): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = dx * dx + dy * dy;
  if (length === 0) return 0;
  // Where the line through both crosses the circle, as shares of the way from a to b.
  const middle = -(a[0] * dx + a[1] * dy) / length;
  const inside = middle * middle + (radius * radius - a[0] * a[0] - a[1] * a[1]) / length;
  if (inside <= 0) return sector(a, b, radius);
  const root = Math.sqrt(inside);
  const [from, to] = [Math.max(0, middle - root), Math.min(1, middle + root)];
  if (from >= to) return sector(a, b, radius);
  const enter: Point = [a[0] + from * dx, a[1] + from * dy];
  const leave: Point = [a[0] + to * dx, a[1] + to * dy];
  return sector(a, enter, radius) + (enter[0] * leave[1] - enter[1] * leave[0]) / 2 + sector(leave, b, radius);
}

/** The sector of the circle between the directions of two points. */
function sector(a: Point, b: Point, radius: number): number {
  return (radius * radius * Math.atan2(a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1])) / 2;
}
