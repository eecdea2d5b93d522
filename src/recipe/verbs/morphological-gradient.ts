/** @module */
import { z } from "zod";
import { morphologicalGradient } from "../../ops/morphological-gradient.ts";
import { footprintSchema } from "../footprint-schema.ts";
import { verb } from "../verb.ts";

export const morphologicalGradientVerb = verb({
  name: "morphologicalGradient",
  summary: "Takes dilation less erosion: the edges of a grey image, the outline of a mask.",
  takes: "image",
  options: z.strictObject({ footprint: footprintSchema }),
  example: "edges: { op: morphologicalGradient, input: foam, footprint: { cross: 1 } }",
  build: (input, options) => morphologicalGradient(input, options),
});
