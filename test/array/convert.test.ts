import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { convert } from "#dist/array/convert.js";
import { type Dtype, dtypes, integerRange, isFloat, isInteger } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import { fromNested, type Nested, toNested } from "#dist/array/nested.js";
import { isVoxmillError } from "#dist/errors.js";
import { anyDtype, strided } from "./arbitrary.ts";

const says = (part: RegExp) => (error: unknown) => isVoxmillError(error, "GeometryError") && part.test(error.message);
const as = (values: Nested, from: Dtype, to: Dtype, options = {}): Nested => toNested(convert(fromNested(values, from), to, options));
const integers = dtypes.filter(isInteger);
const clamp = (value: bigint, dtype: Dtype): bigint => {
  const { min, max } = integerRange(dtype);
  return [min, value, max].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))[1] as bigint;
};
const wide = (dtype: Dtype) => dtype.endsWith("64");

test("integers that fit arrive exactly, others are errors or clipped: in every pair of dtypes", () => {
  const pair = fc.tuple(fc.constantFrom(...integers), fc.constantFrom(...integers));
  const value = pair.chain(([from, to]) => {
    const { min, max } = integerRange(from);
    const near = [integerRange(to).min, integerRange(to).max].flatMap((edge) => [edge - 1n, edge, edge + 1n]);
    const picked = [min, max, 0n, ...near].filter((v) => v >= min && v <= max);
    return fc.record({
      from: fc.constant(from),
      to: fc.constant(to),
      value: fc.oneof(fc.bigInt({ min, max }), fc.constantFrom(...picked)),
    });
  });
  fc.assert(
    fc.property(value, ({ from, to, value }) => {
      const source = fromNested([[value]], from);
      const { min, max } = integerRange(to);
      const clipped = clamp(value, to);
      const expected = wide(to) ? clipped : Number(clipped);
      assert.deepEqual(toNested(convert(source, to, { clip: true })), [[expected]]);
      if (clipped === value) assert.deepEqual(toNested(convert(source, to)), [[expected]]);
      else if (from !== to)
        assert.throws(() => convert(source, to), says(new RegExp(`${to} from ${min} to ${max}, found ${value} at \\[0, 0\\]`)));
    }),
    { numRuns: 500 },
  );
});

test("the message says which value, where, and what to do", () => {
  assert.throws(
    () => as([[0, 255], [256, 300]], "uint16", "uint8"), // biome-ignore format: rows
    says(/Expected values of uint8 from 0 to 255, found 256 at \[1, 0\]\. Use a wider dtype, or clip: true/),
  );
});

test("fractions are cut off, as astype does, or rounded half to even, as rint does", () => {
  assert.deepEqual(
    as([-1.9, -0.5, 0.5, 1.5, 2.5, 2.51, 254.9], "float64", "int16"),
    [-1, 0, 0, 1, 2, 2, 254].map((v) => v + 0),
  );
  assert.deepEqual(
    as([-1.5, -0.5, 0.5, 1.5, 2.5, 2.51, 0.49999999999999994], "float64", "int16", { fraction: "round" }),
    [-2, 0, 0, 2, 2, 3, 0],
  );
  assert.deepEqual(as([-1.5, 2.5, 3.5], "float32", "int64", { fraction: "round" }), [-2n, 2n, 4n]);
  assert.deepEqual(as([255.9], "float64", "uint8"), [255], "cut off before it is compared");
  assert.throws(() => as([255.9], "float64", "uint8", { fraction: "round" }), says(/found 255\.9/));
  assert.deepEqual(as([-0.9], "float64", "uint64"), [0n]);
});

test("infinity and NaN fit no integer", () => {
  for (const to of integers) {
    assert.throws(() => as([Number.NaN], "float32", to, { clip: true }), says(/found NaN at \[0\]\. Replace NaN/));
    assert.throws(() => as([Infinity], "float64", to), says(/found Infinity/));
    const { min, max } = integerRange(to);
    const expected = [min, max].map((v) => (wide(to) ? v : Number(v)));
    assert.deepEqual(as([-Infinity, Infinity], "float64", to, { clip: true }), expected);
  }
});

