/** @module */
import { z } from "zod";
import { dtypes } from "../../array/dtype.ts";
import { cast } from "../../ops/cast.ts";
import { verb } from "../verb.ts";

export const castVerb = verb({
  name: "cast",
  summary: "The same values in another dtype; what does not fit is an error, or clipped.",
  takes: "image",
  options: z.strictObject({
    dtype: z.enum(dtypes).describe("the dtype of the result"),
    clip: z.boolean().default(false).describe("true to replace values that do not fit by the nearest that does"),
  }),
  example: "small: { op: cast, input: smooth, dtype: uint8, clip: true }",
  build: (input, options) => cast(input, options),
});
