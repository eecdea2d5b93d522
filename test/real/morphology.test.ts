/**
 * Distances, holes, small objects and grey morphology of real volumes: the numbers of SciPy and scikit-image
 * (fixtures/real/make-morphology-reference.py).
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { run } from "#dist/engine/index.js";
import { threads } from "#dist/engine/threads/index.js";
import type { LazyScalar } from "#dist/graph/index.js";
import { fillHoles, removeSmallHoles, removeSmallObjects } from "#dist/label/index.js";
import { machineStores, open } from "#dist/node/index.js";
import { cast, distanceTransform, erode, max, sum, threshold, whiteTopHat } from "#dist/ops/index.js";
import { realData, skipUnlessData } from "../real-data.js";
import { scratchFolder } from "./folder.js";

interface Squares {
  readonly sum: number;
  readonly max: number;
}
const reference = JSON.parse(readFileSync(new URL("../fixtures/real/morphology.json", import.meta.url), "utf8")) as {
  readonly stent: { readonly eroded: number; readonly topHat: number; readonly topHatMax: number };
  readonly "bone squares": Squares;
  readonly "pores squares": Squares;
  readonly [name: string]: number | object;
};

/** All of them in one run of two threads, in blocks that fit nothing. */
async function values(wanted: { readonly [name: string]: LazyScalar }): Promise<{ readonly [name: string]: unknown }> {
  await using folder = await scratchFolder();
  await using engine = threads({ workers: 2 });
  const options = { engine, workers: 2, memory: 1e9, block: [23, 71, 160], scratch: folder.store("scratch"), resolve: machineStores() };
  return (await run({ values: wanted }, options)).values;
}

describe("morphology of real volumes", () => {
  const bone = "volume/bone_7H3A_B1.tif";
  it("bone: distances in both phases, holes and specks", { skip: skipUnlessData(bone) }, async () => {
    const part = (await open(realData(bone) as string)).slice([100, 164], [0, 150], [0, 160]);
    const [solid, pores] = [threshold(part, { above: 0 }), threshold(part, { atMost: 0 })];
    const squares = { bone: distanceTransform(solid, { squared: true }), pores: distanceTransform(pores, { squared: true }) };
    const masks = {
      voxels: solid,
      filled: fillHoles(solid, { connectivity: 1 }),
      "objects 1": removeSmallObjects(solid, { connectivity: 1, maxSize: 100 }),
      "objects 3": removeSmallObjects(solid, { connectivity: 3, maxSize: 100 }),
      "holes 1": removeSmallHoles(solid, { connectivity: 1, maxSize: 100 }),
      "holes 3": removeSmallHoles(solid, { connectivity: 3, maxSize: 100 }),
    };
    const found = await values({
      boneSum: sum(squares.bone),
      boneMax: max(squares.bone),
      poresSum: sum(squares.pores),
      poresMax: max(squares.pores),
      ...Object.fromEntries(Object.entries(masks).map(([name, mask]) => [name, sum(cast(mask, { dtype: "uint8" }))])),
    });
    assert.deepEqual({ sum: found["boneSum"], max: found["boneMax"] }, reference["bone squares"]);
    assert.deepEqual({ sum: found["poresSum"], max: found["poresMax"] }, reference["pores squares"]);
    for (const name of Object.keys(masks)) assert.equal(found[name], reference[name], name);
  });

  const stent = "volume/stent.npz";
  it("stent: erosion and top hat of signed values by a ball", { skip: skipUnlessData(stent) }, async () => {
    const part = (await open(realData(stent) as string)).slice([100, 140]);
    const hat = whiteTopHat(part, { footprint: { ball: 4 } });
    const found = await values({ eroded: sum(erode(part, { footprint: { ball: 4 } })), topHat: sum(hat), topHatMax: max(hat) });
    assert.deepEqual(found, reference.stent);
  });
});
