/**
 * How large a plane is drawn.
 * @module
 */

import { GeometryError } from "../errors.ts";
import type { Vec } from "../geometry/vec.ts";

/** How the size of a picture is chosen. */
export interface DisplaySizeOptions {
  /** Distance between voxel centres (y, x) in one unit. @default [1, 1] */
  readonly spacing?: Vec | undefined;
  /** Longest side of the picture in pixels; larger planes are averaged down. @default 1024: sharp on a page, small as a file */
  readonly maxSize?: number | undefined;
  /** A plane whose longer side is shorter is enlarged by a whole factor. @default 512: every pixel can be seen */
  readonly minSize?: number | undefined;
  /** World units of a pixel of the picture; settles the size whatever the two above say. */
  readonly pixelSize?: number | undefined;
}

/** Pixels of a picture, and the world units of one of them. */
export interface DisplaySize {
  readonly width: number;
  readonly height: number;
  readonly pixelSize: number;
}

/**
 * The size at which a plane of shape (y, x) is drawn, with pixels that are square in world units.
 * The finer axis keeps its pixels, is enlarged by a whole factor or, above `maxSize`, reduced.
 */
export function displaySize(shape: Vec, options: DisplaySizeOptions = {}): DisplaySize {
  const [rows = 1, columns = 1] = shape;
  const { spacing = [1, 1], maxSize = 1024, minSize = Math.min(512, maxSize) } = options;
  const [down = Number.NaN, right = Number.NaN] = spacing;
  if (spacing.length !== 2 || !(down > 0 && right > 0 && Number.isFinite(down * right))) {
    throw new GeometryError(`Expected the spacing (y, x) of the plane, two numbers above 0; found [${spacing.join(", ")}].`);
  }
  const world = Math.max(rows * down, columns * right);
  const pixelSize = options.pixelSize ?? choosePixelSize(world, Math.min(down, right), minSize, maxSize);
  const pixels = (extent: number): number => Math.max(1, Math.round(extent / pixelSize));
  return { width: pixels(columns * right), height: pixels(rows * down), pixelSize };
}

/** World units of a pixel, for an extent of `world` units whose finest axis has samples `finest` apart. */
export function choosePixelSize(world: number, finest: number, minSize: number, maxSize: number): number {
  const longest = world / finest;
  if (longest > maxSize) return world / maxSize;
  return finest / Math.max(1, Math.min(Math.ceil(minSize / longest), Math.floor(maxSize / longest)));
}
