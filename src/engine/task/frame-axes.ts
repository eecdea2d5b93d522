/**
 * Which frame axis an axis of an image is streamed along.
 * @module
 */

/** 0 layers, 1 rows, 2 columns; undefined for the outer axes of images with more than three. */
export function frameAxis(axis: number, ndim: number): 0 | 1 | 2 | undefined {
  if (ndim === 1) return 2;
  if (ndim === 2) return axis === 0 ? 0 : 2;
  const at = axis - (ndim - 3);
  return at < 0 ? undefined : (at as 0 | 1 | 2);
}

/** Rows and columns of an image that a task streams. */
export interface Plane {
  readonly y: number;
  readonly x: number;
  readonly height: number;
  readonly width: number;
}
