/** @module */
import { z } from "zod";
import { dtypes } from "../../array/dtype.ts";
import { mapBlocks } from "../../ops/map-blocks.ts";
import { inOption } from "../../ops/option.ts";
import { perAxisOf, stepNames, text, wholeFrom } from "../values.ts";
import { verb } from "../verb.ts";

export const mapBlocksVerb = verb({
  name: "mapBlocks",
  summary: "Runs your own function on every block, with a halo.",
  takes: "image",
  options: z.strictObject({
    module: text.describe("the module (.js or .mjs), relative to the recipe"),
    function: text.default("default").describe("the name under which it exports the function"),
    dtype: z.enum(dtypes).describe("the dtype of what the function returns"),
    halo: perAxisOf(wholeFrom(0)).default(0).describe("how far it looks beyond the voxels that it decides"),
    options: z.json().default(null).describe("handed to the function with every block"),
    with: stepNames.optional().describe("more images of the same shape, handed to the function after the input"),
  }),
  steps: ["with"],
  example: "clean: { op: mapBlocks, input: foam, module: clean.js, function: clean, dtype: uint8, halo: 2 }",
  build: (input, { module, function: name, dtype, halo, options, with: others }, { steps, blockFunction }) => {
    const map = inOption("module", () => blockFunction(module, name));
    return mapBlocks([input, ...steps.arrays("with", others)], { map, dtype, halo, options });
  },
});
