/** @module */
import { z } from "zod";
import { gaussianFilter } from "../../ops/gaussian-filter.ts";
import { length, perAxisOf, verb } from "../verb.ts";

export const gaussianFilterVerb = verb({
  name: "gaussianFilter",
  summary: "Smooths with a Gaussian; the result is float32.",
  options: z.strictObject({
    sigma: perAxisOf(length).describe("standard deviation per axis"),
    truncate: z.number().positive().default(4).describe("where the kernel is cut, in standard deviations"),
    boundary: z.enum(["reflect", "nearest", "mirror", "constant", "wrap"]).default("reflect").describe("what lies past the image"),
    constantValue: z.number().default(0).describe("the value past the image for boundary constant"),
  }),
  example: "smooth: { op: gaussianFilter, input: foam, sigma: { z: 3, y: 6, x: 6 } }",
  build: (input, options) => gaussianFilter(input, options),
});
