/** @module */
import { z } from "zod";
import { project } from "../../ops/project.ts";
import { text } from "../values.ts";
import { verb } from "../verb.ts";

export const projectVerb = verb({
  name: "project",
  summary: "The largest, smallest, sum or mean of the values along an axis: an image of one axis less.",
  takes: "image",
  options: z.strictObject({
    axis: text.describe("name of the axis that disappears"),
    method: z.enum(["max", "min", "sum", "mean"]).describe("what becomes of the values along it"),
  }),
  example: "brightest: { op: project, input: foam, axis: z, method: max }",
  build: (input, options) => project(input, options),
});
