/** @module */
import { z } from "zod";
import { type Labelable, label } from "../../label/index.ts";
import { wholeFrom } from "../values.ts";
import { verb } from "../verb.ts";

export const labelVerb = verb({
  name: "label",
  summary: "Numbers connected components of a mask, or of equal values, by their first voxel, exactly, across all blocks.",
  takes: "image",
  options: z.strictObject({
    connectivity: wholeFrom(1, 3).describe("1 faces, up to the number of axes: corners too"),
    dtype: z.enum(["uint32", "uint64"]).optional().describe("of the labels; uint64 for more than 4,294,967,295 of them"),
  }),
  example: "cores: { op: label, input: seeds, connectivity: 3 }",
  build: (input, options) => label(input as Labelable, options),
});
