/** @module */
import { z } from "zod";
import { erode } from "../../ops/erode.ts";
import { footprintSchema } from "../footprint-schema.ts";
import { number } from "../values.ts";
import { verb } from "../verb.ts";

export const erodeVerb = verb({
  name: "erode",
  summary: "Shrinks a mask to where the whole footprint fits; takes the smallest value of a grey image.",
  takes: "image",
  options: z.strictObject({
    footprint: footprintSchema,
    borderValue: number.optional().describe("the value of what lies outside the image (default: it is ignored)"),
  }),
  example: "seeds: { op: erode, input: pores, footprint: { ball: 12 } }",
  build: (input, options) => erode(input, options),
});
