/**
 * The eight pixels around a pixel.
 * @module
 */
import type { FacePixel } from "./faces.ts";
import { checkPixel, type Healpix } from "./grid.ts";
import type { Pixel } from "./numbering.ts";

/** Directions, in the order of {@link neighbours}. */
export const neighbourDirections = ["SW", "W", "NW", "N", "NE", "E", "SE", "S"] as const;

const stepX = [-1, -1, 0, 1, 1, 1, 0, -1];
const stepY = [0, 1, 1, 1, 0, -1, -1, -1];

/** What lies beyond the sides of the faces of each row, by steps (-1, 0, 1) in x and y: the columns of faces to go on, the row, and how the axes turn. */
interface Beyond {
  /** Added to the column (0 .. 3) of the face, modulo 4. */
  readonly column: number;
  readonly row: number;
  readonly flipX?: boolean;
  readonly flipY?: boolean;
  readonly swap?: boolean;
}

// Where four faces would meet, at the eight corners between polar and equatorial faces, there are three: no neighbour.
// Key: row of faces, then dx and dy.
const beyond: { readonly [key: string]: Beyond | undefined } = {
  // North cap: x and y grow towards the pole.
  "0,1,0": { column: 1, row: 0, flipX: true, swap: true },
  "0,0,1": { column: 3, row: 0, flipY: true, swap: true },
  "0,1,1": { column: 2, row: 0, flipX: true, flipY: true },
  "0,-1,0": { column: 0, row: 1 },
  "0,0,-1": { column: 1, row: 1 },
  "0,-1,-1": { column: 0, row: 2 },
  // Equator.
  "1,1,0": { column: 0, row: 0 },
  "1,0,1": { column: 3, row: 0 },
  "1,-1,0": { column: 3, row: 2 },
  "1,0,-1": { column: 0, row: 2 },
  "1,1,-1": { column: 1, row: 1 },
  "1,-1,1": { column: 3, row: 1 },
  // South cap: x and y grow away from the pole.
  "2,1,0": { column: 1, row: 1 },
  "2,0,1": { column: 0, row: 1 },
  "2,1,1": { column: 0, row: 0 },
  "2,-1,0": { column: 3, row: 2, flipX: true, swap: true },
  "2,0,-1": { column: 1, row: 2, flipY: true, swap: true },
  "2,-1,-1": { column: 2, row: 2, flipX: true, flipY: true },
};

/** Goes over the sides of a face: false where nothing lies there. `at` may be one step outside; it is corrected in place. */
function crossSides(nside: number, at: FacePixel): boolean {
  const dx = at.x < 0 ? -1 : at.x >= nside ? 1 : 0;
  const dy = at.y < 0 ? -1 : at.y >= nside ? 1 : 0;
  if (dx === 0 && dy === 0) return true;
  const next = beyond[`${at.face >> 2},${dx},${dy}`];
  if (next === undefined) return false;
  let x = at.x - dx * nside;
  let y = at.y - dy * nside;
  if (next.flipX === true) x = nside - x - 1;
  if (next.flipY === true) y = nside - y - 1;
  at.face = next.row * 4 + ((at.face + next.column) & 3);
  at.x = next.swap === true ? y : x;
  at.y = next.swap === true ? x : y;
  return true;
}

const at: FacePixel = { face: 0, x: 0, y: 0 };

/**
 * The neighbours of a pixel to the SW, W, NW, N, NE, E, SE, S. At the corners between polar and equatorial faces there are seven: the one that is
 * missing is -1. The same pixel may come twice where nside is 1. Throws GeometryError for a pixel that the grid does not have.
 */
export function neighbours<P extends Pixel>(grid: Healpix<P>, pixel: P): P[] {
  checkPixel(grid, pixel);
  const { nside, numbers } = grid;
  numbers.toFace(pixel, at);
  const { face, x, y } = at;
  return stepX.map((dx, i) => {
    at.face = face;
    at.x = x + dx;
    at.y = y + (stepY[i] as number);
    return crossSides(nside, at) ? numbers.fromFace(at.face, at.x, at.y) : numbers.of(-1);
  });
}
