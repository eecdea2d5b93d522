/**
 * Morphology, holes, small objects and distances from file to result equal SciPy and scikit-image (fixtures/ops/make-morphology-reference.py),
 * whole and in blocks.
 */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { NdArray } from "#dist/array/nd-array.js";
import { planFor, serial } from "#dist/engine/index.js";
import type { LabelImage, LazyArray, Mask } from "#dist/graph/index.js";
import { clearBorder, fillHoles, removeSmallHoles, removeSmallObjects } from "#dist/label/index.js";
import { compute, inspect, machineStores, open } from "#dist/node/index.js";
import * as ops from "#dist/ops/index.js";

const file = fileURLToPath(new URL("../fixtures/ops/morphology.npz", import.meta.url));

interface Images {
  readonly grey: LazyArray;
  readonly signed: LazyArray;
  readonly real: LazyArray;
  readonly mask: Mask;
  readonly shells: Mask;
  readonly labels: LabelImage;
}
type Build = (images: Images) => LazyArray;

const corner = {
  mask: [
    [
      [1, 0],
      [1, 1],
    ],
    [
      [0, 0],
      [1, 0],
    ],
  ],
};
const footprints: { readonly [kind: string]: ops.Footprint } = {
  ball: ops.ball(2),
  box: ops.box({ z: 3, y: 5, x: 3 }),
  cross: ops.cross(1),
  corner,
};
const verbs = {
  erode: ops.erode,
  dilate: ops.dilate,
  opening: ops.opening,
  closing: ops.closing,
  whiteTopHat: ops.whiteTopHat,
  blackTopHat: ops.blackTopHat,
  gradient: ops.morphologicalGradient,
} as const;
/** Footprints that the reference has for a verb. */
const kindsOf = (verb: string): readonly string[] =>
  verb === "gradient" ? ["cross"] : verb === "erode" || verb === "dilate" ? Object.keys(footprints) : ["ball", "corner"];

const grey: { readonly [name: string]: Build } = Object.fromEntries(
  Object.entries(verbs).flatMap(([verb, apply]) =>
    (["grey", "signed", "real"] as const).flatMap((image) =>
      kindsOf(verb).map((kind): [string, Build] => [
        `${verb} ${image} ${kind}`,
        (images) => apply(images[image], { footprint: footprints[kind] as ops.Footprint }),
      ]),
    ),
  ),
);
const components: { readonly [name: string]: Build } = Object.fromEntries(
  [1, 2, 3].flatMap((connectivity): [string, Build][] => [
    [`fillHoles ${connectivity}`, ({ shells }) => fillHoles(shells, { connectivity })],
    [`removeSmallObjects ${connectivity}`, ({ shells }) => removeSmallObjects(shells, { connectivity, maxSize: 12 })],
    [`removeSmallHoles ${connectivity}`, ({ shells }) => removeSmallHoles(shells, { connectivity, maxSize: 12 })],
  ]),
);
const others: { readonly [name: string]: Build } = {
  "erode mask corner": ({ mask }) => ops.erode(mask, { footprint: corner }),
  "dilate mask corner": ({ mask }) => ops.dilate(mask, { footprint: corner }),
  "erode border 100": ({ grey }) => ops.erode(grey, { footprint: ops.ball(2), borderValue: 100 }),
  "dilate border 100": ({ grey }) => ops.dilate(grey, { footprint: ops.ball(2), borderValue: 100 }),
  "fillHoles plane": ({ shells }) => fillHoles(shells.slice(4), { connectivity: 1 }),
  "removeSmallObjects labels": ({ labels }) => removeSmallObjects(labels, { maxSize: 4 }),
  clearBorder: ({ shells }) => clearBorder(shells, { connectivity: 3 }),
  "clearBorder labels": ({ labels }) => clearBorder(labels),
  distanceTransform: ({ mask }) => ops.distanceTransform(mask),
  "distanceTransform squared": ({ mask }) => ops.distanceTransform(mask, { squared: true }),
  "distanceTransform spacing": ({ mask }) => ops.distanceTransform(mask, { spacing: { z: 3, y: 0.5, x: 1 } }),
  "distanceTransform plane": ({ mask }) => ops.distanceTransform(mask.slice(3)),
  "distanceTransform line": ({ mask }) => ops.distanceTransform(mask.slice(3, 4)),
  "distanceTransform border": ({ mask }) => ops.distanceTransform(mask, { borderValue: 0 }),
};

describe("values of morphology", () => {
  const engine = serial({ resolve: machineStores() });
  const read = (name: string): Promise<LazyArray> => open(file, { series: name });
  const names = ["grey", "signed", "real", "mask", "shells", "labels"];
  const all = { ...grey, ...components, ...others };
  let images: Images;
  before(async () => {
    images = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await read(name)]))) as unknown as Images;
  });

  it("leave no reference untested", async () => {
    const stored = (await inspect(file)).series.map((series) => series.name);
    assert.deepEqual([...names, ...Object.keys(all)].sort(), stored.sort());
  });
  for (const [name, build] of Object.entries(all)) {
    it(name, async () => {
      const expected = await compute(await read(name), { engine });
      const lazy = build(images);
      for (const block of [lazy.shape, lazy.shape.map(() => 3)]) {
        const found = (await compute(lazy, { engine, block })) as NdArray;
        assert.equal(found.dtype, expected.dtype);
        assert.deepEqual(found.shape, expected.shape);
        const at = [...(found.data as Float32Array)].findIndex((value, i) => value !== expected.data[i]);
        assert.equal(at, -1, `voxel ${at} is ${found.data[at]}, expected ${expected.data[at]}`);
      }
    });
  }
  it("distances run as a merge and a stage of complete lines, also for a part", () => {
    const distances = ops.distanceTransform(images.mask);
    for (const value of [distances, distances.slice([2, 4], 1)]) {
      const plan = planFor({ values: { value } }, { workers: 2, memory: 1e9 });
      assert.deepEqual(
        plan.stages.map(({ spec }) => spec.kind),
        ["merge", "lines"],
      );
    }
  });
});
