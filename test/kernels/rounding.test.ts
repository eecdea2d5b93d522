import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decodeNumber, encodeNumber } from "#dist/kernels/json-number.js";
import { exactSums, roundRatio, roundRoot, roundScaled, unitExponent } from "#dist/kernels/reductions/index.js";

const double = fc.double({ noNaN: true, noDefaultInfinity: true });

describe("rounding of exact integers", () => {
  it("gives back every float64, also the smallest, whatever the unit", () => {
    fc.assert(
      fc.property(double, fc.integer({ min: 0, max: 80 }), (value, extra) => {
        const { sum } = exactSums("float64", [value]);
        const found = roundScaled(sum << BigInt(extra), unitExponent("float64") - extra);
        assert.ok(found === value, `${found} is not ${value}`);
      }),
    );
  });

  it("rounds half to even, in the normal and the subnormal range, and overflows to infinity", () => {
    assert.equal(roundScaled((1n << 53n) + 1n, 0), 2 ** 53);
    assert.equal(roundScaled((1n << 53n) + 3n, 0), 2 ** 53 + 4);
    assert.equal(roundScaled(1n, -1075), 0);
    assert.equal(roundScaled(3n, -1075), 2 ** -1073);
    assert.equal(roundScaled((1n << 60n) + 1n, -1135), 2 ** -1074);
    assert.equal(roundScaled((1n << 54n) - 1n, 970), Number.POSITIVE_INFINITY);
    assert.equal(roundScaled((1n << 53n) - 1n, 971), Number.MAX_VALUE);
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 200n), max: 1n << 200n }), (n) => assert.equal(roundScaled(n, 0), n === 0n ? 0 : Number(n))),
    );
  });

  it("divides and takes roots as IEEE 754 does where operands are exact", () => {
    const whole = fc.bigInt({ min: 0n, max: (1n << 53n) - 1n });
    fc.assert(
      fc.property(whole, whole, (n, d) => {
        assert.equal(roundRatio(n, d + 1n, 0), Number(n) / Number(d + 1n));
        assert.equal(roundRoot(n, 1n, 0), Math.sqrt(Number(n)));
        assert.equal(roundRoot(n * n, (d + 1n) * (d + 1n), 0), Number(n) / Number(d + 1n));
      }),
    );
  });

  it("adds floats without error", () => {
    assert.equal(roundScaled(exactSums("float64", [1e300, 1, -1e300]).sum, unitExponent("float64")), 1);
    const tenth = Math.fround(0.1);
    assert.equal(roundScaled(exactSums("float32", new Array(1000).fill(tenth)).sum, unitExponent("float32")), tenth * 1000);
  });
});

describe("numbers in JSON", () => {
  it("come back as they were", () => {
    const any = fc.oneof(fc.double(), fc.bigInt({ min: -(1n << 64n), max: 1n << 64n }), fc.integer());
    fc.assert(
      fc.property(any, (value) => {
        const back = decodeNumber(JSON.parse(JSON.stringify(encodeNumber(value))));
        if (typeof back === typeof value) assert.ok(Object.is(back, value));
        else assert.ok(Number.isSafeInteger(Number(value)) && BigInt(back) === BigInt(value));
      }),
    );
    for (const wrong of ["", "1.5", "nan", null, {}, "0x1"]) assert.throws(() => decodeNumber(wrong), { name: "GeometryError" });
  });
});
