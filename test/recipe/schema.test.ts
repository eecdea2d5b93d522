// The JSON Schema of recipes: valid in itself, and of one mind with the checks that recipes get when they run.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { recipeJsonSchema, verbs } from "#dist/recipe/index.js";
import { build, foamRecipe } from "./build.js";
import { checkSchema, type Schema, validates } from "./check-schema.js";
import { mistakes } from "./mistakes.js";

const schema = recipeJsonSchema() as Schema;
const isValid = (text: string): boolean => validates(schema, parse(text));

/** A recipe with one step more. */
function withStep(step: string): string {
  return foamRecipe.replace("outputs:", `  ${step}\noutputs:`);
}

describe("the JSON Schema of recipes", () => {
  it("is a schema of draft 2020-12, and plain JSON", () => {
    assert.equal(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    checkSchema(schema, schema);
    assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema);
  });

  it("knows every verb with its options, each described", () => {
    const { oneOf } = (schema["properties"] as { readonly steps: { readonly additionalProperties: { readonly oneOf: readonly Schema[] } } })
      .steps.additionalProperties;
    assert.equal(oneOf.length, verbs.length);
    for (const [i, verb] of verbs.entries()) {
      const step = oneOf[i] as { readonly properties: { readonly [key: string]: Schema }; readonly description: string };
      assert.equal(step.properties["op"]?.["const"], verb.name);
      assert.deepEqual(Object.keys(step.properties), ["op", "input", ...Object.keys(verb.options.shape)]);
      for (const [key, option] of Object.entries(step.properties))
        if (key !== "op") assert.equal(typeof option["description"], "string", `${verb.name}.${key}`);
      assert.ok(step.description.startsWith(verb.summary));
    }
  });

  it("accepts the recipe of the contract, the one of the tests, and every example", () => {
    assert.ok(isValid(foamRecipe));
    assert.ok(isValid(readFileSync(new URL("../fixtures/recipe/foam.yaml", import.meta.url), "utf8")));
    for (const { name, example } of verbs) assert.ok(isValid(withStep(example.replace(/^\w+:/, "extra:"))), name);
  });

  it("refuses misspelt keys, unknown operators and values of the wrong kind", () => {
    for (const [name, part, by] of mistakes["keys"] ?? []) if (!/twice/.test(name)) assert.ok(!isValid(foamRecipe.replace(part, by)), name);
    for (const bad of [
      "a: { op: gausianFilter, input: foam, sigma: 1 }",
      "a: { op: gaussianFilter, input: foam, sigma: -1 }",
      "a: { op: label, input: seeds, connectivity: 4 }",
      "a: { op: erode, input: pores, footprint: { box: 2.5 } }",
      "a: { op: cast, input: foam, dtype: float16 }",
      "a: { op: regionProperties, input: bubbles, properties: [volume] }",
      "a: { op: percentile, input: foam, q: 101 }",
      "1a: { op: mean, input: foam }",
    ])
      assert.ok(!isValid(withStep(bad)), bad);
  });

  it("refuses nothing that can be built", async () => {
    for (const good of [
      "a: { op: threshold, input: smooth, above: 1.5, below: otsu }",
      "a: { op: erode, input: pores, footprint: { offsets: [[0, 0, 1], [0, 1, 0]] }, borderValue: 0 }",
      "a: { op: slice, input: foam, at: { z: 50%, y: [2, 7], x: [10%, 90.5%] } }",
      "a: { op: histogram, input: foam, bins: 8, range: [0, 256] }",
      "a: { op: regionProperties, input: bubbles, properties: [area, meanIntensity], intensity: [foam, smooth], channels: [raw, soft] }",
      "a: { op: gaussianFilter, input: foam, sigma: 2.5e-3 mm, boundary: constant, constantValue: 3 }",
    ]) {
      await build(withStep(good));
      assert.ok(isValid(withStep(good)), good);
    }
  });
});
