import assert from "node:assert/strict";
import { test } from "node:test";
import { type Dtype, dtypes, isBigInt, isFloat } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import { GeometryError, PlanError, UnsupportedError } from "#dist/errors.js";
import type { Triple } from "#dist/kernels/kernel.js";
import { type ProjectionOp, type ProjectionParams, projectedDtype, projection } from "#dist/kernels/projection/index.js";
import { exactRatio } from "#dist/kernels/regions/index.js";
import { runCollector } from "./harness.js";

const ops = ["max", "min", "sum", "mean"] as const;
const shape: Triple = [5, 6, 37];

/** Values over the whole range of the dtype. */
function randomImage(dtype: Dtype): NdArray {
  let state = 12345;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  const image = NdArray.zeros(dtype, shape);
  const data = image.data as { [i: number]: number | bigint };
  for (let i = 0; i < image.size; i++) {
    if (dtype === "bool") data[i] = (next() >>> 16) & 1;
    else if (isBigInt(dtype)) data[i] = (BigInt(next()) << 26n) - (dtype === "int64" ? 1n << 57n : 0n);
    else data[i] = isFloat(dtype) ? (next() - 2 ** 31) * 2 ** -20 : next();
  }
  return image;
}

/** The definition, with bigints for integers and float64 from first to last for floats. */
function twin(image: NdArray, axis: number, op: ProjectionOp): (number | bigint)[] {
  const kept = [0, 1, 2].filter((a) => a !== axis) as [number, number];
  const result: (number | bigint)[] = [];
  for (let i = 0; i < shape[kept[0] as 0]; i++)
    for (let j = 0; j < shape[kept[1] as 0]; j++) {
      const index = [0, 0, 0];
      index[kept[0]] = i;
      index[kept[1]] = j;
      const line = Array.from({ length: shape[axis as 0] }, (_, k) => image.get(...index.with(axis, k)));
      result.push(reduceLine(line, image.dtype, op));
    }
  return result;
}

function reduceLine(line: readonly (number | bigint)[], dtype: Dtype, op: ProjectionOp): number | bigint {
  if (op === "max") return line.reduce((a, b) => (Number.isNaN(a) ? a : b > a || Number.isNaN(b) ? b : a));
  if (op === "min") return line.reduce((a, b) => (Number.isNaN(a) ? a : b < a || Number.isNaN(b) ? b : a));
  if (isFloat(dtype)) {
    const sum = line.reduce<number>((a, b) => a + Number(b), 0);
    const value = op === "mean" ? sum / line.length : sum;
    return dtype === "float32" ? Math.fround(value) : value;
  }
  const sum = line.reduce<bigint>((a, b) => a + BigInt(b), 0n);
  return op === "mean" ? exactRatio(sum, BigInt(line.length)) : sum;
}

const project = async (
  image: NdArray,
  axis: 0 | 1 | 2,
  op: ProjectionOp,
  options: Parameters<typeof runCollector>[3] = {},
): Promise<NdArray> => {
  const params: ProjectionParams = { axis, op, dtype: image.dtype, ndim: 3 };
  return (await runCollector(projection, params, [image], options)).result;
};

for (const dtype of dtypes) {
  test(`projections of ${dtype} along every axis, whole and in blocks`, async () => {
    const image = randomImage(dtype);
    for (const op of ops)
      for (const axis of [0, 1, 2] as const) {
        const expected = twin(image, axis, op);
        const whole = await project(image, axis, op);
        assert.equal(whole.dtype, projectedDtype(dtype, op));
        assert.deepEqual(
          whole.shape,
          shape.filter((_, a) => a !== axis),
        );
        assert.deepEqual([...whole.data], expected, `${op} along ${axis}`);
        const block: [number, number, number] = [2, 4, 9];
        const needed = projection.wholeAxis({ axis, op, dtype, ndim: 3 });
        assert.equal(needed, isFloat(dtype) && (op === "sum" || op === "mean") ? axis : undefined);
        if (needed !== undefined) block[needed] = shape[needed];
        assert.deepEqual((await project(image, axis, op, { block, batch: 3, reverse: true })).data, whole.data);
      }
  });
}

test("dtypes are NumPy's", () => {
  assert.equal(projectedDtype("uint8", "sum"), "uint64");
  assert.equal(projectedDtype("bool", "sum"), "uint64");
  assert.equal(projectedDtype("int16", "sum"), "int64");
  assert.equal(projectedDtype("int16", "mean"), "float64");
  assert.equal(projectedDtype("float32", "mean"), "float32");
  assert.equal(projectedDtype("uint16", "max"), "uint16");
});

test("NaN goes through, infinities are values, minus zero is zero", async () => {
  const image = new NdArray("float32", Float32Array.of(1, Number.NaN, -Infinity, -0, 2, 3, Infinity, -0), [2, 1, 4]);
  assert.deepEqual([...(await project(image, 0, "max")).data], [2, Number.NaN, Infinity, 0]);
  assert.deepEqual([...(await project(image, 0, "min")).data], [1, Number.NaN, -Infinity, 0]);
  assert.deepEqual([...(await project(image, 0, "sum")).data], [3, Number.NaN, Number.NaN, 0]);
  assert.deepEqual([...(await project(image, 0, "max", { block: [1, 1, 3] })).data], [2, Number.NaN, Infinity, 0]);
});

test("sums beyond 64 bits, cut float sums and other dtypes are refused", async () => {
  const large = new NdArray("uint64", BigUint64Array.of(2n ** 64n - 1n, 1n), [2, 1, 1]);
  await assert.rejects(project(large, 0, "sum"), UnsupportedError);
  assert.equal((await project(large, 0, "mean")).data[0], 2 ** 63);
  const signed = new NdArray("int64", BigInt64Array.of(2n ** 63n - 1n, 2n ** 63n - 1n, -(2n ** 63n)), [3, 1, 1]);
  assert.equal((await project(signed, 0, "sum", { block: [1, 1, 1] })).data[0], 2n ** 63n - 2n);
  await assert.rejects(project(randomImage("float32"), 0, "sum", { block: [2, 6, 37] }), PlanError);
  assert.throws(() => projection.describe({ axis: 0, op: "max", dtype: "uint8", ndim: 3 }, ["uint16"]), GeometryError);
});
