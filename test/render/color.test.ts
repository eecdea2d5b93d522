import assert from "node:assert/strict";
import { test } from "node:test";
import { isVoxmillError } from "#dist/errors.js";
import { fromHex, fromOklch, mix, type Rgb, toHex, toOklab } from "#dist/render/color.js";
import { type ColormapName, colormap, colormapNames, nanColor } from "#dist/render/colormap.js";
import { categoricalColor, categoricalPalette, labelColor } from "#dist/render/label-colors.js";

/** Euclidean distance in Oklab; a just noticeable difference is about 0.02. */
function difference(a: Rgb, b: Rgb): number {
  const [x, y] = [toOklab(a), toOklab(b)];
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

function entry(name: ColormapName, step: number): Rgb {
  const { table } = colormap(name);
  return [table[3 * step] as number, table[3 * step + 1] as number, table[3 * step + 2] as number];
}

test("hexadecimal colours survive the round trip", () => {
  assert.equal(toHex([0, 171, 255]), "#00abff");
  assert.deepEqual(fromHex("#00abff"), [0, 171, 255]);
  assert.deepEqual(mix([0, 0, 0], [255, 100, 51], 0.5), [128, 50, 26]);
});

test("Oklab of the sRGB primaries is as published", () => {
  const near = (actual: readonly number[], expected: readonly number[]): void => {
    for (const [i, value] of actual.entries()) assert.ok(Math.abs(value - (expected[i] as number)) < 5e-4, `${actual} is not ${expected}`);
  };
  near(toOklab([255, 255, 255]), [1, 0, 0]);
  near(toOklab([255, 0, 0]), [0.628, 0.2249, 0.1258]);
  near(toOklab([0, 0, 255]), [0.452, -0.0325, -0.3115]);
});

test("a colour from lightness, chroma and hue has that lightness, and lies in sRGB", () => {
  for (let hue = 0; hue < 1; hue += 0.05) {
    const [lightness, a, b] = toOklab(fromOklch(0.7, 0.08, hue));
    assert.ok(Math.abs(lightness - 0.7) < 0.01);
    assert.ok(Math.abs(Math.hypot(a, b) - 0.08) < 0.01, "0.08 of chroma fits at lightness 0.7 for every hue");
    // A chroma that no sRGB colour has gives way, lightness stays.
    assert.ok(Math.abs(toOklab(fromOklch(0.7, 0.5, hue))[0] - 0.7) < 0.02);
  }
});

test("colormaps agree with matplotlib's", () => {
  const published: readonly (readonly [ColormapName, number, string])[] = [
    ["gray", 0, "#000000"],
    ["gray", 77, "#4d4d4d"],
    ["viridis", 0, "#440154"],
    ["viridis", 128, "#21918c"],
    ["viridis", 255, "#fde725"],
    ["magma", 128, "#b73779"],
    ["magma", 255, "#fcfdbf"],
    ["inferno", 128, "#bc3754"],
    ["inferno", 64, "#57106e"],
  ];
  for (const [name, step, hex] of published) {
    const expected = fromHex(hex);
    for (const [i, channel] of entry(name, step).entries()) assert.ok(Math.abs(channel - (expected[i] as number)) <= 1, `${name}[${step}]`);
  }
});

test("every colormap gets lighter at every fourth step, and none comes near the colour of NaN", () => {
  for (const name of colormapNames) {
    for (let step = 4; step < 256; step++) {
      assert.ok(toOklab(entry(name, step))[0] > toOklab(entry(name, step - 4))[0], `${name} at ${step}`);
      assert.ok(difference(entry(name, step), nanColor) > 0.1, `${name} at ${step}`);
    }
  }
});

test("an unknown colormap is refused with the names there are", () => {
  assert.throws(
    () => colormap("jet" as ColormapName),
    (error) => isVoxmillError(error, "GeometryError") && /gray, viridis, magma, inferno.*"jet"/.test(error.message),
  );
});

test("labels that follow each other look different, and the first 32 are all told apart", () => {
  for (let label = 1; label < 3000; label++) assert.ok(difference(labelColor(label), labelColor(label + 1)) > 0.09, `${label}`);
  for (let a = 1; a <= 32; a++) {
    for (let b = a + 1; b <= 32; b++) assert.ok(difference(labelColor(a), labelColor(b)) > 0.025, `${a} and ${b}`);
  }
});

test("a label has one colour, whatever type it is stored in", () => {
  for (const label of [1, 2, 71, 65_537, 2 ** 32 - 1]) assert.deepEqual(labelColor(BigInt(label)), labelColor(label));
  assert.notDeepEqual(labelColor(1n << 40n), labelColor(1n << 41n));
  assert.notDeepEqual(labelColor((1n << 40n) + 1n), labelColor(1n));
});

test("categories take the palette in turn", () => {
  assert.equal(categoricalPalette.length, 8);
  assert.deepEqual(categoricalColor(0), [0, 114, 178]);
  assert.deepEqual(categoricalColor(11), categoricalColor(3));
});
