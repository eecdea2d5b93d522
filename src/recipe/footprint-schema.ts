/** Footprints in recipes: `{ ball: 12 }`, `{ box: { z: 3, y: 5, x: 5 } }`, `{ cross: 1 }`. @module */
import { z } from "zod";
import { length, perAxisOf } from "./verb.ts";

export const footprintSchema = z
  .union([
    z.strictObject({ ball: perAxisOf(length).describe("radius") }),
    z.strictObject({ box: perAxisOf(z.number().int().positive()).describe("size, odd") }),
    z.strictObject({ cross: perAxisOf(length).describe("length of the arms") }),
    z.strictObject({ offsets: z.array(z.array(z.number().int())).min(1).describe("offsets from the centre, one entry per axis") }),
  ])
  .describe("which neighbours count: { ball: radius }, { box: size }, { cross: length } or { offsets: [...] }");
