/**
 * Covering a region by NESTED pixels: from the twelve faces downwards, four children a cell, where a cell wholly inside is one range.
 * @module
 */
import { faceToPlace, type Place } from "./faces.ts";
import type { Healpix } from "./grid.ts";
import type { Pixel } from "./numbering.ts";
import { type PixelRanges, RangeBuilder } from "./ranges.ts";

/** How a cell lies to the region, by its centre: at least its largest radius outside; outside but near; inside but near the border; deep inside. */
export type Zone = 0 | 1 | 2 | 3;

/** The zone of a cell of an order; `place` is its centre. */
export type ZoneOf = (order: number, place: Place) => Zone;

/**
 * The pixels whose centre lies inside and, when inclusive, those with a descendant `deeper` orders down that is not far outside.
 * Ascending, since children are visited in the order of their numbers.
 */
export function coverNested<P extends Pixel>(grid: Healpix<P>, zoneOf: ZoneOf, inclusive: boolean, deeper: number): PixelRanges<P> {
  const { order, numbers } = grid;
  const ranges = new RangeBuilder<P>();
  const place: Place = { z: 0, phi: 0, sine: 0 };
  const zoneAt = (level: number, face: number, x: number, y: number): Zone => {
    faceToPlace(2 ** level, face, x, y, place);
    return zoneOf(level, place);
  };
  /** Whether a cell below the grid's order is inside, or near enough with no order left to look closer. */
  const touches = (level: number, face: number, x: number, y: number): boolean => {
    const zone = zoneAt(level, face, x, y);
    if (zone >= 2) return true;
    if (zone === 0) return false;
    return level === order + deeper || someChild(level, face, x, y);
  };
  const someChild = (level: number, face: number, x: number, y: number): boolean =>
    [0, 1, 2, 3].some((child) => touches(level + 1, face, 2 * x + (child & 1), 2 * y + (child >> 1)));
  const visit = (level: number, face: number, x: number, y: number): void => {
    const zone = zoneAt(level, face, x, y);
    if (zone === 0) return;
    const side = 2 ** (order - level);
    if (zone === 3 || level === order) {
      if (level < order || zone >= 2 || (inclusive && (deeper === 0 || someChild(level, face, x, y)))) {
        const start = numbers.fromFace(face, x * side, y * side);
        const last = numbers.fromFace(face, (x + 1) * side - 1, (y + 1) * side - 1);
        ranges.add(start, numbers.plus(last, 1));
      }
      return;
    }
    for (let child = 0; child < 4; child++) visit(level + 1, face, 2 * x + (child & 1), 2 * y + (child >> 1));
  };
  for (let face = 0; face < 12; face++) visit(0, face, 0, 0);
  return ranges.take();
}
