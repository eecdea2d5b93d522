/** Operators made of several Gaussians. @module */
import { z } from "zod";
import { differenceOfGaussians } from "../../ops/difference-of-gaussians.ts";
import { gaussianGradientMagnitude } from "../../ops/gaussian-gradient-magnitude.ts";
import { gaussianLaplace } from "../../ops/gaussian-laplace.ts";
import { unsharpMask } from "../../ops/unsharp-mask.ts";
import { borderSchema } from "../border-schema.ts";
import { length, number, perAxisOf, positive } from "../values.ts";
import { type Verb, verb } from "../verb.ts";

const sigma = perAxisOf(length).describe("standard deviation per axis: voxels (a number) or a length (12 um)");
const shared = { truncate: positive.default(4).describe("where the kernel is cut, in standard deviations"), ...borderSchema };

export const gaussianVerbs: readonly Verb[] = [
  verb({
    name: "gaussianLaplace",
    summary: "The Laplacian of a Gaussian: bright blobs have minima; the result is float32.",
    takes: "image",
    options: z.strictObject({ sigma, ...shared }),
    example: "blobs: { op: gaussianLaplace, input: cells, sigma: 4 }",
    build: (input, options) => gaussianLaplace(input, options),
  }),
  verb({
    name: "gaussianGradientMagnitude",
    summary: "The length of the gradient, by derivatives of a Gaussian; the result is float32.",
    takes: "image",
    options: z.strictObject({ sigma, ...shared }),
    example: "edges: { op: gaussianGradientMagnitude, input: cells, sigma: 2 }",
    build: (input, options) => gaussianGradientMagnitude(input, options),
  }),
  verb({
    name: "differenceOfGaussians",
    summary: "Smoothed a little less smoothed more: structures of a size between; the result is float32.",
    takes: "image",
    options: z.strictObject({
      lowSigma: sigma,
      highSigma: perAxisOf(length).optional().describe("standard deviation of the wider Gaussian (default: 1.6 lowSigma)"),
      ...shared,
    }),
    example: "spots: { op: differenceOfGaussians, input: cells, lowSigma: 2, highSigma: 6 }",
    build: (input, options) => differenceOfGaussians(input, options),
  }),
  verb({
    name: "unsharpMask",
    summary: "Sharpens: adds to an image what a blur takes from it; the result is float32.",
    takes: "image",
    options: z.strictObject({ sigma, amount: number.default(1).describe("how much of the details is added"), ...shared }),
    example: "sharp: { op: unsharpMask, input: cells, sigma: 2, amount: 0.7 }",
    build: (input, options) => unsharpMask(input, options),
  }),
];
