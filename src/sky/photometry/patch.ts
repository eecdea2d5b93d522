/**
 * The pixels around one source, with their values: what all measurements of it are made of.
 * @module
 */
import { chordSquared, placeOf } from "../healpix/cap.ts";
import type { Place } from "../healpix/faces.ts";
import { type Healpix, healpix, type PixelRanges, pixelsOf, queryDisc, toScheme, type Vector } from "../healpix/index.ts";
import { pixelToPlace, placeToVector } from "../healpix/pixel-angles.ts";
import { rangesOf } from "../healpix/ranges.ts";
import { DiscFractions } from "./fractions.ts";
import { needsMargin, type PhotometryOptions, reachOf } from "./options.ts";

/** A source and the pixels that it needs, as its maps number them. */
export interface SourcePatch {
  /** Of the catalogue. */
  readonly row: number;
  /** In the frame of the maps. */
  readonly direction: Vector;
  readonly ranges: PixelRanges;
  /** Number of pixels. */
  readonly count: number;
  /** By map, then by pixel in ascending order; NaN where nothing was seen. Made when the first block comes. */
  values: Float64Array[];
  /** How many pixels are filled. */
  filled: number;
}

/**
 * An empty patch. Which pixels it has does not depend on how the maps are numbered: it is a disc of rings, pixels that overlap it among
 * them where fractions of pixels count.
 */
export function emptyPatch(grid: Healpix, row: number, direction: Vector, options: PhotometryOptions): SourcePatch {
  const rings = grid.scheme === "ring" ? grid : healpix(grid.nside, "ring");
  const fact = Math.max(1, Math.min(4, Math.floor(2 ** 29 / grid.nside)));
  const disc = queryDisc(rings, { centre: direction, radius: reachOf(options) }, needsMargin(options) ? { inclusive: true, fact } : {});
  const ranges =
    rings === grid
      ? disc
      : rangesOf(
          Array.from(pixelsOf(disc), (pixel) => toScheme(rings, pixel, "nested")),
          grid,
        );
  let count = 0;
  for (let i = 0; i < ranges.bounds.length; i += 2) count += (ranges.bounds[i + 1] as number) - (ranges.bounds[i] as number);
  return { row, direction, ranges, count, values: [], filled: 0 };
}

export const firstPixel = ({ ranges: { bounds } }: SourcePatch): number => bounds[0] ?? 0;
/** One more than the last pixel. */
export const endPixel = ({ ranges: { bounds } }: SourcePatch): number => bounds.at(-1) ?? 0;

/** Where the pixels of a patch lie: the same for all maps of one grid. */
export interface PatchGeometry {
  readonly direction: Vector;
  /** Angle of each pixel from the source, in radians. */
  readonly distances: Float64Array;
  readonly directions: readonly Vector[];
  /** How much of each pixel lies in the aperture; empty where no flux is measured. */
  readonly fractions: Float64Array;
}

export function patchGeometry(grid: Healpix, { direction, ranges, count }: SourcePatch, options: PhotometryOptions): PatchGeometry {
  const centre = placeOf(direction);
  const place: Place = { z: 0, phi: 0, sine: 0 };
  const distances = new Float64Array(count);
  const fractions = new Float64Array(options.annulus === undefined ? 0 : count);
  const inDisc = new DiscFractions(grid, direction, options.radius);
  const directions: Vector[] = [];
  for (const [i, pixel] of pixelsOf(ranges).entries()) {
    pixelToPlace(grid, pixel, place);
    distances[i] = 2 * Math.asin(Math.min(1, Math.sqrt(chordSquared(centre, place)) / 2));
    directions.push(placeToVector(place));
    if (fractions.length > 0) fractions[i] = inDisc.of(pixel);
  }
  return { direction, distances, directions, fractions };
}
