/** Arithmetic on an image and a number or another image. @module */
import { z } from "zod";
import type { LazyArray } from "../../graph/lazy-array.ts";
import { absolute, add, divide, maximum, minimum, multiply, negate, subtract } from "../../ops/arithmetic.ts";
import type { Operand } from "../../ops/operand.ts";
import { numberOrStep } from "../values.ts";
import { type Verb, verb } from "../verb.ts";

const binary = (name: string, summary: string, example: string, apply: (a: LazyArray, b: Operand) => LazyArray): Verb =>
  verb({
    name,
    summary,
    takes: "image",
    options: z.strictObject({ with: numberOrStep.describe("a number, a step that computes one, or an image of the same shape") }),
    steps: ["with"],
    example,
    build: (input, options, { steps }) => apply(input, steps.operand("with", options.with)),
  });

const unary = (name: string, summary: string, example: string, apply: (image: LazyArray) => LazyArray): Verb =>
  verb({ name, summary, takes: "image", options: z.strictObject({}), example, build: (input) => apply(input) });

export const arithmeticVerbs: readonly Verb[] = [
  binary("add", "The sum; integers widen, so that they never wrap.", "brighter: { op: add, input: foam, with: 10 }", add),
  binary("subtract", "The difference; unsigned integers become signed.", "flat: { op: subtract, input: foam, with: smooth }", subtract),
  binary("multiply", "The product; integers widen, so that they never wrap.", "scaled: { op: multiply, input: foam, with: 0.5 }", multiply),
  binary("divide", "The quotient, always a float.", "ratio: { op: divide, input: foam, with: smooth }", divide),
  binary("minimum", "The smaller value at each voxel.", "darker: { op: minimum, input: foam, with: smooth }", minimum),
  binary("maximum", "The larger value at each voxel.", "lighter: { op: maximum, input: foam, with: 100 }", maximum),
  unary("negate", "Changes the sign; unsigned integers become signed.", "inverse: { op: negate, input: foam }", negate),
  unary("absolute", "The distance from 0; signed integers become unsigned.", "size: { op: absolute, input: flat }", absolute),
];
