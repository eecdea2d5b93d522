/**
 * The pixels of a convex polygon.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { type CoverOptions, factOf, RingCap } from "./cap.ts";
import { enclosingCap } from "./enclosing-cap.ts";
import type { Place } from "./faces.ts";
import { type Healpix, nside2order } from "./grid.ts";
import type { Pixel } from "./numbering.ts";
import { vec2pix } from "./pixel-angles.ts";
import { coverNested, type Zone } from "./quad-tree.ts";
import { type Disc, zonesOfDisc } from "./query-disc.ts";
import { type PixelRanges, RangeBuilder } from "./ranges.ts";
import { ringCount } from "./rings.ts";
import type { Vector } from "./sphere-points.ts";

const cross = (a: Vector, b: Vector): Vector => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const unit = (a: Vector): Vector => {
  const length = Math.hypot(...a);
  return [a[0] / length, a[1] / length, a[2] / length];
};

/**
 * Pixels whose centre lies in the convex polygon with these corners (in either sense of rotation, sides along great circles); with
 * `inclusive` all that overlap, as healpy gives them. Throws GeometryError for fewer than three corners, or a polygon that is not convex.
 */
export function queryPolygon<P extends Pixel>(grid: Healpix<P>, corners: readonly Vector[], options: CoverOptions = {}): PixelRanges<P> {
  const fact = factOf(grid, options);
  const discs = halfSpheres(corners.map(unit));
  // Around a sharp corner the half spheres, each grown by a pixel, reach far out: the cap around all corners cuts that off.
  if (fact > 0) discs.push(enclosingCap(corners.map(unit)));
  return intersectDiscs(grid, discs, fact);
}

/** A polygon as the half spheres that it is the intersection of. */
function halfSpheres(corners: readonly Vector[]): Disc[] {
  if (corners.length < 3) throw new GeometryError(`Expected at least 3 corners, found ${corners.length}.`, { option: "corners" });
  let hand = 0;
  const normals = corners.map((corner, i) => {
    const next = corners[(i + 1) % corners.length] as Vector;
    const normal = unit(cross(corner, next));
    const side = dot(normal, corners[(i + 2) % corners.length] as Vector);
    if (!(Math.abs(side) > 1e-10))
      throw new GeometryError("Expected corners of which no three in a row lie on a great circle.", { option: "corners" });
    if (i === 0) hand = Math.sign(side);
    else if (Math.sign(side) !== hand)
      throw new GeometryError("Expected a convex polygon, found corners that turn both ways.", { option: "corners" });
    return normal;
  });
  return normals.map(([x, y, z]) => ({ centre: [x * hand, y * hand, z * hand], radius: Math.PI / 2 }));
}

/** The pixels that lie in all discs; with `fact` > 0 those that overlap each of them. */
export function intersectDiscs<P extends Pixel>(grid: Healpix<P>, discs: readonly Disc[], fact: number): PixelRanges<P> {
  return grid.scheme === "ring" ? intersectRings(grid, discs, fact) : intersectCells(grid, discs, fact);
}

function intersectRings<P extends Pixel>(grid: Healpix<P>, discs: readonly Disc[], fact: number): PixelRanges<P> {
  const { nside, numbers } = grid;
  const ranges = new RangeBuilder<P>();
  const caps = discs
    .map(({ centre, radius }) => new RingCap(grid as unknown as Healpix<Pixel>, centre, radius, fact, vec2pix(grid, centre)))
    .filter((cap) => !cap.all);
  const first = Math.max(1, ...caps.map((cap) => cap.first));
  const last = Math.min(4 * nside - 1, ...caps.map((cap) => cap.last));
  for (let ring = first; ring <= last; ring++) {
    const count = ringCount(nside, ring);
    let parts: (readonly [number, number])[] = [[0, count - 1]];
    for (const cap of caps) {
      // As healpy does it: a few pixels more than need be in rings that a side only touches.
      const span = cap.span(ring, true);
      parts = span === undefined ? [] : intersectSpan(parts, span, count);
    }
    const start = numbers.fromRing(ring, 0);
    for (const [low, high] of parts) ranges.add(numbers.plus(start, low), numbers.plus(start, high + 1));
  }
  return ranges.take();
}

/** Parts of a ring, cut to one span of it, which may wrap around. */
function intersectSpan(
  parts: readonly (readonly [number, number])[],
  [low, high]: readonly [number, number],
  count: number,
): (readonly [number, number])[] {
  const allowed: readonly (readonly [number, number])[] =
    low >= 0
      ? [[low, high]]
      : low + count <= high + 1
        ? [[0, count - 1]]
        : [
            [0, high],
            [low + count, count - 1],
          ];
  return allowed
    .flatMap(([a, b]) => parts.map(([c, d]): readonly [number, number] => [Math.max(a, c), Math.min(b, d)]))
    .filter(([a, b]) => a <= b)
    .sort((a, b) => a[0] - b[0]);
}

function intersectCells<P extends Pixel>(grid: Healpix<P>, discs: readonly Disc[], fact: number): PixelRanges<P> {
  const deeper = fact === 0 ? 0 : nside2order(fact);
  const tests = discs.map((disc) => zonesOfDisc(disc, grid.order + deeper));
  const zoneOf = (order: number, place: Place): Zone => {
    let zone: Zone = 3;
    for (const test of tests) {
      const own = test(order, place);
      if (own < zone) zone = own;
      if (zone === 0) return 0;
    }
    return zone;
  };
  return coverNested(grid, zoneOf, fact > 0, deeper);
}
