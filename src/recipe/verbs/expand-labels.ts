/** @module */
import { z } from "zod";
import { GeometryError } from "../../errors.ts";
import { LazyArray } from "../../graph/lazy-array.ts";
import { expandLabels } from "../../ops/expand-labels.ts";
import { length, stepName, verb } from "../verb.ts";

export const expandLabelsVerb = verb({
  name: "expandLabels",
  summary: "Lets labels grow into the background up to a distance.",
  options: z.strictObject({ distance: length, within: stepName.optional().describe("a mask: only background inside it is taken") }),
  steps: ["within"],
  example: "bubbles: { op: expandLabels, input: cores, distance: 12, within: pores }",
  build: (input, options, steps) => {
    const [within] = steps["within"] ?? [];
    if (within !== undefined && !(within instanceof LazyArray))
      throw new GeometryError(`Expected a mask for within, found a ${within.kind}.`);
    return expandLabels(input, { distance: options.distance, within });
  },
});
