/**
 * Filters of real volumes: the voxels that SciPy and scikit-image find (fixtures/real/make-filters.py), in blocks, by two workers.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { NdArray } from "#dist/array/nd-array.js";
import { run } from "#dist/engine/index.js";
import { threads } from "#dist/engine/threads/index.js";
import type { LazyArray } from "#dist/graph/index.js";
import { machineStores, open } from "#dist/node/index.js";
import * as ops from "#dist/ops/index.js";
import { realData, skipUnlessData } from "../real-data.js";
import { scratchFolder } from "./folder.js";

interface Reference {
  readonly dtype: string;
  readonly part: readonly (readonly [number, number])[];
  readonly largest: number;
  readonly exact: { readonly [filter: string]: string };
  readonly near: { readonly [filter: string]: readonly number[] };
  readonly li: number;
  readonly triangle: number;
}
const references = JSON.parse(readFileSync(new URL("../fixtures/real/filters.json", import.meta.url), "utf8")) as {
  readonly [file: string]: Reference;
};
/** Every so many voxels are kept of a linear filter. */
const STEP = 997;

const exact: { readonly [filter: string]: (image: LazyArray) => LazyArray } = {
  "median 3": (image) => ops.medianFilter(image, { size: 3 }),
  "median 1 5 5 wrap": (image) => ops.medianFilter(image, { size: [1, 5, 5], boundary: "wrap" }),
  "maximum 2 9 4": (image) => ops.maximumFilter(image, { size: [2, 9, 4] }),
  "minimum 7 wrap": (image) => ops.minimumFilter(image, { size: 7, boundary: "wrap" }),
  "percentile 80 of cross": (image) => ops.percentileFilter(image, { percentile: 80, footprint: ops.cross(1), boundary: "mirror" }),
};
/** With the sum of the absolute weights. */
const near: { readonly [filter: string]: readonly [weights: number, (image: LazyArray) => LazyArray] } = {
  "gaussian wrap": [1, (image) => ops.gaussianFilter(image, { sigma: [1, 2, 1.5], boundary: "wrap" })],
  "gaussian 0 1 2": [1, (image) => ops.gaussianFilter(image, { sigma: 1.5, order: [0, 1, 2] })],
  "uniform 5": [1, (image) => ops.uniformFilter(image, { size: 5 })],
  sobel: [32 * 3, (image) => ops.sobel(image)],
  "laplace nearest": [12, (image) => ops.laplace(image, { boundary: "nearest" })],
};

describe("filters of real volumes", () => {
  for (const [file, reference] of Object.entries(references)) {
    it(file, { skip: skipUnlessData(file) }, async () => {
      const image = (await open(realData(file) as string)).slice(...reference.part);
      assert.equal(image.dtype, reference.dtype);
      const arrays = Object.entries({ ...exact, ...Object.fromEntries(Object.entries(near).map(([name, [, build]]) => [name, build])) });
      const values = {
        ...Object.fromEntries(arrays.map(([name, build]) => [name, build(image)])),
        li: ops.li(image),
        triangle: ops.triangle(image),
      };
      await using folder = await scratchFolder();
      await using engine = threads({ workers: 2 });
      const options = { engine, workers: 2, memory: 1e9, scratch: folder.store("scratch"), resolve: machineStores(), block: [9, 31, 40] };
      const found = (await run({ values }, options)).values;
      for (const [name, expected] of Object.entries(reference.exact)) {
        const { data, dtype } = found[name] as NdArray;
        assert.equal(dtype, reference.dtype);
        const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
        assert.equal(createHash("sha256").update(bytes).digest("hex"), expected, name);
      }
      for (const [name, expected] of Object.entries(reference.near)) {
        const tolerance = 2e-6 * reference.largest * (near[name] as readonly [number, unknown])[0];
        const { data } = found[name] as NdArray<"float32">;
        for (const [i, value] of expected.entries()) {
          const voxel = data[i * STEP] as number;
          assert.ok(Math.abs(voxel - value) <= tolerance, `${name}, voxel ${i * STEP}: ${voxel}, expected ${value} within ${tolerance}`);
        }
      }
      assert.equal(found["triangle"], reference.triangle);
      assert.ok(
        Math.abs((found["li"] as unknown as number) - reference.li) <= 1e-9 * reference.largest,
        `li ${found["li"]}, ${reference.li}`,
      );
    });
  }
});
