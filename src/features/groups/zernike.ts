import type { Plane } from "../plane.ts";

const ORDER = 15;

/** (n, m) in the order of the features: n ascending, then m of the same parity ascending. */
const indices: readonly (readonly [number, number])[] = Array.from({ length: ORDER + 1 }, (_, n) =>
  Array.from({ length: (n >> 1) + 1 }, (_, i) => [n, (n % 2) + 2 * i] as const),
).flat();

/** Kintner's recurrence of the radial polynomials in m: R(n, m) = (H2 + H3 / r^2) R(n, m + 2) + H1 R(n, m + 4). */
function recurrence(n: number, m: number): readonly [number, number, number] {
  const h3 = (-4 * (m + 2) * (m + 1)) / ((n + m + 2) * (n - m));
  const h2 = (h3 * (n + m + 4) * (n - m - 2)) / (4 * (m + 3)) + (m + 2);
  const h1 = ((m + 4) * (m + 3)) / 2 - (m + 4) * h2 + (h3 * (n + m + 6) * (n - m - 4)) / 8;
  return [h1, h2, h3];
}
const steps = indices.map(([n, m]) => (n - m >= 4 ? recurrence(n, m) : undefined));

/** Where (n, m) lies among the features. */
const indexOf = (n: number, m: number): number => indices.findIndex(([a, b]) => a === n && b === m);

/**
 * Magnitudes of the Zernike moments up to order 15 about the centre of mass.
 *
 * As in the reference the unit disc has the whole shorter side as its radius, and the angular factor is exp(-i (m + 1) theta), one order
 * higher than Zernike's: published classifiers were trained with these numbers.
 */
export function zernike({ width, height, data }: Plane): Float64Array {
  const radius = Math.min(width, height);
  const [mass, cx, cy] = centre(width, height, data);
  const re = new Float64Array(indices.length);
  const im = new Float64Array(indices.length);
  const radial = new Float64Array(indices.length);
  const cos = new Float64Array(ORDER + 2);
  const sin = new Float64Array(ORDER + 2);
  const power = new Float64Array(ORDER + 1);
  const two = indices.map(([n, m]) => indexOf(n, m + 2));
  const four = indices.map(([n, m]) => indexOf(n, m + 4));
  for (let y = 0; y < height; y++) {
    const yn = (y + 1 - cy) / radius;
    for (let x = 0; x < width; x++) {
      const xn = (x + 1 - cx) / radius;
      const r2 = xn * xn + yn * yn;
      const r = Math.sqrt(r2);
      if (r < 2.22e-16 || r > 1) continue;
      const value = (data[y * width + x] as number) / mass;
      turns(xn / r, yn / r, cos, sin);
      power[0] = 1;
      for (let n = 1; n <= ORDER; n++) power[n] = (power[n - 1] as number) * r;
      for (let i = indices.length - 1; i >= 0; i--) {
        const [n, m] = indices[i] as readonly [number, number];
        const step = steps[i];
        let polynomial: number;
        if (m === n) polynomial = power[n] as number;
        else if (step === undefined) polynomial = n * (power[n] as number) - (n - 1) * (power[n - 2] as number);
        else polynomial = step[0] * (radial[four[i] as number] as number) + (step[1] + step[2] / r2) * (radial[two[i] as number] as number);
        radial[i] = polynomial;
        re[i] = (re[i] as number) + value * polynomial * (cos[m + 1] as number);
        im[i] = (im[i] as number) + value * polynomial * (sin[m + 1] as number);
      }
    }
  }
  return Float64Array.from(indices, ([n], i) => ((n + 1) / Math.PI) * Math.hypot(re[i] as number, im[i] as number));
}

/** Total and centre of mass, the first pixel at (1, 1). */
function centre(width: number, height: number, data: Float64Array): readonly [number, number, number] {
  let mass = 0;
  let mx = 0;
  let my = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = data[y * width + x] as number;
      mass += value;
      mx += (x + 1) * value;
      my += (y + 1) * value;
    }
  }
  return [mass, mx / mass, my / mass];
}

/** Cosines and sines of the multiples of an angle. */
function turns(c: number, s: number, cos: Float64Array, sin: Float64Array): void {
  cos[0] = 1;
  sin[0] = 0;
  for (let m = 1; m < cos.length; m++) {
    const [a, b] = [cos[m - 1] as number, sin[m - 1] as number];
    cos[m] = a * c - b * s;
    sin[m] = b * c + a * s;
  }
}
