/** @module */
import { z } from "zod";
import { GeometryError } from "../../errors.ts";
import { LazyScalar } from "../../graph/lazy-scalar.ts";
import { type Threshold, threshold } from "../../ops/threshold.ts";
import { type StepValue, verb } from "../verb.ts";

const limit = z.union([z.number(), z.string()]).optional();

export const thresholdVerb = verb({
  name: "threshold",
  summary: "True where values lie within limits: a number, otsu, or the name of a step that computes a number.",
  options: z.strictObject({
    above: limit.describe("value > above"),
    atLeast: limit.describe("value >= atLeast"),
    below: limit.describe("value < below"),
    atMost: limit.describe("value <= atMost"),
  }),
  steps: ["above", "atLeast", "below", "atMost"],
  example: "pores: { op: threshold, input: smooth, atMost: otsu }",
  build: (input, options, steps) => {
    const of = (name: "above" | "atLeast" | "below" | "atMost"): Threshold | undefined => {
      const given = options[name];
      if (given === undefined || typeof given === "number") return given;
      return given === "otsu" ? "otsu" : scalarOf(name, steps[name]?.[0]);
    };
    return threshold(input, { above: of("above"), atLeast: of("atLeast"), below: of("below"), atMost: of("atMost") });
  },
});

function scalarOf(name: string, value: StepValue | undefined): LazyScalar {
  if (value instanceof LazyScalar) return value;
  throw new GeometryError(
    `Expected a number, otsu, or a step that computes a number for ${name}, found ${value === undefined ? "nothing" : `a ${value.kind}`}.`,
  );
}
