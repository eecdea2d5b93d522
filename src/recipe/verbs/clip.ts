/** @module */
import { z } from "zod";
import { clip } from "../../ops/clip.ts";
import { numberOrStep } from "../values.ts";
import { verb } from "../verb.ts";

export const clipVerb = verb({
  name: "clip",
  summary: "Values outside the bounds become the nearer bound; the dtype stays.",
  takes: "image",
  options: z.strictObject({
    min: numberOrStep.optional().describe("smaller values become this: a number, or a step that computes one"),
    max: numberOrStep.optional().describe("larger values become this: a number, or a step that computes one"),
  }),
  steps: ["min", "max"],
  example: "calm: { op: clip, input: foam, min: 10, max: 200 }",
  build: (input, { min, max }, { steps }) =>
    clip(input, {
      min: min === undefined ? undefined : steps.number("min", min),
      max: max === undefined ? undefined : steps.number("max", max),
    }),
});
