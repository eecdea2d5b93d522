import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { convertUnit, dimensionOf, parseLength, parseQuantity, unitName, units } from "#dist/geometry/unit.js";

test("every unit of OME-NGFF 0.5 is known by its name", () => {
  const length =
    "angstrom attometer centimeter decimeter exameter femtometer foot gigameter hectometer inch kilometer megameter meter micrometer mile millimeter nanometer parsec petameter picometer terameter yard yoctometer yottameter zeptometer zettameter";
  const time =
    "attosecond centisecond day decisecond exasecond femtosecond gigasecond hectosecond hour kilosecond megasecond microsecond millisecond minute nanosecond petasecond picosecond second terasecond yoctosecond yottasecond zeptosecond zettasecond";
  for (const name of length.split(" ")) assert.equal(dimensionOf(name), "length", name);
  for (const name of time.split(" ")) assert.equal(dimensionOf(name), "time", name);
  assert.deepEqual([...units].sort(), `${length} ${time}`.split(" ").sort());
});

test("the spellings that files use", () => {
  const spellings = {
    micrometer: ["um", "µm", "\u03bcm", "micron", "Microns", "micrometre", "Micrometers"],
    nanometer: ["nm", "nanometers"],
    millimeter: ["mm"],
    megameter: ["Mm"],
    angstrom: ["A", "Å", "\u212b", "Angstroms"],
    inch: ["in", "inch", "inches"],
    second: ["s", "sec"],
    millisecond: ["ms"],
    microsecond: ["us", "µs"],
    minute: ["min"],
  };
  for (const [name, forms] of Object.entries(spellings)) for (const form of forms) assert.equal(unitName(form), name, form);
  for (const none of ["", "pixel", "MM", "furlong", "degree"]) assert.equal(unitName(none), undefined, none);
});

test("no two units share a spelling: every name stays itself", () => {
  for (const name of units) {
    assert.equal(unitName(name), name);
    assert.equal(unitName(`${name}s`), name);
  }
});

test("conversion is exact where decimals are", () => {
  assert.equal(convertUnit({ value: 1400, unit: "nanometer" }, "micrometer"), 1.4);
  assert.equal(convertUnit({ value: 1.4, unit: "um" }, "nm"), 1400);
  assert.equal(convertUnit({ value: 9.8, unit: "nm" }, "angstrom"), 98);
  assert.equal(convertUnit({ value: 1, unit: "inch" }, "mm"), 25.4);
  assert.equal(convertUnit({ value: 1, unit: "mile" }, "foot"), 5280);
  assert.equal(convertUnit({ value: 2, unit: "h" }, "minute"), 120);
  assert.equal(convertUnit({ value: 1, unit: "ym" }, "Ym"), 1e-48);
  assert.throws(() => convertUnit({ value: 1, unit: "s" }, "um"), /that "um" can measure, found 1 "s"/);
  assert.throws(() => convertUnit({ value: 1, unit: "um" }, "pixel"), /"pixel"/);
});

test("a quantity keeps its value through any unit of its dimension", () => {
  const lengths = units.filter((name) => dimensionOf(name) === "length");
  fc.assert(
    fc.property(
      fc.constantFrom(...lengths),
      fc.constantFrom(...lengths),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      (from, to, value) => {
        const back = convertUnit({ value: convertUnit({ value, unit: from }, to), unit: to }, from);
        assert.ok(Math.abs(back - value) <= 8 * Number.EPSILON * value, `${value} ${from} -> ${to} -> ${back}`);
      },
    ),
  );
});

test("text with a number and a unit", () => {
  assert.deepEqual(parseLength("12 um"), { value: 12, unit: "micrometer" });
  assert.deepEqual(parseLength("9.8nm"), { value: 9.8, unit: "nanometer" });
  assert.deepEqual(parseLength(" -1e-3 mm "), { value: -1e-3, unit: "millimeter" });
  assert.deepEqual(parseLength(".5 Å"), { value: 0.5, unit: "angstrom" });
  assert.deepEqual(parseQuantity("0.5 s"), { value: 0.5, unit: "second" });
  for (const bad of ["12", "um", "12 parrots", "1,5 um", "12 um um", "", "1e999 m", "0x10 m"]) {
    assert.throws(() => parseLength(bad), new RegExp(`found "${bad}"`), bad);
  }
  assert.throws(() => parseLength("12 s"), /a length such as "12 um", found a time: "12 s"/);
});
