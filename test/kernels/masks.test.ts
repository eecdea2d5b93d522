import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isFloat } from "#dist/array/dtype.js";
import { logical, logicalOperations, logicalTwin, where, whereTwin } from "#dist/kernels/elementwise/index.js";
import { runBlocks } from "./harness.js";
import { allDtypes, anyBlock, assertSameBits, randomImage, smallShape, trickyImage } from "./random-image.js";

describe("logical", () => {
  it("computes what its twin computes, with clean padding", async () => {
    const property = fc.asyncProperty(
      fc.constantFrom(...logicalOperations),
      smallShape,
      anyBlock,
      fc.nat(),
      async (op, shape, block, seed) => {
        const masks = [randomImage("bool", shape, seed), randomImage("bool", shape, seed + 1)].slice(0, op === "not" ? 1 : 2);
        assertSameBits(await runBlocks(logical, { op }, masks, block), logicalTwin({ op }, ...masks));
        // a kernel that counts bits would see dirty padding
        const twice = await runBlocks(logical, { op: "not" }, [await runBlocks(logical, { op }, masks, block)], block);
        assertSameBits(twice, logicalTwin({ op: "not" }, logicalTwin({ op }, ...masks)));
      },
    );
    await fc.assert(property, { numRuns: 100 });
  });

  it("wants masks", () => {
    assert.throws(() => logical.describe({ op: "and" }, ["bool", "uint8"]), { name: "GeometryError" });
    assert.throws(() => logical.describe({ op: "not" }, ["bool", "bool"]), { name: "GeometryError" });
  });
});

describe("where", () => {
  it("chooses as its twin does, for all dtypes", async () => {
    const property = fc.asyncProperty(
      fc.constantFrom(...allDtypes),
      smallShape,
      anyBlock,
      fc.boolean(),
      fc.constantFrom(0, 1),
      fc.nat(),
      async (dtype, shape, block, two, otherwise, seed) => {
        const mask = randomImage("bool", shape, seed);
        const a = trickyImage(dtype, shape, seed + 1);
        const b = trickyImage(dtype, shape, seed + 2);
        const inputs = two ? [mask, a] : [mask, a, b];
        const expected = two ? whereTwin({ otherwise }, mask, a) : whereTwin({ otherwise }, mask, a, b);
        assertSameBits(await runBlocks(where, { otherwise }, inputs, block), expected);
      },
    );
    await fc.assert(property, { numRuns: 150 });
  });

  it("refuses other dtypes and values that do not fit", () => {
    assert.throws(() => where.describe({}, ["uint8", "uint8"]), { name: "GeometryError" });
    assert.throws(() => where.describe({}, ["bool", "uint8", "int8"]), { name: "GeometryError" });
    for (const dtype of allDtypes) {
      const refuse = (): unknown => where.describe({ otherwise: 0.5 }, ["bool", dtype]);
      if (isFloat(dtype)) assert.doesNotThrow(refuse);
      else assert.throws(refuse, { name: "GeometryError" });
    }
  });
});
