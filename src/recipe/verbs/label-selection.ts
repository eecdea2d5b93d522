/** Verbs that keep or drop whole components. @module */
import { z } from "zod";
import type { LabelImage, Mask } from "../../graph/lazy-array.ts";
import { clearBorder, fillHoles, removeSmallHoles, removeSmallObjects } from "../../label/index.ts";
import { wholeFrom } from "../values.ts";
import { verb } from "../verb.ts";

const connectivity = wholeFrom(1).describe("1 = faces, up to the number of axes = corners too");
const maxSize = wholeFrom(0).describe("number of voxels");

export const labelSelectionVerbs = [
  verb({
    name: "fillHoles",
    summary: "Fills background of a mask that is not joined to the border of the image.",
    takes: "mask",
    options: z.strictObject({ connectivity: connectivity.describe("how background voxels are joined: 1 = faces, as in SciPy") }),
    example: "solid: { op: fillHoles, input: cells, connectivity: 1 }",
    build: (input, options) => fillHoles(input, options),
  }),
  verb({
    name: "removeSmallObjects",
    summary: "Removes the components of a mask, or the labels, that have few voxels.",
    takes: "image",
    options: z.strictObject({ maxSize, connectivity: connectivity.optional().describe("for a mask: how voxels are joined to objects") }),
    example: "large: { op: removeSmallObjects, input: cores, maxSize: 63 }",
    build: (input, options) => removeSmallObjects(input as LabelImage, options),
  }),
  verb({
    name: "removeSmallHoles",
    summary: "Fills the components of a mask's background that have few voxels.",
    takes: "mask",
    options: z.strictObject({ maxSize, connectivity }),
    example: "closed: { op: removeSmallHoles, input: cells, maxSize: 63, connectivity: 1 }",
    build: (input, options) => removeSmallHoles(input, options),
  }),
  verb({
    name: "clearBorder",
    summary: "Removes the components of a mask, or the labels, that touch the border of the image.",
    takes: "image",
    options: z.strictObject({ connectivity: connectivity.optional().describe("for a mask: how voxels are joined to objects") }),
    example: "inner: { op: clearBorder, input: mask, connectivity: 3 }",
    build: (input, options) => clearBorder(input as Mask, options),
  }),
];
