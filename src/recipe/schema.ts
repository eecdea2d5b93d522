/**
 * The shape of a recipe. Options of steps come from the verbs; unknown keys are refused everywhere.
 * @module
 */
import { z } from "zod";
import { sliceSchema } from "./slice-schema.ts";
import { length, perAxisOf, stepName } from "./verb.ts";
import { verbs } from "./verbs/index.ts";

const name = z.string().regex(/^[A-Za-z_][\w-]*$/, "letters, digits, _ and -, not beginning with a digit");

export const inputSchema = z.strictObject({
  path: z.string().min(1).describe("file or folder, relative to the recipe"),
  series: z
    .union([z.number().int().nonnegative(), z.string()])
    .optional()
    .describe("which image of the file: a number, a name or an inner path"),
  level: z.number().int().nonnegative().optional().describe("level of its pyramid"),
  spacing: perAxisOf(length).optional().describe("distance between voxel centres, instead of the file's"),
  axes: z.array(z.string().min(1)).optional().describe("names of the axes, instead of the file's"),
});
export type InputSpec = z.output<typeof inputSchema>;

export const outputSchema = z.strictObject({
  step: stepName,
  to: z.string().min(1).describe("file name under the output folder; its ending says how"),
  codec: z.enum(["none", "zstd", "gzip", "blosc", "lz4"]).optional().describe("compression of a .zarr array"),
  chunks: perAxisOf(z.number().int().positive()).optional().describe("chunk shape of a .zarr array"),
  shards: perAxisOf(z.number().int().positive()).optional().describe("shard shape of a .zarr array: chunks in one file"),
  levels: z.number().int().positive().optional().describe("store a .zarr as OME-Zarr pyramid with at most so many levels"),
  resample: z.enum(["mean", "mode"]).optional().describe("how levels are made; mode for masks and labels, else mean"),
  slice: sliceSchema.optional().describe("for pictures: which plane"),
  overlay: stepName.optional().describe("for pictures: labels or a mask on top"),
  colormap: z.enum(["gray", "viridis", "magma", "inferno"]).optional().describe("for pictures"),
  window: z.tuple([z.number(), z.number()]).optional().describe("for pictures: the values that become black and white"),
  column: z.string().optional().describe("for a picture of a table: the column whose histogram is drawn"),
});
export type OutputSpec = z.output<typeof outputSchema>;

/** A recipe whose steps are not checked yet: each is checked against its verb, to say which one is wrong. */
export const recipeSchema = z.strictObject({
  voxmill: z.literal(1),
  inputs: z.record(name, inputSchema),
  steps: z.record(name, z.looseObject({ op: z.string() })).default({}),
  outputs: z.array(outputSchema).min(1),
});
export type RecipeSpec = z.output<typeof recipeSchema>;

/** Options of one verb as a whole step: with `op` and `input`. */
const stepSchemas = verbs.map((verb) =>
  z
    .strictObject({ op: z.literal(verb.name), input: stepName.describe("the step or input it works on"), ...verb.options.shape })
    .describe(`${verb.summary} Example: ${verb.example}`),
);

/** The JSON Schema of recipes, for editors: made from the same schemas that check them. */
export function recipeJsonSchema(): object {
  const steps = z.record(name, z.union(stepSchemas));
  const whole = z.strictObject({ ...recipeSchema.shape, steps });
  return { title: "Voxmill recipe", ...z.toJSONSchema(whole, { io: "input" }) };
}
