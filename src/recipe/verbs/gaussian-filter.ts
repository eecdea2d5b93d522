/** @module */
import { z } from "zod";
import { gaussianFilter } from "../../ops/gaussian-filter.ts";
import { length, number, perAxisOf, positive } from "../values.ts";
import { verb } from "../verb.ts";

export const gaussianFilterVerb = verb({
  name: "gaussianFilter",
  summary: "Smooths with a Gaussian; the result is float32.",
  takes: "image",
  options: z.strictObject({
    sigma: perAxisOf(length).describe("standard deviation per axis: voxels (a number) or a length (12 um)"),
    truncate: positive.default(4).describe("where the kernel is cut, in standard deviations"),
    boundary: z.enum(["reflect", "nearest", "mirror", "constant", "wrap"]).default("reflect").describe("what lies past the image"),
    constantValue: number.default(0).describe("the value past the image for boundary constant"),
  }),
  example: "smooth: { op: gaussianFilter, input: foam, sigma: { z: 3, y: 6, x: 6 } }",
  build: (input, options) => gaussianFilter(input, options),
});
