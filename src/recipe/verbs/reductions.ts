/** Numbers over a whole image: use them by name in later steps, or write them to a .json file. @module */
import { z } from "zod";
import type { LazyArray } from "../../graph/lazy-array.ts";
import type { LazyScalar } from "../../graph/lazy-scalar.ts";
import { histogram, li, max, mean, min, otsu, percentile, std, sum, triangle } from "../../ops/reductions.ts";
import { number, phrases, wholeFrom } from "../values.ts";
import { type Verb, verb } from "../verb.ts";

const reduction = (name: string, summary: string, example: string, apply: (image: LazyArray) => LazyScalar): Verb =>
  verb({ name, summary, takes: "image", options: z.strictObject({}), example, build: (input) => apply(input) });

const q = z.number().min(0).max(100).register(phrases, { phrase: "a number from 0 to 100" });

export const reductionVerbs: readonly Verb[] = [
  reduction("sum", "The sum of all values, exact.", "total: { op: sum, input: foam }", sum),
  reduction("mean", "The mean of all values.", "level: { op: mean, input: foam }", mean),
  reduction("min", "The smallest value.", "darkest: { op: min, input: foam }", min),
  reduction("max", "The largest value.", "brightest: { op: max, input: foam }", max),
  reduction("std", "The standard deviation (ddof 0).", "noise: { op: std, input: foam }", std),
  reduction("otsu", "Otsu's threshold, as scikit-image computes it.", "level: { op: otsu, input: smooth }", otsu),
  reduction("li", "Li's threshold of minimum cross entropy, as scikit-image computes it.", "level: { op: li, input: smooth }", li),
  reduction("triangle", "The triangle threshold, as scikit-image computes it.", "level: { op: triangle, input: smooth }", triangle),
  verb({
    name: "percentile",
    summary: "The value below which q percent of all values lie, exact, interpolated linearly.",
    takes: "image",
    options: z.strictObject({ q: q.describe("0 to 100") }),
    example: "level: { op: percentile, input: foam, q: 99 }",
    build: (input, options) => percentile(input, options),
  }),
  verb({
    name: "histogram",
    summary: "Counts of values in bins of equal width; write it to a .json or .svg file.",
    takes: "image",
    options: z.strictObject({
      bins: wholeFrom(1, 65536).default(256).describe("number of bins"),
      range: z
        .tuple([number, number])
        .register(phrases, { phrase: "two numbers: the lower edge of the first and the upper edge of the last bin" })
        .optional()
        .describe("lower edge of the first and upper edge of the last bin (default: the smallest and largest value)"),
    }),
    example: "counts: { op: histogram, input: foam, bins: 64 }",
    build: (input, options) => histogram(input, options),
  }),
];
