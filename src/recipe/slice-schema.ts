/** Slices in recipes: `{ z: 120 }`, `{ z: 50% }`, `{ y: [0, 256] }`. @module */
import { z } from "zod";
import { GeometryError } from "../errors.ts";
import type { SliceEntry } from "../graph/crop.ts";
import type { LazyArray } from "../graph/lazy-array.ts";

const at = z.union([z.number().int(), z.string().regex(/^\d+(\.\d+)?%$/, 'a percentage such as "50%"')]);
export const sliceSchema = z
  .record(z.string(), z.union([at, z.tuple([at, at])]))
  .describe("per axis by name: an index, a percentage, or [start, stop]");
export type SliceByAxis = z.output<typeof sliceSchema>;

/** Slices by axis name. 0 % is the first, 100 % the last voxel of an axis; of a range, its two ends. */
export function sliceByAxis(image: LazyArray, slice: SliceByAxis): LazyArray {
  const unknown = Object.keys(slice).find((axis) => !image.axes.includes(axis));
  if (unknown !== undefined) throw new GeometryError(`Expected a slice along ${image.axes.join(", ")}, found ${unknown}.`);
  const entries = image.axes.map((axis, i): SliceEntry => {
    const given = slice[axis];
    const n = image.shape[i] as number;
    if (given === undefined) return null;
    if (Array.isArray(given)) return [position(given[0], n), position(given[1], n)];
    return typeof given === "number" ? given : Math.min(n - 1, position(given as string, n));
  });
  return image.slice(...entries);
}

const position = (value: number | string, n: number): number =>
  typeof value === "number" ? value : Math.round((Number.parseFloat(value) / 100) * n);
