/** @module */
import { z } from "zod";
import { opening } from "../../ops/opening.ts";
import { footprintSchema } from "../footprint-schema.ts";
import { verb } from "../verb.ts";

export const openingVerb = verb({
  name: "opening",
  summary: "Removes what the footprint does not fit into from a mask, narrow peaks from a grey image.",
  takes: "image",
  options: z.strictObject({ footprint: footprintSchema }),
  example: "clean: { op: opening, input: mask, footprint: { ball: 1 } }",
  build: (input, options) => opening(input, options),
});
