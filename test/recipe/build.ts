// Recipes built on images in memory, for tests: nothing is read from files.

import { NdArray } from "#dist/array/nd-array.js";
import { NotFoundError } from "#dist/errors.js";
import { fromArray, type LazyArray } from "#dist/graph/index.js";
import { type BuiltRecipe, buildRecipe, type InputSpec, RecipeDocument, type RecipeMachine } from "#dist/recipe/index.js";

/** The recipe of the contract, as it is written there. */
export const foamRecipe = `voxmill: 1
inputs:
  foam: { path: foam.tif, spacing: 1.4 um }
steps:
  smooth:  { op: gaussianFilter, input: foam, sigma: { z: 3, y: 6, x: 6 } }
  pores:   { op: threshold, input: smooth, atMost: otsu }
  seeds:   { op: erode, input: pores, footprint: { ball: 12 } }
  cores:   { op: label, input: seeds, connectivity: 3 }
  bubbles: { op: expandLabels, input: cores, distance: 12, within: pores }
  shapes:  { op: regionProperties, input: bubbles, intensity: foam, properties: [area, centroid, intensityMean] }
outputs:
  - { step: bubbles, to: bubbles.zarr }
  - { step: shapes, to: shapes.csv }
  - { step: foam, overlay: bubbles, slice: { z: 50% }, to: middle.png }
`;

/** A machine with one volume, under any name that ends with .tif; it counts what was opened. */
export class MemoryMachine implements RecipeMachine {
  opened = 0;
  readonly #image: LazyArray;
  constructor(image: LazyArray = fromArray(NdArray.zeros("uint8", [20, 30, 40]), { spacing: [1.4, 1.4, 1.4], unit: ["um", "um", "um"] })) {
    this.#image = image;
  }
  async openInput({ path }: InputSpec): Promise<LazyArray> {
    this.opened++;
    if (!path.endsWith(".tif")) throw new NotFoundError(`Nothing at ${path}.`, { what: path, hint: "Check the path." });
    return this.#image;
  }
  blockFunction: RecipeMachine["blockFunction"] = (module, name) => {
    if (module !== "clean.js") throw new NotFoundError(`Expected a module at ${module}.`, { what: module });
    return { module: `file:///${module}`, name, code: "1" };
  };
}

export const build = (text: string, machine: RecipeMachine = new MemoryMachine()): Promise<BuiltRecipe> =>
  buildRecipe(new RecipeDocument(text, "recipe.yaml"), machine);
