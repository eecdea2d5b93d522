/** @module */
import { z } from "zod";
import { dilate } from "../../ops/dilate.ts";
import { footprintSchema } from "../footprint-schema.ts";
import { verb } from "../verb.ts";

export const dilateVerb = verb({
  name: "dilate",
  summary: "Grows a mask: true where the footprint meets it.",
  options: z.strictObject({
    footprint: footprintSchema,
    borderValue: z
      .union([z.literal(0), z.literal(1)])
      .optional()
      .describe("what lies outside the image (default: it is ignored)"),
  }),
  example: "grown: { op: dilate, input: cells, footprint: { ball: 2 um } }",
  build: (input, options) => dilate(input, options),
});
