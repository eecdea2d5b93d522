/** @module */
import { z } from "zod";
import { expandLabels } from "../../ops/expand-labels.ts";
import { length, stepName } from "../values.ts";
import { verb } from "../verb.ts";

export const expandLabelsVerb = verb({
  name: "expandLabels",
  summary: "Lets labels grow into the background up to a distance.",
  takes: "labels",
  options: z.strictObject({
    distance: length.describe("voxels (a number) or a length (12 um)"),
    within: stepName.optional().describe("a mask: only background inside it is taken"),
  }),
  steps: ["within"],
  example: "bubbles: { op: expandLabels, input: cores, distance: 12, within: pores }",
  build: (input, { distance, within }, { steps }) =>
    expandLabels(input, { distance, within: within === undefined ? undefined : steps.mask("within", within) }),
});
