/** Footprints in recipes: `{ ball: 12 }`, `{ box: { z: 3, y: 5, x: 5 } }`, `{ cross: 1 }`. @module */
import { z } from "zod";
import { bit, length, perAxisOf, phrases, whole, wholeFrom } from "./values.ts";

/** 0 and 1 in lists of one to four levels. */
const row = z.array(bit).min(1);
const nested = z.union([
  row,
  z.array(row).min(1),
  z.array(z.array(row).min(1)).min(1),
  z.array(z.array(z.array(row).min(1)).min(1)).min(1),
]);

export const footprintSchema = z
  .union([
    z.strictObject({ ball: perAxisOf(length).describe("radius") }),
    z.strictObject({ box: perAxisOf(wholeFrom(1)).describe("size, odd") }),
    z.strictObject({ cross: perAxisOf(length).describe("length of the arms") }),
    z.strictObject({ mask: nested.describe("nested lists of 0 and 1, one level per axis, around the centre") }),
    z.strictObject({ offsets: z.array(z.array(whole)).min(1).describe("offsets from the centre, one entry per axis") }),
  ])
  .describe("which neighbours count: { ball: radius }, { box: size }, { cross: length }, { mask: [[...]] } or { offsets: [...] }")
  .register(phrases, { phrase: "a footprint such as { ball: 12 }, { box: 3 }, { cross: 1 } or { offsets: [[0, 0, 1]] }" });
