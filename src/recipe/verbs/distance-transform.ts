/** @module */
import { z } from "zod";
import { distanceTransform } from "../../ops/distance-transform.ts";
import { bit, perAxisOf, phrases, positive, text } from "../values.ts";
import { verb } from "../verb.ts";

const spacing = z
  .union([perAxisOf(positive), text])
  .register(phrases, { phrase: "a number above 0 for all axes, one per axis by name, or the name of a unit" });

export const distanceTransformVerb = verb({
  name: "distanceTransform",
  summary: "Measures how far every voxel of a mask is from the background.",
  takes: "mask",
  options: z.strictObject({
    squared: z.boolean().optional().describe("squared distances: exact whole numbers in voxels (default: distances)"),
    spacing: spacing.optional().describe("what a step along each axis measures, or a unit such as um (default: 1, voxels)"),
    borderValue: bit.optional().describe("what lies outside the image: 0 is background (default: it is ignored)"),
  }),
  example: "depth: { op: distanceTransform, input: pores, spacing: um }",
  build: (input, options) => distanceTransform(input, options),
});
