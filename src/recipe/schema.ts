/**
 * The shape of a recipe. Options of steps come from the verbs; unknown keys are refused everywhere.
 * @module
 */
import { z } from "zod";
import { colormapNames } from "../render/index.ts";
import { sliceSchema } from "./slice-schema.ts";
import { distance, number, perAxisOf, phrases, stepName, stepNames, text, wholeFrom } from "./values.ts";

const name = z
  .string()
  .regex(/^[A-Za-z_][\w-]*$/)
  .register(phrases, { phrase: "a name of letters, digits, _ and -, not beginning with a digit" });

export const inputSchema = z.strictObject({
  path: text.describe("file or folder, relative to the recipe"),
  series: z
    .union([wholeFrom(0), text])
    .register(phrases, { phrase: "the number or name of an image of the file" })
    .optional()
    .describe("which image of the file: a number, a name or an inner path"),
  level: wholeFrom(0).optional().describe("level of its pyramid"),
  spacing: perAxisOf(distance).optional().describe("distance between voxel centres, instead of the file's"),
  axes: z.array(text).min(1).optional().describe("names of the axes, instead of the file's"),
  stack: text.optional().describe("for a folder or pattern of files: the axis along which they are stacked"),
});
export type InputSpec = z.output<typeof inputSchema>;

export const outputSchema = z.strictObject({
  step: stepNames.describe("the step or input to write; a list of several that compute numbers, for a .json file"),
  to: text.describe("file name under the output folder; its ending says how"),
  codec: z.enum(["none", "zstd", "gzip", "blosc", "lz4"]).optional().describe("for .zarr: compression of chunks"),
  chunks: perAxisOf(wholeFrom(1)).optional().describe("for .zarr: chunk shape"),
  shards: perAxisOf(wholeFrom(1)).optional().describe("for .zarr: shard shape; the chunks of a shard share a file"),
  zarrFormat: z
    .union([z.literal(2), z.literal(3)])
    .optional()
    .describe("for .zarr: 2 for older readers (default 3)"),
  levels: wholeFrom(1)
    .optional()
    .describe("for .zarr: store an OME-Zarr pyramid of at most so many levels; for .tif: smaller copies in it"),
  resample: z.enum(["mean", "mode"]).optional().describe("with levels: how they are made; mode for masks and labels, else mean"),
  slice: sliceSchema.optional().describe("for pictures: which plane, such as { z: 50% }"),
  overlay: stepName.optional().describe("for pictures: labels or a mask on top"),
  colormap: z.enum(colormapNames).optional().describe("for pictures: how values become colours"),
  window: z
    .tuple([number, number])
    .register(phrases, { phrase: "two numbers: the values that become black and white" })
    .optional()
    .describe("for pictures: the values that become black and white"),
  column: text.optional().describe("for a picture of a table: the column whose histogram is drawn"),
  marks: stepNames.optional().describe("for a picture of a histogram: steps whose numbers are marked, such as a threshold"),
});
export type OutputSpec = z.output<typeof outputSchema>;

/** A recipe whose steps are not checked yet: each is checked against its verb, to say which one is wrong. */
export const recipeSchema = z.strictObject({
  voxmill: z.literal(1).describe("version of the recipe language"),
  inputs: z.record(name, inputSchema).describe("images by name"),
  steps: z
    .record(name, z.looseObject({}).register(phrases, { phrase: "a step such as { op: label, input: mask, connectivity: 1 }" }))
    .default({})
    .describe("what is done, by name; each step names its input"),
  outputs: z
    .array(outputSchema)
    .min(1)
    .register(phrases, { phrase: "a list of at least one output such as { step: smooth, to: smooth.zarr }" })
    .describe("files to write"),
});
export type RecipeSpec = z.output<typeof recipeSchema>;
