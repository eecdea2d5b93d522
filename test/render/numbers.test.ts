import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isVoxmillError } from "#dist/errors.js";
import { binValues } from "#dist/render/bin-values.js";
import { niceAtMost, niceTicks } from "#dist/render/nice-numbers.js";
import { formatBytes, formatDuration, formatInteger, formatNumber, formatShape, formatShort } from "#dist/render/number-text.js";
import { scaleBar } from "#dist/render/scale-bar.js";
import { lengthText, unitSymbol } from "#dist/render/unit-text.js";

test("numbers have few digits and grouped thousands", () => {
  const cases: readonly (readonly [number | bigint, string])[] = [
    [0, "0"],
    [16_777_216, "16,777,216"],
    [-1234, "-1,234"],
    [2n ** 64n - 1n, "18,446,744,073,709,551,615"],
    [Math.PI, "3.142"],
    [-0.5, "-0.5"],
    [1234.56, "1,235"],
    [999.96, "1,000"],
    [0.00012346, "0.0001235"],
    [1.5e-7, "1.5e-7"],
    [1.25e20, "1.25e20"],
    [Number.NaN, "NaN"],
    [-Infinity, "-∞"],
  ];
  for (const [value, text] of cases) assert.equal(formatNumber(value), text);
  assert.equal(formatInteger(-1_000_000), "-1,000,000");
  assert.equal(formatShape([512, 2048]), "512 × 2,048");
  assert.deepEqual([950, 12_000, 1.5e6, 2e9].map(formatShort), ["950", "12k", "1.5M", "2G"]);
});

test("bytes and durations take the unit that suits them", () => {
  assert.deepEqual([0, 999, 1000, 16_777_216, 999_700, 5e12].map(formatBytes), ["0 B", "999 B", "1 kB", "16.8 MB", "1 MB", "5 TB"]);
  assert.deepEqual([0.0004, 0.412, 3.14, 59.96, 125, 3600, 3845].map(formatDuration), [
    "0.4 ms",
    "412 ms",
    "3.1 s",
    "1 min",
    "2 min 5 s",
    "1 h",
    "1 h 4 min",
  ]);
});

test("units are printed as one writes them", () => {
  for (const unit of ["um", "µm", "μm", "micrometer", "micron"]) assert.equal(unitSymbol(unit), "µm");
  assert.deepEqual(["um3", "um^3", "µm³", "mm2", "nanometer", "second", "angstrom", "furlong", "a.u.", ""].map(unitSymbol), [
    "µm³",
    "µm³",
    "µm³",
    "mm²",
    "nm",
    "s",
    "Å",
    "furlong",
    "a.u.",
    "",
  ]);
  assert.deepEqual(
    [lengthText(2, 3, "um"), lengthText(5, -1, "um"), lengthText(1, 0, "mm"), lengthText(5, 2, "nm")],
    ["2 mm", "500 nm", "1 mm", "500 nm"],
  );
  assert.deepEqual([lengthText(1, 5, "km"), lengthText(2, -2, "pm"), lengthText(2, -1, "arcsec")], ["100000 km", "0.02 pm", "0.2 arcsec"]);
});

test("scale bars are 1, 2 or 5 times a power of ten, as long as fits in a quarter", () => {
  assert.deepEqual(scaleBar({ pixelSize: 1.4, unit: "um", width: 512 }), { length: 100, pixels: 100 / 1.4, text: "100 µm" });
  assert.deepEqual(scaleBar({ pixelSize: 0.5, unit: "micrometer", width: 800 }), { length: 100, pixels: 200, text: "100 µm" });
  assert.equal(scaleBar({ pixelSize: 10, unit: "um", width: 1000 }).text, "2 mm");
  assert.deepEqual(scaleBar({ pixelSize: 1, width: 400 }), { length: 100, pixels: 100, text: "100 px" });
  assert.throws(
    () => scaleBar({ pixelSize: 0, width: 100 }),
    (error) => isVoxmillError(error, "GeometryError"),
  );
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), fc.integer({ min: 16, max: 4096 }), (pixelSize, width) => {
      const { length, pixels } = scaleBar({ pixelSize, unit: "um", width });
      assert.match(length.toExponential(), /^[125]e/);
      assert.ok(pixels <= 0.25 * width * (1 + 1e-8) && pixels > 0.1 * width * (1 - 1e-8), "the next longer one would not fit");
    }),
  );
});

test("ticks are round numbers within the range", () => {
  assert.deepEqual(niceTicks(0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(niceTicks(-0.3, 0.3, 3), [-0.2, 0, 0.2]);
  assert.deepEqual(niceTicks(0, 1_234_567, 4), [0, 500_000, 1_000_000]);
  assert.deepEqual(niceTicks(1e-9, 4e-9, 3), [1e-9, 2e-9, 3e-9, 4e-9]);
  assert.deepEqual(niceTicks(7, 7), [7]);
  assert.deepEqual(niceTicks(2, 1), []);
  assert.deepEqual(niceTicks(0, Infinity), []);
  assert.deepEqual(niceTicks(5e-324, 1e-323), []);
  assert.deepEqual(niceTicks(1e17, 1e17 + 64), []);
  for (const limit of [0, -1, 5e-324, Infinity, Number.NaN])
    assert.throws(
      () => niceAtMost(limit),
      (error) => isVoxmillError(error, "GeometryError"),
    );
  assert.equal(niceAtMost(1000).value, 1000);
  assert.equal(niceAtMost(999).value, 500);
  fc.assert(
    fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (lo, span) => {
      const ticks = niceTicks(lo, lo + span, 5);
      assert.ok(ticks.length >= 2 && ticks.length <= 6);
      for (const tick of ticks) assert.ok(tick >= lo - 1e-6 * span && tick <= lo + span * (1 + 1e-6));
    }),
  );
});

test("bins have round edges, cover the values, and hold what their edges say", () => {
  assert.deepEqual(binValues([]), { counts: [0], edges: [0, 1] });
  assert.deepEqual(binValues([3, 3]), { counts: [2], edges: [2.5, 3.5] });
  assert.deepEqual(binValues([0, 5e-324]), { counts: [2], edges: [-0.5, 0.5] });
  assert.deepEqual(binValues([1e9, 1e9 + 1e-6]).counts, [2]);
  const whole = binValues([1, 2, 2, 3, 3, 3]);
  assert.deepEqual(whole, { counts: [1, 5], edges: [1, 2, 3] }, "whole numbers: bins of 1, the last with both ends");
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e4, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 300 }), (values) => {
      const { counts, edges } = binValues(values);
      assert.equal(edges.length, counts.length + 1);
      assert.ok(counts.length <= 66);
      assert.ok(edges.every((edge, i) => i === 0 || edge > (edges[i - 1] as number)));
      const expected = counts.map((_, i) => {
        const [from, to] = [edges[i] as number, edges[i + 1] as number];
        return values.filter((v) => v >= from && (v < to || (i === counts.length - 1 && v === to))).length;
      });
      assert.deepEqual(counts, expected);
      assert.equal(
        counts.reduce((a, b) => a + b, 0),
        values.length,
      );
    }),
  );
});
