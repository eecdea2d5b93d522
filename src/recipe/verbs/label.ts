/** @module */
import { z } from "zod";
import { label } from "../../label/index.ts";
import { wholeFrom } from "../values.ts";
import { verb } from "../verb.ts";

export const labelVerb = verb({
  name: "label",
  summary: "Numbers connected components by their first voxel, exactly, across all blocks.",
  takes: "mask",
  options: z.strictObject({ connectivity: wholeFrom(1, 3).describe("1 faces, up to the number of axes: corners too") }),
  example: "cores: { op: label, input: seeds, connectivity: 3 }",
  build: (input, options) => label(input, options),
});
