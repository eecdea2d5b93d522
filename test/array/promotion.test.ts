import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Dtype, dtypes, integerRange, isFloat, isInteger, itemSize } from "#dist/array/dtype.js";
import { type Arithmetic, commonDtype, type Operand, promote, smallestInteger } from "#dist/array/promotion.js";

const of = (operation: Arithmetic, a: Operand, b: Operand): string => {
  const { dtype, checked } = promote(operation, a, b);
  return checked ? `${dtype}, checked` : dtype;
};
const whole = dtypes.filter((dtype) => isInteger(dtype) || dtype === "bool");

test("integers widen until every result fits", () => {
  assert.equal(of("add", "uint8", "uint8"), "uint16");
  assert.equal(of("subtract", "uint8", "uint8"), "int16");
  assert.equal(of("multiply", "uint8", "uint8"), "uint16");
  assert.equal(of("multiply", "int8", "int8"), "int16");
  assert.equal(of("add", "uint8", "int8"), "int16");
  assert.equal(of("add", "uint16", "int16"), "int32");
  assert.equal(of("add", "uint32", "uint32"), "uint64");
  assert.equal(of("subtract", "uint32", "uint32"), "int64");
  assert.equal(of("multiply", "uint32", "uint32"), "uint64");
  assert.equal(of("multiply", "int32", "int32"), "int64");
  assert.equal(of("add", "bool", "bool"), "uint8");
});

test("beyond 64 bits results are checked", () => {
  assert.equal(of("add", "uint64", "uint64"), "uint64, checked");
  assert.equal(of("add", "int64", "int64"), "int64, checked");
  assert.equal(of("subtract", "uint64", "uint64"), "int64, checked");
  assert.equal(of("add", "uint64", "int8"), "int64, checked");
  assert.equal(of("multiply", "uint32", "int32"), "int64");
  assert.equal(of("multiply", "uint64", "bool"), "uint64");
});

test("numbers in the program count by their value", () => {
  assert.equal(of("add", "uint8", 1), "uint16");
  assert.equal(of("add", "uint8", 0), "uint8");
  assert.equal(of("multiply", "uint8", 257), "uint16");
  assert.equal(of("multiply", "uint8", 258), "uint32");
  assert.equal(of("subtract", 255, "uint8"), "uint8");
  assert.equal(of("add", "uint8", -1n), "int16");
  assert.equal(of("add", "uint8", 0.5), "float64");
  assert.equal(of("add", "float32", 0.1), "float32");
  assert.equal(of("multiply", 3, "float32"), "float32");
});

test("the narrowest dtype that holds the results at the corners, and no narrower one does", () => {
  const operations = {
    add: (a: bigint, b: bigint) => a + b,
    subtract: (a: bigint, b: bigint) => a - b,
    multiply: (a: bigint, b: bigint) => a * b,
  };
  const extremes = { minimum: (a: bigint, b: bigint) => (a < b ? a : b), maximum: (a: bigint, b: bigint) => (a > b ? a : b) };
  const value = (dtype: Dtype) => fc.bigInt(integerRange(dtype));
  const cases = fc
    .tuple(fc.constantFrom(...whole), fc.constantFrom(...whole))
    .chain(([a, b]) => fc.record({ a: fc.constant(a), b: fc.constant(b), x: value(a), y: value(b) }));
  fc.assert(
    fc.property(cases, fc.constantFrom(...Object.entries({ ...operations, ...extremes })), ({ a, b, x, y }, [name, f]) => {
      const { dtype, checked } = promote(name as Arithmetic, a, b);
      const { min, max } = integerRange(dtype);
      const result = f(x, y);
      assert.ok(checked || (result >= min && result <= max), `${x} ${name} ${y} = ${result} in ${dtype}`);
      const ends = [integerRange(a).min, integerRange(a).max].flatMap((u) =>
        [integerRange(b).min, integerRange(b).max].map((v) => f(u, v)),
      );
      const holds = (d: Dtype) => ends.every((end) => end >= integerRange(d).min && end <= integerRange(d).max);
      assert.equal(checked, !whole.some((d) => d !== "bool" && holds(d)));
      if (!checked) assert.ok(!whole.some((d) => d !== "bool" && itemSize(d) < itemSize(dtype) && holds(d)));
    }),
    { numRuns: 400 },
  );
});

test("division gives a float, comparison bool", () => {
  assert.equal(of("divide", "uint8", "uint8"), "float64");
  assert.equal(of("divide", "float32", "float32"), "float32");
  assert.equal(of("divide", "uint16", "float32"), "float32");
  assert.equal(of("divide", "float32", "uint32"), "float64");
  assert.equal(of("divide", "float32", 2), "float32");
  assert.equal(of("divide", "uint8", 2), "float64");
  for (const a of dtypes) for (const b of dtypes) {
    assert.ok(isFloat(promote("divide", a, b).dtype));
    assert.equal(promote("compare", a, b).dtype, "bool");
    for (const operation of ["add", "subtract", "multiply", "divide"] as const) {
      if (isFloat(a) || isFloat(b)) assert.equal(promote(operation, a, b).dtype, promote(operation, b, a).dtype);
    }
  } // biome-ignore format: pairs
});

test("a dtype for both: every value of each, or none", () => {
  assert.equal(commonDtype("uint8", "int8"), "int16");
  assert.equal(commonDtype("uint32", "int32"), "int64");
  assert.equal(commonDtype("uint64", "int64"), undefined);
  assert.equal(commonDtype("uint8", "bool"), "uint8");
  assert.equal(commonDtype("bool", "bool"), "bool");
  assert.equal(commonDtype("uint16", "float32"), "float32");
  assert.equal(commonDtype("uint32", "float32"), "float64");
  assert.equal(commonDtype("int64", "float64"), undefined);
  assert.equal(smallestInteger(0n, 2n ** 64n), undefined);
  assert.equal(smallestInteger(-1n, 128n), "int16");
});
