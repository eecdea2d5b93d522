/**
 * The outline of pixels.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { type FacePixel, fractionToPlace, type Place } from "./faces.ts";
import { checkPixel, type Healpix } from "./grid.ts";
import type { Pixel } from "./numbering.ts";
import { placeToVector } from "./pixel-angles.ts";
import type { Vector } from "./sphere-points.ts";

/**
 * Points on the outline of a pixel, `step` per side, from its northern corner by west, south and
 * east. Throws GeometryError for another pixel or step.
 */
export function boundaries<P extends Pixel>(grid: Healpix<P>, pixel: P, step = 1): Vector[] {
  checkPixel(grid, pixel);
  if (!Number.isInteger(step) || step < 1)
    throw new GeometryError(`Expected a whole number of points a side from 1, found ${step}.`, { option: "step" });
  const at: FacePixel = { face: 0, x: 0, y: 0 };
  grid.numbers.toFace(pixel, at);
  const { nside } = grid;
  const [x0, x1] = [at.x / nside, (at.x + 1) / nside];
  const [y0, y1] = [at.y / nside, (at.y + 1) / nside];
  const place: Place = { z: 0, phi: 0, sine: 0 };
  const point = (x: number, y: number): Vector => {
    fractionToPlace(at.face, x, y, place);
    return placeToVector(place);
  };
  const steps = Array.from({ length: step }, (_, i) => i / (step * nside));
  return [
    ...steps.map((d) => point(x1 - d, y1)),
    ...steps.map((d) => point(x0, y1 - d)),
    ...steps.map((d) => point(x0 + d, y0)),
    ...steps.map((d) => point(x1, y0 + d)),
  ];
}

/** The corners of a pixel: north, west, south, east. */
export const pixelCorners = <P extends Pixel>(grid: Healpix<P>, pixel: P): Vector[] => boundaries(grid, pixel, 1);
