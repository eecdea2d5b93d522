/** @module */
import { z } from "zod";
import { erode } from "../../ops/erode.ts";
import { footprintSchema } from "../footprint-schema.ts";
import { bit } from "../values.ts";
import { verb } from "../verb.ts";

export const erodeVerb = verb({
  name: "erode",
  summary: "Shrinks a mask: true where the whole footprint fits.",
  takes: "mask",
  options: z.strictObject({
    footprint: footprintSchema,
    borderValue: bit.optional().describe("what lies outside the image (default: it is ignored)"),
  }),
  example: "seeds: { op: erode, input: pores, footprint: { ball: 12 } }",
  build: (input, options) => erode(input, options),
});
