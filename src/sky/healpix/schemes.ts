/**
 * RING to NESTED and back, NUNIQ, and whole maps in the other order.
 * @module
 */
import type { TypedArray } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import type { FacePixel } from "./faces.ts";
import { checkPixel, type Healpix, healpix, maxOrder64, withScheme } from "./grid.ts";
import type { Pixel, Scheme } from "./numbering.ts";

/** The number of the same pixel in the other scheme. */
export function toScheme<P extends Pixel>(grid: Healpix<P>, pixel: P, scheme: Scheme): P {
  checkPixel(grid, pixel);
  if (grid.scheme === scheme) return pixel;
  const at: FacePixel = { face: 0, x: 0, y: 0 };
  grid.numbers.toFace(pixel, at);
  return withScheme(grid, scheme).numbers.fromFace(at.face, at.x, at.y);
}

export const ring2nest = (nside: number, pixel: number): number => toScheme(healpix(nside, "ring"), pixel, "nested");
export const nest2ring = (nside: number, pixel: number): number => toScheme(healpix(nside, "nested"), pixel, "ring");

/** NUNIQ: 4 * 4^order + the NESTED number, one number for order and pixel. To order 29. */
export function nest2uniq(order: number, pixel: bigint): bigint {
  if (!Number.isInteger(order) || order < 0 || order > maxOrder64 || pixel < 0n || pixel >= 12n << BigInt(2 * order))
    throw new GeometryError(`Expected an order from 0 to ${maxOrder64} and one of its pixels, found ${order} and ${pixel}.`);
  return (4n << BigInt(2 * order)) + pixel;
}

/** Order and NESTED number of a NUNIQ. */
export function uniq2nest(uniq: bigint): { readonly order: number; readonly pixel: bigint } {
  const order = uniq < 4n ? -1 : (uniq.toString(2).length - 3) >> 1;
  const pixel = uniq - (4n << BigInt(2 * Math.max(0, order)));
  if (order < 0 || order > maxOrder64 || pixel >= 12n << BigInt(2 * order))
    throw new GeometryError(`Expected a NUNIQ pixel number: 4 * 4^order + pixel with order to ${maxOrder64}, found ${uniq}.`);
  return { order, pixel };
}

/** A whole map, its values by pixel number, in the other order. */
export function reorder<T extends TypedArray>(values: T, nside: number, from: Scheme, to: Scheme): T {
  const source = healpix(nside, from);
  if (values.length !== source.npix)
    throw new GeometryError(`Expected ${source.npix} values for nside ${nside}, found ${values.length}.`, { option: "values" });
  const out = values.slice() as T;
  if (from === to) return out;
  const target = healpix(nside, to);
  const at: FacePixel = { face: 0, x: 0, y: 0 };
  for (let pixel = 0; pixel < values.length; pixel++) {
    source.numbers.toFace(pixel, at);
    out[target.numbers.fromFace(at.face, at.x, at.y)] = values[pixel] as never;
  }
  return out;
}
