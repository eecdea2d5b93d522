/** @module */
import { z } from "zod";
import { type Threshold, type ThresholdMethod, threshold } from "../../ops/threshold.ts";
import { number, phrases, stepName } from "../values.ts";
import { verb } from "../verb.ts";

const limit = z
  .union([number, stepName])
  .register(phrases, { phrase: "a number, otsu, li, triangle, or the name of a step that computes a number" })
  .optional();

const isMethod = (given: number | string): given is ThresholdMethod => given === "otsu" || given === "li" || given === "triangle";

export const thresholdVerb = verb({
  name: "threshold",
  summary: "True where values lie within limits: a number, otsu, li, triangle, or the name of a step that computes a number.",
  takes: "image",
  options: z.strictObject({
    above: limit.describe("value > above"),
    atLeast: limit.describe("value >= atLeast"),
    below: limit.describe("value < below"),
    atMost: limit.describe("value <= atMost; the dark class of Otsu's method is atMost: otsu"),
  }),
  steps: ["above", "atLeast", "below", "atMost"],
  words: ["otsu", "li", "triangle"],
  example: "pores: { op: threshold, input: smooth, atMost: otsu }",
  build: (input, options, { steps }) => {
    const of = (name: keyof typeof options): Threshold | undefined => {
      const given = options[name];
      return given === undefined || isMethod(given) ? given : steps.number(name, given);
    };
    return threshold(input, { above: of("above"), atLeast: of("atLeast"), below: of("below"), atMost: of("atMost") });
  },
});
