/** @module */
import { z } from "zod";
import { rechunk } from "../../ops/rechunk.ts";
import { perAxisOf, wholeFrom } from "../values.ts";
import { verb } from "../verb.ts";

export const rechunkVerb = verb({
  name: "rechunk",
  summary: "The same values, to be stored in chunks of another shape.",
  takes: "image",
  options: z.strictObject({ chunks: perAxisOf(wholeFrom(1)).describe("chunk shape") }),
  example: "cubes: { op: rechunk, input: foam, chunks: 64 }",
  build: (input, options) => rechunk(input, options.chunks),
});
