import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { applyTransforms, plane } from "#dist/features/index.js";
import { hessenbergEigenvalues } from "#dist/features/statistics/hessenberg.js";
import { secondEigenvalue } from "#dist/features/statistics/second-eigenvalue.js";
import { sorted } from "#dist/features/statistics/sort.js";
import { fft } from "#dist/features/transforms/fft.js";
import { Random } from "#dist/random/index.js";

const random = new Random(3);
const noise = (n: number): Float64Array => Float64Array.from({ length: n }, () => random.uniform() - 0.5);

describe("the Fourier transform", () => {
  it("is the sum that defines it, for every length to 100, for primes and for powers", () => {
    for (const n of [...Array.from({ length: 100 }, (_, i) => i + 1), 128, 163, 211, 243, 256, 1021]) {
      const [re, im] = [noise(n), noise(n)];
      const [fr, fi] = [re.slice(), im.slice()];
      fft(n).forward(fr, fi);
      for (const k of new Set([0, 1 % n, n >> 1, n - 1, ((7 * n) % 13) % n])) {
        let [a, b] = [0, 0];
        for (let j = 0; j < n; j++) {
          const angle = (-2 * Math.PI * ((j * k) % n)) / n;
          a += (re[j] as number) * Math.cos(angle) - (im[j] as number) * Math.sin(angle);
          b += (re[j] as number) * Math.sin(angle) + (im[j] as number) * Math.cos(angle);
        }
        assert.ok(Math.hypot(a - (fr[k] as number), b - (fi[k] as number)) < 1e-13 * n, `length ${n}, element ${k}`);
      }
    }
  });
  it("keeps the energy of a picture, and its total at the first pixel", () => {
    for (const [width, height] of [
      [31, 17],
      [16, 9],
      [1, 8],
      [7, 1],
    ] as const) {
      const image = plane(width, height, noise(width * height));
      const { data } = applyTransforms(image, ["Fourier"]);
      const energy = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0);
      assert.ok(Math.abs(energy(data) / data.length - energy(image.data)) < 1e-12 * data.length);
      assert.ok(Math.abs((data[0] as number) - Math.abs(image.data.reduce((a, b) => a + b))) < 1e-12);
    }
  });
});

describe("other transforms", () => {
  it("the wavelet keeps the energy: the filters are orthonormal", () => {
    const image = plane(23, 30, noise(690));
    const wavelet = applyTransforms(image, ["Wavelet"]);
    assert.deepEqual([wavelet.width, wavelet.height], [32, 38]);
    const energy = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0);
    assert.ok(Math.abs(energy(wavelet.data) - energy(image.data)) < 1e-9);
  });
  it("the edge picture is the largest difference to a neighbour", () => {
    assert.deepEqual(
      [...applyTransforms(plane(4, 3, [0, 5, 5, 9, 1, 1, 8, 8, 2, 2, 2, 2]), ["Edge"]).data],
      [0, 5, 4, 0, 1, 7, 7, 6, 0, 0, 0, 0],
    );
  });
  it("the Chebyshev picture is the sum that defines it", () => {
    const [width, height] = [9, 6];
    const image = plane(width, height, noise(width * height));
    const { data } = applyTransforms(image, ["Chebyshev"]);
    const term = (j: number, a: number, n: number): number => ((j === 0 ? 1 : 2) / n / 2) * Math.cos(j * Math.acos((2 * (a + 1)) / n - 1));
    for (let j = 0; j < 6; j++)
      for (let k = 0; k < 6; k++) {
        let sum = 0;
        for (let y = 0; y < height; y++)
          for (let x = 0; x < width; x++) sum += (image.data[y * width + x] as number) * term(j, x, width) * term(k, y, height);
        assert.ok(Math.abs(sum - (data[j * 6 + k] as number)) < 1e-14);
      }
  });
});

describe("statistics", () => {
  it("sorted is the order of numbers, NaN last", () => {
    const values = Float64Array.from({ length: 5000 }, (_, i) =>
      i % 50 === 0
        ? ([Number.NaN, Infinity, -Infinity, -0, 0, 5e-324][(i / 50) % 6] as number)
        : (random.uniform() - 0.5) * 10 ** random.integer(-9, 9),
    );
    assert.deepEqual(sorted(values), values.slice().sort());
    assert.deepEqual(sorted(new Float64Array(2000).fill(7)), new Float64Array(2000).fill(7));
  });
  it("eigenvalues of a Hessenberg matrix add up to its trace, and are those of a known one", () => {
    // The companion matrix of (x - 1)(x - 2)(x - 3)(x - 4).
    const companion = Float64Array.of(10, -35, 50, -24, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0);
    const roots = [...hessenbergEigenvalues(4, companion)].sort();
    for (const [i, root] of roots.entries()) assert.ok(Math.abs(root - (i + 1)) < 1e-10);
    for (const n of [1, 2, 3, 10, 41]) {
      const h = noise(n * n);
      for (let i = 2; i < n; i++) for (let j = 0; j < i - 1; j++) h[i * n + j] = 0;
      const trace = Array.from({ length: n }, (_, i) => h[i * n + i] as number).reduce((a, b) => a + b);
      const sum = hessenbergEigenvalues(n, h).reduce((a, b) => a + b);
      assert.ok(Math.abs(sum - trace) < 1e-10 * n, `size ${n}`);
    }
  });
  it("the second eigenvalue of a product is found for any size", () => {
    for (const n of [2, 3, 5, 20, 60]) {
      // a = V diag(d) V^-1 and b = 1, with V a random rotation made of reflections.
      const d = Array.from({ length: n }, (_, i) => 1 / (1 + i) ** 0.5);
      const v = noise(n);
      const square = v.reduce((sum, x) => sum + x * x, 0);
      const q = (i: number, j: number): number => (i === j ? 1 : 0) - (2 * (v[i] as number) * (v[j] as number)) / square;
      const a = new Float64Array(n * n);
      const b = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        b[i * n + i] = 1;
        for (let j = 0; j < n; j++)
          for (let k = 0; k < n; k++) a[i * n + j] = (a[i * n + j] as number) + q(i, k) * (d[k] as number) * q(j, k);
      }
      assert.ok(Math.abs(secondEigenvalue(n, a, b) - Math.SQRT1_2) < 1e-9, `size ${n}`);
    }
  });
});
