/** @module */
import { z } from "zod";
import { gaussianFilter } from "../../ops/gaussian-filter.ts";
import { borderSchema } from "../border-schema.ts";
import { length, perAxisOf, positive, wholeFrom } from "../values.ts";
import { verb } from "../verb.ts";

export const gaussianFilterVerb = verb({
  name: "gaussianFilter",
  summary: "Smooths with a Gaussian; the result is float32.",
  takes: "image",
  options: z.strictObject({
    sigma: perAxisOf(length).describe("standard deviation per axis: voxels (a number) or a length (12 um)"),
    truncate: positive.default(4).describe("where the kernel is cut, in standard deviations"),
    order: perAxisOf(wholeFrom(0)).optional().describe("which derivative per axis: 0 smooths (default), 1 is the first derivative"),
    ...borderSchema,
  }),
  example: "smooth: { op: gaussianFilter, input: foam, sigma: { z: 3, y: 6, x: 6 } }",
  build: (input, options) => gaussianFilter(input, options),
});
