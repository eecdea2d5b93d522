/** @module */
import { z } from "zod";
import { closing } from "../../ops/closing.ts";
import { footprintSchema } from "../footprint-schema.ts";
import { verb } from "../verb.ts";

export const closingVerb = verb({
  name: "closing",
  summary: "Fills gaps of a mask, narrow valleys of a grey image, that the footprint does not fit into.",
  takes: "image",
  options: z.strictObject({ footprint: footprintSchema }),
  example: "clean: { op: closing, input: mask, footprint: { ball: 1 } }",
  build: (input, options) => closing(input, options),
});
