/** @module */
import { z } from "zod";
import { inOption } from "../../ops/option.ts";
import { sliceByAxis, sliceSchema } from "../slice-schema.ts";
import { verb } from "../verb.ts";

export const sliceVerb = verb({
  name: "slice",
  summary: "A part of an array: an index (drops the axis), a percentage, or [start, stop] per axis.",
  takes: "image",
  options: z.strictObject({ at: sliceSchema }),
  example: "middle: { op: slice, input: foam, at: { z: 50% } }",
  build: (input, options) => inOption("at", () => sliceByAxis(input, options.at)),
});
