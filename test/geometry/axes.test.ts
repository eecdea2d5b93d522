import assert from "node:assert/strict";
import { test } from "node:test";
import { isVoxmillError } from "#dist/errors.js";
import { axisIndex, checkAxes, defaultAxes, perAxis } from "#dist/geometry/axes.js";

const says = (part: RegExp) => (error: unknown) => isVoxmillError(error, "GeometryError") && part.test(error.message);
const zyx = ["z", "y", "x"];

test("the usual names, slowest first", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5].map((n) => defaultAxes(n).join("")), ["", "x", "yx", "zyx", "tzyx", "tczyx"]); // biome-ignore format: a row
  assert.throws(() => defaultAxes(6), says(/names for the 6 axes.*Pass them/));
});

test("names are as many as axes, not empty and all different", () => {
  checkAxes(zyx, 3);
  assert.throws(() => checkAxes(zyx, 2), says(/2 axis names, found 3: \[z, y, x\]/));
  assert.throws(() => checkAxes(["x", "x"], 2), says(/all differ, found \[x, x\]/));
  assert.throws(() => checkAxes(["", "x"], 2), says(/all differ/));
  assert.equal(axisIndex(zyx, "y"), 1);
  assert.throws(() => axisIndex(zyx, "t"), says(/one of the axes z, y, x, found "t"/));
});

test("one number, a list or a record become one value per axis", () => {
  assert.deepEqual(perAxis(2, zyx, "sigma"), [2, 2, 2]);
  assert.deepEqual(perAxis([1, 2, 3], zyx, "sigma"), [1, 2, 3]);
  assert.deepEqual(perAxis({ x: 3, z: 1, y: 2 }, zyx, "sigma"), [1, 2, 3]);
  assert.deepEqual(perAxis({ z: 1 }, zyx, "sigma", 0), [1, 0, 0]);
  assert.deepEqual(perAxis<number | string>({ z: "12 um", y: 1, x: 1 }, zyx, "sigma"), ["12 um", 1, 1]);
  assert.deepEqual(perAxis("12 um", ["y", "x"], "sigma"), ["12 um", "12 um"]);
  assert.deepEqual(perAxis(5, [], "sigma"), []);
});

test("axes that are missing, unknown or too many are named", () => {
  assert.throws(() => perAxis({ z: 1, x: 1 }, zyx, "sigma"), says(/sigma for every axis \(z, y, x\), found none for y/));
  assert.throws(() => perAxis({ z: 1, y: 1, x: 1, t: 1 }, zyx, "sigma"), says(/sigma by the axes z, y, x, found an axis "t"/));
  assert.throws(() => perAxis({ t: 1 }, zyx, "sigma", 0), says(/found an axis "t"/), "a default does not excuse a wrong name");
  assert.throws(() => perAxis([1, 2], zyx, "sigma"), says(/sigma for the 3 axes z, y, x, found 2: \[1, 2\]/));
  assert.throws(() => perAxis({ z: 1, y: Number.NaN, x: 1 }, zyx, "sigma"), says(/sigma along y, found NaN/));
  assert.throws(() => perAxis({}, ["toString"], "sigma"), says(/found none for toString/), "inherited properties are not values");
});
