/** Comparisons of an image with a number or another image. @module */
import { z } from "zod";
import type { LazyArray, Mask } from "../../graph/lazy-array.ts";
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from "../../ops/comparison.ts";
import type { Operand } from "../../ops/operand.ts";
import { numberOrStep } from "../values.ts";
import { type Verb, verb } from "../verb.ts";

const comparison = (name: string, sign: string, example: string, apply: (a: LazyArray, b: Operand) => Mask): Verb =>
  verb({
    name,
    summary: `A mask of where the image is ${sign} a number, a number that a step computes, or another image.`,
    takes: "image",
    options: z.strictObject({ with: numberOrStep.describe("a number, a step that computes one, or an image of the same shape") }),
    steps: ["with"],
    example,
    build: (input, options, { steps }) => apply(input, steps.operand("with", options.with)),
  });

export const comparisonVerbs: readonly Verb[] = [
  comparison("equal", "equal to", "third: { op: equal, input: bubbles, with: 3 }", equal),
  comparison("notEqual", "not equal to", "objects: { op: notEqual, input: bubbles, with: 0 }", notEqual),
  comparison("less", "less than", "dark: { op: less, input: foam, with: smooth }", less),
  comparison("lessEqual", "less than or equal to", "dark: { op: lessEqual, input: foam, with: 90 }", lessEqual),
  comparison("greater", "greater than", "bright: { op: greater, input: foam, with: level }", greater),
  comparison("greaterEqual", "greater than or equal to", "bright: { op: greaterEqual, input: foam, with: 90 }", greaterEqual),
];
