/** @module */
import { z } from "zod";
import { dilate } from "../../ops/dilate.ts";
import { footprintSchema } from "../footprint-schema.ts";
import { number } from "../values.ts";
import { verb } from "../verb.ts";

export const dilateVerb = verb({
  name: "dilate",
  summary: "Grows a mask to where the footprint meets it; takes the largest value of a grey image.",
  takes: "image",
  options: z.strictObject({
    footprint: footprintSchema,
    borderValue: number.optional().describe("the value of what lies outside the image (default: it is ignored)"),
  }),
  example: "grown: { op: dilate, input: cells, footprint: { ball: 2 um } }",
  build: (input, options) => dilate(input, options),
});
