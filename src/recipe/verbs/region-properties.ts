/** @module */
import { z } from "zod";
import { regionPropertyAliases, regionPropertyNames } from "../../kernels/regions/index.ts";
import { type RegionPropertyName, regionProperties } from "../../measure/index.ts";
import { phrases, stepNames, text } from "../values.ts";
import { verb } from "../verb.ts";

const aliases = Object.keys(regionPropertyAliases);
const property = z.enum([...regionPropertyNames, ...aliases]).register(phrases, {
  phrase: `the name of a region property (${regionPropertyNames.join(", ")})`,
});

export const regionPropertiesVerb = verb({
  name: "regionProperties",
  summary: "A table of the regions of a label image: one row per label.",
  takes: "labels",
  options: z.strictObject({
    properties: z
      .array(property)
      .min(1)
      .register(phrases, { phrase: "a list of region properties" })
      .describe("columns, by scikit-image's names in camelCase"),
    intensity: stepNames.optional().describe("the image whose values are measured, or a list of them: one column each"),
    channels: z.array(text).optional().describe("names of the intensity images, for the columns of more than one"),
  }),
  steps: ["intensity"],
  example: "shapes: { op: regionProperties, input: bubbles, intensity: foam, properties: [area, centroid, intensityMean] }",
  build: (input, { properties, intensity, channels }, { steps }) =>
    regionProperties(input, {
      properties: properties.map((name) => (regionPropertyAliases[name] ?? name) as RegionPropertyName),
      intensity: steps.arrays("intensity", intensity),
      channels,
    }),
});
