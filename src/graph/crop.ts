/**
 * Crops: slices as boxes with dropped axes, and how one crop follows another.
 * @module
 */
import { GeometryError } from "../errors.ts";
import type { Vec } from "../geometry/vec.ts";
import type { Crop } from "./node.ts";

/** One entry per axis: `null` keeps the axis whole, a number takes one index and drops the axis, a pair is `[start, stop)`. Negative numbers count from the end. */
export type SliceEntry = number | null | readonly [start: number, stop: number];

/** All of an array of this shape. */
export const wholeCrop = (shape: Vec): Crop => ({ offset: shape.map(() => 0), shape, keep: shape.map((_, axis) => axis) });

/** The shape that is left after the dropped axes are gone. */
export const croppedShape = (crop: Crop): number[] => crop.keep.map((axis) => crop.shape[axis] as number);

export const isWhole = (crop: Crop, shape: Vec): boolean =>
  crop.keep.length === shape.length && crop.offset.every((o) => o === 0) && crop.shape.every((n, axis) => n === shape[axis]);

function fromEnd(index: number, length: number): number {
  return index < 0 ? index + length : index;
}

/** Turns slice entries into a crop of an array of this shape. Missing entries at the end keep their axes. */
export function cropOf(entries: readonly SliceEntry[], shape: Vec, axes: readonly string[]): Crop {
  if (entries.length > shape.length) {
    throw new GeometryError(`Expected at most ${shape.length} slice entries (axes ${axes.join(", ")}), found ${entries.length}.`);
  }
  const offset: number[] = [];
  const size: number[] = [];
  const keep: number[] = [];
  for (const [axis, length] of shape.entries()) {
    const entry = entries[axis] ?? null;
    const where = `axis ${axes[axis]} of length ${length}`;
    if (entry === null) {
      offset.push(0);
      size.push(length);
      keep.push(axis);
    } else if (typeof entry === "number") {
      const index = fromEnd(entry, length);
      if (!Number.isInteger(entry) || index < 0 || index >= length)
        throw new GeometryError(`Expected an index of ${where}, found ${entry}.`);
      offset.push(index);
      size.push(1);
    } else {
      const [start, stop] = [fromEnd(entry[0], length), fromEnd(entry[1], length)];
      if (!Number.isInteger(start) || !Number.isInteger(stop) || start < 0 || stop > length || stop <= start) {
        throw new GeometryError(`Expected 0 <= start < stop <= ${length} on ${where}, found [${entry[0]}, ${entry[1]}].`);
      }
      offset.push(start);
      size.push(stop - start);
      keep.push(axis);
    }
  }
  return { offset, shape: size, keep };
}

/** The crop that does `first` and then `second` (whose axes are those that `first` keeps). */
export function composeCrops(first: Crop, second: Crop): Crop {
  const offset = [...first.offset];
  const shape = [...first.shape];
  for (const [i, axis] of first.keep.entries()) {
    offset[axis] = (offset[axis] as number) + (second.offset[i] as number);
    shape[axis] = second.shape[i] as number;
  }
  return { offset, shape, keep: second.keep.map((i) => first.keep[i] as number) };
}
