/** @module */
import { z } from "zod";
import { dilate } from "../../ops/dilate.ts";
import { footprintSchema } from "../footprint-schema.ts";
import { bit } from "../values.ts";
import { verb } from "../verb.ts";

export const dilateVerb = verb({
  name: "dilate",
  summary: "Grows a mask: true where the footprint meets it.",
  takes: "mask",
  options: z.strictObject({
    footprint: footprintSchema,
    borderValue: bit.optional().describe("what lies outside the image (default: it is ignored)"),
  }),
  example: "grown: { op: dilate, input: cells, footprint: { ball: 2 um } }",
  build: (input, options) => dilate(input, options),
});
