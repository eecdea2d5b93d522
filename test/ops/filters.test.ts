/**
 * Filters from file to result equal SciPy and scikit-image (fixtures/ops/make-filters.py), whole and in blocks.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { isFloat } from "#dist/array/dtype.js";
import type { NdArray } from "#dist/array/nd-array.js";
import { serial } from "#dist/engine/index.js";
import { fromArray, type LazyArray } from "#dist/graph/index.js";
import { compute, inspect, machineStores, open } from "#dist/node/index.js";
import * as ops from "#dist/ops/index.js";

interface Case {
  readonly op: string;
  readonly image: string;
  readonly options: { readonly [name: string]: unknown };
  /** Where its values begin in the array of all results of the dtype. */
  readonly dtype: string;
  readonly begin: number;
  /** The largest input times the sum of the absolute weights; 0 for results that are the same bits. */
  readonly scale: number;
}
interface Thresholds {
  readonly li: number;
  readonly triangle: number;
  /** Largest less smallest value. */
  readonly range: number;
}
const file = fileURLToPath(new URL("../fixtures/ops/filters.npz", import.meta.url));
const { cases, thresholds } = JSON.parse(readFileSync(new URL("../fixtures/ops/filters.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
  readonly thresholds: { readonly [image: string]: Thresholds };
};
const operators: { readonly [name: string]: unknown } = ops;
const engine = serial({ resolve: machineStores() });
const arrays = new Map<string, NdArray>();
const blocks = (ndim: number): number[][] => [new Array<number>(ndim).fill(100), [2, 3, 2, 4].slice(-ndim)];

/** The same bits, or within the tolerance of the contract; -0 of SciPy counts as 0. */
function check(found: NdArray, { dtype, begin, scale }: Case): void {
  assert.equal(found.dtype, dtype);
  const expected = (arrays.get(`results ${dtype}`) as NdArray).data.subarray(begin, begin + found.size) as ArrayLike<number | bigint>;
  const tolerance = (found.dtype === "float64" ? 1e-14 : 2e-6) * scale;
  for (const [i, value] of Array.from(found.data as ArrayLike<number | bigint>).entries()) {
    const wanted = expected[i] as number | bigint;
    const near = scale > 0 && Math.abs(Number(value) - Number(wanted)) <= tolerance;
    assert.ok(near || value === wanted, `voxel ${i} is ${value}, expected ${wanted} within ${tolerance}`);
  }
}

describe("filters against SciPy and scikit-image", () => {
  before(async () => {
    for (const { name } of (await inspect(file)).series) arrays.set(name, await compute(await open(file, { series: name }), { engine }));
  });

  for (const op of [...new Set(cases.map((one) => one.op))]) {
    it(op, async () => {
      const apply = operators[op] as unknown as (image: LazyArray, options: Case["options"]) => LazyArray;
      for (const one of cases.filter((other) => other.op === op)) {
        const values = arrays.get(one.image) as NdArray;
        const array = fromArray(values, { chunks: values.shape.map(() => 3) });
        for (const block of blocks(array.ndim)) {
          const found = (await compute(apply(array, one.options), { engine, block })) as NdArray;
          try {
            assert.deepEqual(found.shape, array.shape);
            check(found, one);
          } catch (error) {
            throw new Error(`${op} of ${one.image}, ${JSON.stringify(one.options)}, blocks [${block}]: ${error}`);
          }
        }
      }
    });
  }

  for (const [name, expected] of Object.entries(thresholds)) {
    it(`li and triangle of ${name}`, async () => {
      const image = fromArray(arrays.get(name) as NdArray);
      for (const block of blocks(image.ndim)) {
        const triangle = (await compute(ops.triangle(image), { engine, block })) as unknown as number;
        assert.equal(triangle, expected.triangle);
        const li = (await compute(ops.li(image), { engine, block })) as unknown as number;
        // Floats are counted in 16384 bins; the iteration stops within a few of them.
        const tolerance = isFloat(image.dtype) ? (4 * expected.range) / 16_384 : 1e-9 * expected.range;
        assert.ok(Math.abs(li - expected.li) <= tolerance, `li ${li}, expected ${expected.li} within ${tolerance}`);
      }
    });
  }
});
