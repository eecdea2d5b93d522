/**
 * The grey plane that features are computed from.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { sorted } from "./statistics/sort.ts";

/** A grey image of float64 pixels, row by row: pixel (x, y) at `y * width + x`. Pixels are raw values: nothing is scaled. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

/** A plane over the given pixels (converted to float64). Throws GeometryError where their number is not width times height. */
export function plane(width: number, height: number, pixels: ArrayLike<number>): Plane {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1 || pixels.length !== width * height)
    throw new GeometryError(`Expected width x height pixels, found ${pixels.length} for ${width} x ${height}.`);
  return { width, height, data: Float64Array.from(pixels) };
}

/** Throws GeometryError for planes that have no features. */
export function checkPlane({ width, height, data }: Plane): void {
  if (width < 3 || height < 3) throw new GeometryError(`Expected a plane of at least 3 x 3 pixels, found ${width} x ${height}.`);
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const [x, y] = [bad % width, Math.floor(bad / width)];
  throw new GeometryError(`Expected finite pixels, found ${data[bad]} at column ${x} of row ${y}.`, {
    hint: "Replace them first, for example by where(isNaN(image), 0, image).",
  });
}

/** A plane of zeros. */
export const blankPlane = (width: number, height: number): Plane => ({ width, height, data: new Float64Array(width * height) });

const known = new WeakMap<Plane, Float64Array>();

/** The pixels in ascending order, sorted once for all who ask. */
export function sortedPixels(image: Plane): Float64Array {
  const found = known.get(image) ?? sorted(image.data);
  known.set(image, found);
  return found;
}
