/** @module */
import { z } from "zod";
import { downsample } from "../../ops/downsample.ts";
import { perAxisOf, wholeFrom } from "../values.ts";
import { verb } from "../verb.ts";

export const downsampleVerb = verb({
  name: "downsample",
  summary: "A lower resolution: windows of voxels become one, the mean of images, the mode of labels and masks.",
  takes: "image",
  options: z.strictObject({
    factor: perAxisOf(wholeFrom(1, 8)).describe("voxels of a window per axis; by name, axes left out have 1"),
    resample: z.enum(["mean", "mode"]).optional().describe("mode for masks and labels (bool, uint32, uint64), else mean"),
  }),
  example: "small: { op: downsample, input: foam, factor: { z: 1, y: 2, x: 2 } }",
  build: (input, options) => downsample(input, options),
});
