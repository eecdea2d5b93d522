/**
 * How much of a pixel lies in a disc.
 * @module
 */
import { chordOfAngle, chordSquared } from "../healpix/cap.ts";
import { type FacePixel, faceToPlace, type Place } from "../healpix/faces.ts";
import { type Healpix, maxPixelRadius } from "../healpix/index.ts";

/** Pieces per side of a pixel: 256 pieces, so a fraction is known to about 0.5 %. */
const side = 16;

/** Fractions of pixels in one disc. */
export class DiscFractions {
  readonly #grid: Healpix;
  readonly #centre: Place;
  readonly #border: number;
  readonly #inside: number;
  readonly #outside: number;
  readonly #pixel: FacePixel = { face: 0, x: 0, y: 0 };
  readonly #place: Place = { z: 0, phi: 0, sine: 0 };
  constructor(grid: Healpix, centre: Place, radius: number) {
    const reach = maxPixelRadius(grid.nside);
    this.#grid = grid;
    this.#centre = centre;
    this.#border = chordOfAngle(radius);
    this.#inside = radius > reach ? chordOfAngle(radius - reach) : -1;
    this.#outside = chordOfAngle(radius + reach);
  }
  /** From 0 to 1, a multiple of 1/256: pieces whose centre is within the radius. */
  of(pixel: number): number {
    const { nside, numbers } = this.#grid;
    numbers.toFace(pixel, this.#pixel);
    const { face, x, y } = this.#pixel;
    faceToPlace(nside, face, x, y, this.#place);
    const chord = chordSquared(this.#place, this.#centre);
    if (chord <= this.#inside) return 1;
    if (chord > this.#outside) return 0;
    let count = 0;
    for (let i = 0; i < side; i++)
      for (let j = 0; j < side; j++) {
        faceToPlace(side * nside, face, side * x + i, side * y + j, this.#place);
        if (chordSquared(this.#place, this.#centre) <= this.#border) count++;
      }
    return count / (side * side);
  }
}
