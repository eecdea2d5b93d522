import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type FeatureSet, featureNames, type Plane, plane, type Variant, wndcharm } from "#dist/features/index.js";
import { Random } from "#dist/random/index.js";

/** Blobs over noise: nothing is symmetric. */
function picture(width: number, height: number, seed = 1): Plane {
  const random = new Random(seed);
  const noise = Array.from({ length: width * height }, () => random.integer(0, 20));
  return plane(
    width,
    height,
    noise.map((value, i) => {
      const [x, y] = [i % width, Math.floor(i / width)];
      return value + Math.round(120 * Math.exp(-((x - width / 3) ** 2 + (y - height / 2.3) ** 2) / (width * 2)) + 0.3 * x);
    }),
  );
}
const turned = ({ width, height, data }: Plane): Plane => plane(width, height, data.slice().reverse());

/** Values of the groups whose names match. */
function features(image: Plane, match: RegExp, set: FeatureSet = "long", variant?: Variant): number[] {
  const values = wndcharm(image, { set, variant });
  return featureNames(set).flatMap((name, i) => (match.test(name) ? [values[i] as number] : []));
}
function close(found: readonly number[], expected: readonly number[], tolerance: number): void {
  assert.equal(found.length, expected.length);
  assert.ok(found.length > 0);
  for (const [i, value] of found.entries())
    assert.ok(
      Math.abs(value - (expected[i] as number)) <= tolerance * (1 + Math.abs(expected[i] as number)),
      `${i}: ${value} for ${expected[i]}`,
    );
}

describe("features", () => {
  it("have the numbers and the order of the sets", () => {
    assert.equal(featureNames("short").length, 1059);
    assert.equal(featureNames("long").length, 2919);
    assert.equal(new Set(featureNames("long")).size, 2919);
    const long = new Set(featureNames("long"));
    assert.ok(featureNames("short").every((name) => long.has(name)));
    assert.equal(featureNames("long")[131], "Chebyshev-Fourier Coefficients () [28]");
  });
  it("are the same again, and for the same pixels of another type", () => {
    const image = picture(40, 33);
    const again = plane(40, 33, Uint16Array.from(image.data));
    assert.deepEqual(wndcharm(image, { set: "long" }), wndcharm(again, { set: "long" }));
  });
  it("of an image turned by half a turn are those of the image, where they should be", () => {
    const image = picture(48, 48);
    close(
      features(turned(image), /^(Pixel.*|Gini.*|Multiscale Histograms) \(\) /),
      features(image, /^(Pixel.*|Gini.*|Multiscale Histograms) \(\) /),
      1e-9,
    );
    close(features(turned(image), /^Zernike Coefficients \(\)/), features(image, /^Zernike Coefficients \(\)/), 1e-9);
    close(features(turned(image), /^Fractal Features \(\)/), features(image, /^Fractal Features \(\)/), 1e-12);
  });
  it("of a brighter image are those of the image, where they should be", () => {
    const image = picture(48, 40);
    const brighter = plane(
      48,
      40,
      image.data.map((value) => 2 * value),
    );
    for (const match of [/^Multiscale Histograms/, /^Zernike/, /^Gini/, /^Otsu/, /^Radon/, /^Haralick Textures \(\)/])
      close(features(brighter, match), features(image, match), 1e-6);
  });
  it("of flat, two-valued and tiny images are numbers", () => {
    const images = [
      plane(20, 20, new Uint8Array(400)),
      plane(20, 20, new Uint8Array(400).fill(7)),
      plane(
        16,
        12,
        Uint8Array.from({ length: 192 }, (_, i) => (i % 3 === 0 ? 255 : 0)),
      ),
      picture(8, 6),
      picture(3, 3),
      picture(3, 17),
    ];
    for (const image of images)
      for (const variant of ["reference", "corrected"] as const)
        assert.ok(wndcharm(image, { set: "long", variant }).every(Number.isFinite), `${image.width} x ${image.height} ${variant}`);
  });
  it("refuse planes that have none", () => {
    assert.throws(() => wndcharm(plane(2, 9, new Uint8Array(18)), { set: "short" }), {
      name: "GeometryError",
      message: /at least 3 x 3 pixels, found 2 x 9/,
    });
    const holed = Float64Array.from({ length: 30 }, (_, i) => (i === 17 ? Number.NaN : i));
    assert.throws(() => wndcharm(plane(5, 6, holed), { set: "short" }), {
      name: "GeometryError",
      message: /found NaN at column 2 of row 3/,
    });
    assert.throws(() => plane(5, 5, [1, 2, 3]), { name: "GeometryError", message: /found 3 for 5 x 5/ });
  });
});

describe("corrected features", () => {
  it("do not change when the image is turned or lies elsewhere", () => {
    const disc = (cx: number, cy: number): Plane =>
      plane(
        64,
        64,
        Array.from({ length: 4096 }, (_, i) => (((i % 64) - cx) ** 2 + (Math.floor(i / 64) - cy) ** 2 <= 81 ? 200 : 0)),
      );
    const moments = features(disc(20.5, 22.5), /^Zernike Coefficients \(\)/, "long", "corrected");
    close(features(disc(40.5, 30.5), /^Zernike Coefficients \(\)/, "long", "corrected"), moments, 1e-9);
    // A disc has no order around its centre.
    const orders = Array.from({ length: 16 }, (_, n) => Array.from({ length: (n >> 1) + 1 }, (_, i) => (n % 2) + 2 * i)).flat();
    for (const [i, m] of orders.entries()) if (m % 4 !== 0) assert.ok((moments[i] as number) < 1e-10, `order ${m}`);
    assert.ok(Math.abs((moments[0] as number) - 1 / Math.PI) < 1e-12);
  });
  it("have the Euler number of the objects", () => {
    const data = new Uint8Array(900);
    const draw = (x0: number, y0: number, size: number, hole: number): void => {
      for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) data[(y0 + y) * 30 + x0 + x] = 255;
      for (let y = 0; y < hole; y++) for (let x = 0; x < hole; x++) data[(y0 + 2 + y) * 30 + x0 + 2 + x] = 0;
    };
    draw(2, 2, 8, 3);
    draw(15, 15, 6, 0);
    draw(20, 2, 6, 0);
    data[29 * 30 + 29] = 255;
    const euler = features(plane(30, 30, data), /^Otsu Object Features \(\) \[33\]/, "long", "corrected");
    assert.deepEqual(euler, [3]);
  });
});
