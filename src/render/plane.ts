/**
 * Two-dimensional arrays as the pictures read them.
 * @module
 */
import type { NdArray } from "../array/nd-array.ts";
import { GeometryError } from "../errors.ts";

/** A plane (y, x), or (y, x, channel) with three or four channels. */
export interface Plane {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3 | 4;
  readonly array: NdArray;
}

/** Checks that an array is a plane that can be drawn. Throws a GeometryError otherwise. */
export function planeOf(array: NdArray): Plane {
  const [height = 0, width = 0, channels = 1] = array.shape;
  const colored = array.shape.length === 3 && (channels === 3 || channels === 4);
  if ((array.shape.length !== 2 && !colored) || height === 0 || width === 0) {
    throw new GeometryError(`Expected a plane (y, x) or (y, x, 3 or 4 channels) to draw, found shape [${array.shape.join(", ")}].`, {
      hint: "Cut a plane out of the array first.",
    });
  }
  return { height, width, channels: channels === 3 || channels === 4 ? channels : 1, array };
}

/** Checks that an array is (y, x). */
export function labelPlaneOf(array: NdArray): Plane {
  if (array.shape.length !== 2) throw new GeometryError(`Expected a label plane (y, x), found shape [${array.shape.join(", ")}].`);
  return planeOf(array);
}

/** A function that reads the plane's values as numbers; 64-bit integers lose what a float64 cannot hold. */
export function valueReader({ array }: Plane): (y: number, x: number, channel: number) => number {
  const { data, offset, stride } = array;
  const [down = 0, right = 0, across = 0] = stride;
  return (y, x, channel) => Number(data[offset + y * down + x * right + channel * across]);
}
