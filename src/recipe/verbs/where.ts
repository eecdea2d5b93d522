/** @module */
import { z } from "zod";
import { where } from "../../ops/where.ts";
import { numberOrStep, stepName } from "../values.ts";
import { verb } from "../verb.ts";

export const whereVerb = verb({
  name: "where",
  summary: "One image inside a mask, a number or another image outside.",
  takes: "mask",
  options: z.strictObject({
    inside: stepName.describe("the image where the mask is true"),
    outside: numberOrStep.default(0).describe("elsewhere: a number, a step that computes one, or an image of the same shape"),
  }),
  steps: ["inside", "outside"],
  example: "inside: { op: where, input: pores, inside: foam, outside: 0 }",
  build: (mask, { inside, outside }, { steps }) => where(mask, steps.array("inside", inside), steps.operand("outside", outside)),
});
