/** @module */
import { z } from "zod";
import { erode } from "../../ops/erode.ts";
import { footprintSchema } from "../footprint-schema.ts";
import { verb } from "../verb.ts";

export const erodeVerb = verb({
  name: "erode",
  summary: "Shrinks a mask: true where the whole footprint fits.",
  options: z.strictObject({
    footprint: footprintSchema,
    borderValue: z
      .union([z.literal(0), z.literal(1)])
      .optional()
      .describe("what lies outside the image (default: it is ignored)"),
  }),
  example: "seeds: { op: erode, input: pores, footprint: { ball: 12 } }",
  build: (input, options) => erode(input, options),
});
