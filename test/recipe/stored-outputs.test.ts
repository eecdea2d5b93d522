/** How recipes say in which way an array is stored. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { build, foamRecipe } from "./build.js";

test("an output has shards, levels and how they are made", async () => {
  const text = foamRecipe.replace(
    "to: bubbles.zarr",
    "to: bubbles.zarr, chunks: 8, shards: { z: 16, y: 32, x: 32 }, levels: 4, resample: mode",
  );
  const { targets } = await build(text);
  const target = targets["bubbles.zarr"];
  assert.ok(target?.kind === "stored");
  assert.deepEqual([target.array.chunks, target.shards, target.levels, target.resample], [[8, 8, 8], { z: 16, y: 32, x: 32 }, 4, "mode"]);
});

test("a step makes a lower resolution, with spacing and place", async () => {
  const text = foamRecipe.replace(
    "outputs:",
    "  small: { op: downsample, input: bubbles, factor: { y: 2, x: 4 } }\noutputs:\n  - { step: small, to: small.zarr }",
  );
  const { targets } = await build(text);
  const target = targets["small.zarr"];
  assert.ok(target?.kind === "array");
  assert.deepEqual(
    [target.shape, target.spacing.map((s) => Math.round(s * 10) / 10)],
    [
      [20, 15, 10],
      [1.4, 2.8, 5.6],
    ],
  );
  assert.deepEqual(
    target.translation.map((t) => Math.round(t * 10) / 10),
    [0, 0.7, 2.1],
  );
});