test("the edges of 64 bits: 2^63 and 2^64 are doubles, the largest integers are not", () => {
  assert.deepEqual(as([2 ** 63 - 1024, -(2 ** 63)], "float64", "int64"), [2n ** 63n - 1024n, -(2n ** 63n)]);
  assert.throws(() => as([2 ** 63], "float64", "int64"), says(/found 9223372036854775000|found 9223372036854776000/));
  assert.deepEqual(as([2 ** 63], "float64", "int64", { clip: true }), [2n ** 63n - 1n]);
  assert.deepEqual(as([2 ** 64 - 2048], "float64", "uint64"), [2n ** 64n - 2048n]);
  assert.throws(() => as([2 ** 64], "float64", "uint64"), says(/uint64/));
  assert.deepEqual(as([2 ** 64], "float64", "uint64", { clip: true }), [2n ** 64n - 1n]);
});

test("64-bit integers become the nearest float, rounded once", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.constantFrom<Dtype>("float32", "float64"), (value, to) => {
      const [got] = as([value], "int64", to) as [number];
      const bits = to === "float32" ? 24n : 53n;
      const size = BigInt((value < 0n ? -value : value).toString(2).length);
      const ulp = size > bits ? 1n << (size - bits) : 1n;
      const error = BigInt(got) - value;
      assert.ok((error < 0n ? -error : error) * 2n <= ulp, `${value} became ${got}`);
    }),
    { numRuns: 300 },
  );
  // 2^60 + 2^36 + 1 lies just above half way between two floats: as a double it is exactly half way, and would round down to even.
  assert.deepEqual(as([2n ** 60n + 2n ** 36n + 1n, -(2n ** 60n + 2n ** 36n + 1n)], "int64", "float32"), [
    2 ** 60 + 2 ** 37,
    -(2 ** 60 + 2 ** 37),
  ]);
});

test("float64 to float32: nearest, infinity stays, finite values do not become infinite", () => {
  assert.deepEqual(as([0.1, Infinity, -Infinity], "float64", "float32"), [Math.fround(0.1), Infinity, -Infinity]);
  assert.ok(Number.isNaN((as([Number.NaN], "float64", "float32") as number[])[0]));
  assert.throws(() => as([1, -1e39], "float64", "float32"), says(/Expected values of float32, found -1e\+39 at \[1\]/));
  assert.deepEqual(as([-1e39], "float64", "float32", { clip: true }), [-3.4028234663852886e38]);
});

test("bool: every value but 0 is 1, and 1 back again", () => {
  assert.deepEqual(as([0, 2, -1], "int8", "bool"), [0, 1, 1]);
  assert.deepEqual(as([0, 0.5, Number.NaN], "float32", "bool"), [0, 1, 1]);
  assert.deepEqual(as([0n, 2n ** 40n], "uint64", "bool"), [0, 1]);
  for (const to of dtypes) assert.deepEqual((as([true, false], "bool", to) as Nested[]).map(Number), [1, 0]);
});

test("strided arrays convert to C order, the same dtype to a copy", () => {
  fc.assert(
    fc.property(
      fc.tuple(anyDtype, anyDtype).chain(([from, to]) => fc.tuple(strided(from, [2, 3, 2]), fc.constant(to))),
      ([array, to]) => {
        const converted = convert(array, to, { clip: true });
        assert.ok(converted.contiguous && converted.data.buffer !== array.data.buffer);
        const expected = (value: number | bigint): number => {
          if (to === "bool") return Number(Number(value) !== 0);
          return Number(isFloat(to) ? value : clamp(BigInt(value), to));
        };
        for (const at of [[0, 0, 0], [1, 2, 0], [0, 1, 1]]) assert.equal(Number(converted.get(...at)), expected(array.get(...at))); // biome-ignore format: one
      },
    ),
  );
  assert.equal(convert(NdArray.zeros("uint8", [0, 3]), "float64").size, 0);
});
