/**
 * The pixels between two latitudes.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { type Healpix, withScheme } from "./grid.ts";
import type { Pixel } from "./numbering.ts";
import { type PixelRanges, pixelsOf, RangeBuilder, rangesOf } from "./ranges.ts";
import { ringAbove, ringCount } from "./rings.ts";

export interface StripOptions {
  /** Also the ring on either side, whose pixels may reach into the strip. @default false: pixels whose centre lies inside */
  readonly inclusive?: boolean | undefined;
}

/**
 * Pixels with theta1 < theta < theta2, in radians; where theta1 > theta2, the two caps that are left: theta < theta2 and theta > theta1.
 * Throws GeometryError for angles outside [0, pi].
 */
export function queryStrip<P extends Pixel>(grid: Healpix<P>, theta1: number, theta2: number, options: StripOptions = {}): PixelRanges<P> {
  for (const theta of [theta1, theta2])
    if (!(theta >= 0 && theta <= Math.PI)) throw new GeometryError(`Expected colatitudes in [0, pi], found ${theta}.`);
  const rings = withScheme(grid, "ring");
  const { nside, numbers } = rings;
  const ranges = new RangeBuilder<P>();
  const more = options.inclusive === true ? 1 : 0;
  const add = (from: number, to: number): void => {
    const first = Math.max(1, 1 + ringAbove(nside, Math.cos(from)) - more);
    const last = Math.min(4 * nside - 1, ringAbove(nside, Math.cos(to)) + more);
    if (first <= last) ranges.add(numbers.fromRing(first, 0), numbers.plus(numbers.fromRing(last, ringCount(nside, last) - 1), 1));
  };
  if (theta1 < theta2) add(theta1, theta2);
  else {
    add(0, theta2);
    add(theta1, Math.PI);
  }
  const found = ranges.take();
  if (grid.scheme === "ring") return found;
  const at = { face: 0, x: 0, y: 0 };
  const pixels = Array.from(pixelsOf(found) as unknown as ArrayLike<P>, (pixel) => {
    numbers.toFace(pixel, at);
    return grid.numbers.fromFace(at.face, at.x, at.y);
  });
  return rangesOf(pixels, grid);
}
