/** Slices in recipes: `{ z: 120 }`, `{ z: 50% }`, `{ y: [0, 256] }`. @module */
import { z } from "zod";
import { GeometryError } from "../errors.ts";
import type { SliceEntry } from "../graph/crop.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { nearest } from "./nearest.ts";
import { phrases, whole } from "./values.ts";

const percentage = z
  .string()
  .regex(/^\d+(\.\d+)?%$/)
  .refine((given) => Number.parseFloat(given) <= 100)
  .register(phrases, { phrase: "a percentage from 0% to 100%" });
const at = z.union([whole, percentage]).register(phrases, { phrase: "an index or a percentage from 0% to 100%" });
export const sliceSchema = z
  .record(
    z.string(),
    z.union([at, z.tuple([at, at])]).register(phrases, { phrase: "an index, a percentage from 0% to 100%, or [start, stop] of them" }),
  )
  .describe("per axis by name: an index, a percentage, or [start, stop]")
  .register(phrases, { phrase: "an index or percentage per axis, such as { z: 50% }" });
export type SliceByAxis = z.output<typeof sliceSchema>;

/** Slices by axis name. 0 % is the first, 100 % the last voxel of an axis; of a range, its two ends. */
export function sliceByAxis(image: LazyArray, slice: SliceByAxis): LazyArray {
  const unknown = Object.keys(slice).find((axis) => !image.axes.includes(axis));
  if (unknown !== undefined) {
    const meant = nearest(unknown, image.axes);
    const hint = meant === undefined ? {} : { hint: `Did you mean ${meant}?` };
    throw new GeometryError(`Expected a slice along ${image.axes.join(", ")}, found "${unknown}".`, hint);
  }
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
