// Every verb: its example is a step that works, and it stands for the function of its name.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parse } from "yaml";
import type { LazyArray } from "#dist/graph/index.js";
import * as labels from "#dist/label/index.js";
import { regionProperties } from "#dist/measure/index.js";
import * as ops from "#dist/ops/index.js";
import { verbs } from "#dist/recipe/index.js";
import { build } from "./build.js";

/** Everything that examples refer to. */
const steps: { readonly [name: string]: unknown } = {
  smooth: { op: "gaussianFilter", input: "foam", sigma: 1 },
  level: { op: "mean", input: "foam" },
  pores: { op: "less", input: "smooth", with: 90 },
  mask: { op: "not", input: "pores" },
  cells: { op: "not", input: "pores" },
  seeds: { op: "erode", input: "pores", footprint: { ball: 1 } },
  cores: { op: "label", input: "seeds", connectivity: 3 },
  bubbles: { op: "expandLabels", input: "cores", distance: 2 },
  flat: { op: "subtract", input: "foam", with: "smooth" },
};

/** A recipe with one more step. */
const recipe = (extra: { readonly [name: string]: unknown }): string =>
  JSON.stringify({
    voxmill: 1,
    inputs: { foam: { path: "foam.tif" } },
    steps: { ...steps, ...extra },
    outputs: [{ step: "smooth", to: "smooth.zarr" }],
  });
const stepValue = async (name: string, step: unknown): Promise<unknown> => (await build(recipe({ [name]: step }))).values.get(name);

describe("verbs", () => {
  for (const verb of verbs) {
    it(`${verb.name}: the example can be copied`, async () => {
      const example = parse(verb.example) as { readonly [name: string]: { readonly op: string } };
      const [[name, step]] = Object.entries(example) as [[string, { readonly op: string }]];
      assert.equal(step.op, verb.name);
      const value = await stepValue(name, step);
      assert.match(String(value), /^Lazy(Array|Scalar|Table) /);
      assert.match(verb.summary, /^[A-Z][^\n]*\.$/);
    });
  }

  it("have the names of functions, and every function of images has one", () => {
    const functions = { ...ops, ...labels, regionProperties };
    const names = verbs.map((verb) => verb.name);
    assert.deepEqual(
      names.filter((name) => !(name in functions) && name !== "slice"),
      [],
    );
    assert.deepEqual(
      Object.keys(functions).filter((name) => !names.includes(name) && !["ball", "box", "cross"].includes(name)),
      [],
    );
    assert.equal(new Set(names).size, names.length);
  });

  it("build the nodes that the functions build", async () => {
    const built = await build(
      recipe({
        a: { op: "clip", input: "foam", min: "level", max: 200 },
        b: { op: "where", input: "pores", inside: "foam", outside: "level" },
        c: { op: "threshold", input: "foam", above: "level", atMost: "otsu" },
        d: { op: "expandLabels", input: "cores", distance: "2.8 um", within: "pores" },
        e: { op: "cast", input: "smooth", dtype: "uint8", clip: true },
        f: { op: "slice", input: "foam", at: { z: "50%", y: [2, "50%"] } },
        g: { op: "divide", input: "foam", with: "level" },
        h: {
          op: "mapBlocks",
          input: "foam",
          with: ["smooth"],
          module: "clean.js",
          function: "clean",
          dtype: "uint8",
          halo: { z: 1, y: 2, x: 2 },
          options: { k: [1] },
        },
      }),
    );
    const value = (name: string): LazyArray => built.values.get(name) as LazyArray;
    const foam = value("foam");
    const pores = ops.less(ops.gaussianFilter(foam, { sigma: 1 }), 90);
    const level = ops.mean(foam);
    const cores = labels.label(ops.erode(pores, { footprint: ops.ball(1) }), { connectivity: 3 });
    const map = { module: "file:///clean.js", name: "clean", code: "1" };
    const expected: { readonly [name: string]: LazyArray } = {
      a: ops.clip(foam, { min: level, max: 200 }),
      b: ops.where(pores, foam, level),
      c: ops.threshold(foam, { above: level, atMost: ops.otsu(foam) }),
      d: ops.expandLabels(cores, { distance: "2.8 um", within: pores }),
      e: ops.cast(ops.gaussianFilter(foam, { sigma: 1 }), { dtype: "uint8", clip: true }),
      f: foam.slice(10, [2, 15]),
      g: ops.divide(foam, level),
      h: ops.mapBlocks([foam, ops.gaussianFilter(foam, { sigma: 1 })], {
        map,
        dtype: "uint8",
        halo: { z: 1, y: 2, x: 2 },
        options: { k: [1] },
      }),
    };
    for (const [name, array] of Object.entries(expected)) assert.equal(value(name).node.id, array.node.id, name);
  });
});
