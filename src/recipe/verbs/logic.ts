/** Logic on masks. @module */
import { z } from "zod";
import type { Mask } from "../../graph/lazy-array.ts";
import { and, andNot, not, or, xor } from "../../ops/logic.ts";
import { stepName } from "../values.ts";
import { type Verb, verb } from "../verb.ts";

const binary = (name: string, summary: string, apply: (a: Mask, b: Mask) => Mask): Verb =>
  verb({
    name,
    summary,
    takes: "mask",
    options: z.strictObject({ with: stepName.describe("another mask of the same shape") }),
    steps: ["with"],
    example: `both: { op: ${name}, input: pores, with: seeds }`,
    build: (input, options, { steps }) => apply(input, steps.mask("with", options.with)),
  });

export const logicVerbs: readonly Verb[] = [
  binary("and", "True where both masks are.", and),
  binary("or", "True where at least one mask is.", or),
  binary("xor", "True where exactly one mask is.", xor),
  binary("andNot", "True where the first mask is and the second is not.", andNot),
  verb({
    name: "not",
    summary: "True where the mask is not.",
    takes: "mask",
    options: z.strictObject({}),
    example: "walls: { op: not, input: pores }",
    build: (input) => not(input),
  }),
];
