/**
 * What a recipe can get wrong: each mistake is told with its line, its place, what was expected, what was found and what to do,
 * before anything runs.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NotFoundError } from "#dist/errors.js";
import { RecipeError } from "#dist/recipe/index.js";
import { build, foamRecipe, MemoryMachine } from "./build.js";
import { mistakes } from "./mistakes.js";

/** Replaces one part of the contract's recipe; the part must be there. */
function spoiled(part: string, by: string): string {
  assert.ok(foamRecipe.includes(part), `no ${part} in the recipe`);
  return foamRecipe.replace(part, by);
}

async function errorOf(text: string, machine = new MemoryMachine()): Promise<RecipeError | NotFoundError> {
  try {
    await build(text, machine);
  } catch (error) {
    assert.ok(error instanceof RecipeError || error instanceof NotFoundError, String((error as Error).stack));
    return error;
  }
  return assert.fail(`no error for\n${text}`);
}

describe("mistakes in recipes", () => {
  for (const [group, list] of Object.entries(mistakes)) {
    for (const [name, part, by, message] of list) {
      it(`${group}: ${name}`, async () => {
        const error = await errorOf(spoiled(part, by));
        assert.ok(error instanceof RecipeError);
        if (message !== "") assert.equal(error.message, message);
        if (message === "") assert.match(error.message, /^recipe\.yaml:\d+(?: \(.+\))?: Expected .+[,;] found .+\./);
        assert.equal(error.line, Number(/^recipe\.yaml:(\d+)/.exec(error.message)?.[1]));
      });
    }
  }

  it("points at the line of the option, where a step has many lines", async () => {
    const text =
      "voxmill: 1\ninputs:\n  a:\n    path: a.tif\nsteps:\n  b:\n    op: erode\n    input: c\n    footprint:\n      ball: 1 s\n  c:\n    op: less\n    input: a\n    with: 3\noutputs:\n  - step: b\n    to: b.zarr\n";
    assert.match((await errorOf(text)).message, /^recipe\.yaml:9 \(steps\.b\.footprint\): Expected voxels, as the footprint of 1 second/);
    const grey = text
      .replace("input: c", "input: a")
      .replace("op: erode", "op: expandLabels")
      .replace("footprint:\n      ball: 1 s", "distance:\n      1");
    assert.match((await errorOf(grey)).message, /^recipe\.yaml:8 \(steps\.b\.input\): Expected a label image/);
  });

  it("keeps the class of errors about files, and says which input it is", async () => {
    const error = await errorOf(spoiled("foam.tif", "foam.raw"));
    assert.ok(error instanceof NotFoundError);
    assert.equal(error.message, "recipe.yaml:3 (inputs.foam.path): Nothing at foam.raw. Check the path.");
    const module = await errorOf(
      spoiled("op: gaussianFilter, input: foam, sigma: { z: 3, y: 6, x: 6 }", "op: mapBlocks, input: foam, module: dirty.js, dtype: uint8"),
    );
    assert.ok(module instanceof NotFoundError);
    assert.match(module.message, /^recipe\.yaml:5 \(steps\.smooth\.module\): Expected a module at dirty\.js\./);
  });

  it("opens no input before names, keys and values are right", async () => {
    for (const [part, by] of [
      ["connectivity: 3", "connectivity: 9"],
      ["input: seeds", "input: seds"],
      ["to: shapes.csv", "to: bubbles.zarr"],
      ["step: shapes", "step: shaped"],
    ] as const) {
      const machine = new MemoryMachine();
      await errorOf(spoiled(part, by), machine);
      assert.equal(machine.opened, 0, by);
    }
  });

  it("refuses what is no recipe", async () => {
    for (const text of ["", "- 1\n- 2\n", "hello", "null"]) {
      assert.match((await errorOf(text)).message, /^recipe\.yaml:1: Expected a recipe with voxmill, inputs, steps and outputs/);
    }
    assert.match((await errorOf("a: &a [*a]\nvoxmill: 1\n")).message, /^recipe\.yaml:\d+/);
  });
});
