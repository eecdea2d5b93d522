/**
 * The pixels of a disc.
 * @module
 */
import { type CoverOptions, checkRadius, chordOfAngle, chordSquared, factOf, placeOf, RingCap } from "./cap.ts";
import { type Healpix, maxPixelRadius, nside2order } from "./grid.ts";
import type { Pixel } from "./numbering.ts";
import { vec2pix } from "./pixel-angles.ts";
import { coverNested, type ZoneOf } from "./quad-tree.ts";
import { type PixelRanges, RangeBuilder } from "./ranges.ts";
import { ringCount } from "./rings.ts";
import type { Vector } from "./sphere-points.ts";

/** A direction and an angle in radians. */
export interface Disc {
  readonly centre: Vector;
  readonly radius: number;
}

/**
 * Pixels whose centre is at most `radius` (radians) away from a direction; with `inclusive` all that overlap, exactly those that healpy
 * gives for the same `fact` and scheme. Throws GeometryError for a radius or fact that cannot be.
 */
export function queryDisc<P extends Pixel>(grid: Healpix<P>, { centre, radius }: Disc, options: CoverOptions = {}): PixelRanges<P> {
  checkRadius(radius);
  const fact = factOf(grid, options);
  return grid.scheme === "ring" ? discOfRings(grid, centre, radius, fact) : discOfCells(grid, centre, radius, fact);
}

function discOfRings<P extends Pixel>(grid: Healpix<P>, centre: Vector, radius: number, fact: number): PixelRanges<P> {
  const { nside, numbers } = grid;
  const ranges = new RangeBuilder<P>();
  const cap = new RingCap(grid as unknown as Healpix<Pixel>, centre, radius, fact, vec2pix(grid, centre));
  if (cap.all) {
    ranges.add(numbers.of(0), grid.npix);
    return ranges.take();
  }
  for (let ring = cap.first; ring <= cap.last; ring++) {
    const span = cap.span(ring);
    if (span === undefined) continue;
    const [low, high] = span;
    const start = numbers.fromRing(ring, 0);
    if (low < 0) {
      const count = ringCount(nside, ring);
      ranges.add(start, numbers.plus(start, high + 1));
      ranges.add(numbers.plus(start, Math.max(high + 1, low + count)), numbers.plus(start, count));
    } else ranges.add(numbers.plus(start, low), numbers.plus(start, high + 1));
  }
  return ranges.take();
}

/** The zones of a disc at every order. */
export function zonesOfDisc({ centre, radius }: Disc, lastOrder: number): ZoneOf {
  if (radius >= Math.PI) return () => 3;
  const middle = placeOf(centre);
  const radii = Array.from({ length: lastOrder + 1 }, (_, order) => maxPixelRadius(2 ** order));
  const near = radii.map((r) => (radius + r > Math.PI ? Number.POSITIVE_INFINITY : chordOfAngle(radius + r)));
  const deep = radii.map((r) => (radius < r ? 0 : chordOfAngle(radius - r)));
  const border = chordOfAngle(radius);
  return (order, place) => {
    const chord = chordSquared(middle, place);
    if (!(chord < (near[order] as number))) return 0;
    return chord > border ? 1 : chord >= (deep[order] as number) ? 2 : 3;
  };
}

function discOfCells<P extends Pixel>(grid: Healpix<P>, centre: Vector, radius: number, fact: number): PixelRanges<P> {
  const deeper = fact === 0 ? 0 : nside2order(fact);
  return coverNested(grid, zonesOfDisc({ centre, radius }, grid.order + deeper), fact > 0, deeper);
}
