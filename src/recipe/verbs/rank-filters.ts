/** Filters that choose one of the neighbours. @module */
import { z } from "zod";
import { maximumFilter } from "../../ops/maximum-filter.ts";
import { medianFilter } from "../../ops/median-filter.ts";
import { minimumFilter } from "../../ops/minimum-filter.ts";
import { percentileFilter } from "../../ops/percentile-filter.ts";
import { rankFilter } from "../../ops/rank-filter.ts";
import { borderSchema } from "../border-schema.ts";
import { footprintSchema } from "../footprint-schema.ts";
import { perAxisOf, phrases, whole, wholeFrom } from "../values.ts";
import { type Verb, verb } from "../verb.ts";

const neighbourhood = {
  size: perAxisOf(wholeFrom(1)).optional().describe("voxels of a box per axis; or give a footprint"),
  footprint: footprintSchema.optional(),
  ...borderSchema,
};
const percentile = z.number().min(0).max(100).register(phrases, { phrase: "a number from 0 to 100" });

export const rankVerbs: readonly Verb[] = [
  verb({
    name: "medianFilter",
    summary: "The median of the neighbourhood; the dtype stays.",
    takes: "image",
    options: z.strictObject(neighbourhood),
    example: "clean: { op: medianFilter, input: foam, size: 3 }",
    build: (input, options) => medianFilter(input, options),
  }),
  verb({
    name: "minimumFilter",
    summary: "The smallest value of the neighbourhood; the dtype stays.",
    takes: "image",
    options: z.strictObject(neighbourhood),
    example: "dark: { op: minimumFilter, input: foam, size: { z: 3, y: 5, x: 5 } }",
    build: (input, options) => minimumFilter(input, options),
  }),
  verb({
    name: "maximumFilter",
    summary: "The largest value of the neighbourhood; the dtype stays.",
    takes: "image",
    options: z.strictObject(neighbourhood),
    example: "bright: { op: maximumFilter, input: foam, footprint: { ball: 2 } }",
    build: (input, options) => maximumFilter(input, options),
  }),
  verb({
    name: "rankFilter",
    summary: "The value at a rank of the sorted neighbourhood; the dtype stays.",
    takes: "image",
    options: z.strictObject({ rank: whole.describe("0 the smallest, 1 the next; -1 the largest"), ...neighbourhood }),
    example: "second: { op: rankFilter, input: foam, rank: 1, size: 3 }",
    build: (input, options) => rankFilter(input, options),
  }),
  verb({
    name: "percentileFilter",
    summary: "A percentile of the neighbourhood, one of its values; the dtype stays.",
    takes: "image",
    options: z.strictObject({ percentile: percentile.describe("0 the smallest, 100 the largest"), ...neighbourhood }),
    example: "level: { op: percentileFilter, input: foam, percentile: 20, footprint: { ball: 3 } }",
    build: (input, options) => percentileFilter(input, options),
  }),
];
