/** Filters that weigh and add neighbours. @module */
import { z } from "zod";
import { convolve } from "../../ops/convolve.ts";
import { correlate } from "../../ops/correlate.ts";
import { laplace } from "../../ops/laplace.ts";
import { prewitt } from "../../ops/prewitt.ts";
import { sobel } from "../../ops/sobel.ts";
import { uniformFilter } from "../../ops/uniform-filter.ts";
import { borderSchema } from "../border-schema.ts";
import { number, perAxisOf, phrases, text, whole, wholeFrom } from "../values.ts";
import { type Verb, verb } from "../verb.ts";

const gradient = z.strictObject({
  axis: text.optional().describe("along which axis, by name (default: the length of the gradient over all)"),
  ...borderSchema,
});
const line = z.array(number).min(1);
const weighted = z.strictObject({
  weights: z
    .union([line, z.array(line).min(1), z.array(z.array(line).min(1)).min(1)])
    .register(phrases, { phrase: "a list of numbers, or lists of lists, one level for each axis of the image" })
    .describe("one weight per voxel, with as many axes as the image"),
  origin: perAxisOf(whole).optional().describe("moves the filter by voxels (default: 0)"),
  ...borderSchema,
});

export const linearVerbs: readonly Verb[] = [
  verb({
    name: "uniformFilter",
    summary: "The mean of the box around each voxel; the result is float32.",
    takes: "image",
    options: z.strictObject({ size: perAxisOf(wholeFrom(1)).describe("voxels of the box per axis"), ...borderSchema }),
    example: "mean: { op: uniformFilter, input: foam, size: 5 }",
    build: (input, options) => uniformFilter(input, options),
  }),
  verb({
    name: "sobel",
    summary: "Sobel's gradient, along one axis or its length; the result is float32.",
    takes: "image",
    options: gradient,
    example: "edges: { op: sobel, input: foam }",
    build: (input, options) => sobel(input, options),
  }),
  verb({
    name: "prewitt",
    summary: "Prewitt's gradient, along one axis or its length; the result is float32.",
    takes: "image",
    options: gradient,
    example: "slopes: { op: prewitt, input: foam, axis: z }",
    build: (input, options) => prewitt(input, options),
  }),
  verb({
    name: "laplace",
    summary: "The Laplacian: the sum of second differences along all axes; the result is float32.",
    takes: "image",
    options: z.strictObject(borderSchema),
    example: "curvature: { op: laplace, input: foam }",
    build: (input, options) => laplace(input, options),
  }),
  verb({
    name: "correlate",
    summary: "Weighs the neighbours of each voxel and adds them up; the result is float32.",
    takes: "image",
    options: weighted,
    example: "differences: { op: correlate, input: foam, weights: [[[-1, 0, 1]]] }",
    build: (input, options) => correlate(input, options),
  }),
  verb({
    name: "convolve",
    summary: "Convolves with weights: correlate with mirrored weights; the result is float32.",
    takes: "image",
    options: weighted,
    example: "mixed: { op: convolve, input: foam, weights: [[[1, 2, 1]], [[2, 4, 2]]] }",
    build: (input, options) => convolve(input, options),
  }),
];
