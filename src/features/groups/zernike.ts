import type { Plane } from "../plane.ts";
import type { Variant } from "../variant.ts";

const ORDER = 15;
/** R(n, m) is r^m times a polynomial in r^2 of degree (n - m) / 2, at most 7. */
const TERMS = 8;

/** (n, m) in the order of the features: n ascending, then m of the same parity ascending. */
const indices: readonly (readonly [number, number])[] = Array.from({ length: ORDER + 1 }, (_, n) =>
  Array.from({ length: (n >> 1) + 1 }, (_, i) => [n, (n % 2) + 2 * i] as const),
).flat();

/** Radial polynomials R(n, m) at r, by Kintner's recurrence in m (1976), for m = n, n - 2, ... */
function radialPolynomials(n: number, r: number): ReadonlyMap<number, number> {
  const values = new Map<number, number>([[n, r ** n]]);
  if (n >= 2) values.set(n - 2, n * r ** n - (n - 1) * r ** (n - 2));
  for (let m = n - 4; m >= 0; m -= 2) {
    const h3 = (-4 * (m + 2) * (m + 1)) / ((n + m + 2) * (n - m));
    const h2 = (h3 * (n + m + 4) * (n - m - 2)) / (4 * (m + 3)) + (m + 2);
    const h1 = ((m + 4) * (m + 3)) / 2 - (m + 4) * h2 + (h3 * (n + m + 6) * (n - m - 4)) / 8;
    values.set(m, h1 * (values.get(m + 4) as number) + (h2 + h3 / (r * r)) * (values.get(m + 2) as number));
  }
  return values;
}

/**
 * R(n, m) / r^m in Chebyshev polynomials T_k(2 r^2 - 1), interpolated at their nodes. In this basis no sum loses digits, and per pixel there
 * is one product for each pair of m and k.
 */
const expansions: readonly Float64Array[] = indices.map(([n, m]) => {
  const expansion = new Float64Array(TERMS);
  for (let j = 0; j < TERMS; j++) {
    const angle = (Math.PI * (j + 0.5)) / TERMS;
    const r = Math.sqrt((1 + Math.cos(angle)) / 2);
    const value = (radialPolynomials(n, r).get(m) as number) / r ** m;
    for (let k = 0; k < TERMS; k++) expansion[k] = (expansion[k] as number) + ((k === 0 ? 1 : 2) / TERMS) * value * Math.cos(k * angle);
  }
  return expansion;
});

/**
 * Magnitudes of the Zernike moments up to order 15 about the centre of mass.
 *
 * As in the reference the unit disc has the whole shorter side as its radius, and the angular factor is exp(-i (m + 1) theta), one order
 * higher than Zernike's: published classifiers were trained with these numbers.
 */
export function zernike(image: Plane, variant: Variant): Float64Array {
  const { re, im } = sums(image, variant);
  return Float64Array.from(indices, ([n, m], i) => {
    let [a, b] = [0, 0];
    for (let k = 0; k < TERMS; k++) {
      const weight = (expansions[i] as Float64Array)[k] as number;
      a += weight * (re[m * TERMS + k] as number);
      b += weight * (im[m * TERMS + k] as number);
    }
    return ((n + 1) / Math.PI) * Math.hypot(a, b);
  });
}

/** Sums over the disc of value r^m T_k(2 r^2 - 1) exp(i (m + extra) theta), values as shares of their total, for every m and the k that it needs. */
function sums({ width, height, data }: Plane, variant: Variant): { readonly re: Float64Array; readonly im: Float64Array } {
  const extra = variant === "reference" ? 1 : 0;
  const radius = Math.min(width, height) / (2 - extra);
  const [mass, cx, cy] = centre(width, height, data);
  const re = new Float64Array((ORDER + 1) * TERMS);
  const im = new Float64Array((ORDER + 1) * TERMS);
  const terms = new Float64Array(TERMS);
  terms[0] = 1;
  for (let y = 0; y < height; y++) {
    const yn = (y + 1 - cy) / radius;
    for (let x = 0; x < width; x++) {
      const xn = (x + 1 - cx) / radius;
      const r2 = xn * xn + yn * yn;
      const r = Math.sqrt(r2);
      if (r < 2.22e-16 || r > 1) continue;
      const u = 2 * r2 - 1;
      terms[1] = u;
      for (let k = 2; k < TERMS; k++) terms[k] = 2 * u * (terms[k - 1] as number) - (terms[k - 2] as number);
      const value = (data[y * width + x] as number) / mass;
      // value r^m exp(i (m + extra) theta): from m to m + 1 it is multiplied by x + i y.
      let [a, b] = extra === 1 ? [(value * xn) / r, (value * yn) / r] : [value, 0];
      for (let m = 0; m <= ORDER; m++) {
        const at = m * TERMS;
        for (let k = 0, last = (ORDER - m) >> 1; k <= last; k++) {
          const t = terms[k] as number;
          re[at + k] = (re[at + k] as number) + a * t;
          im[at + k] = (im[at + k] as number) + b * t;
        }
        const next = a * xn - b * yn;
        b = b * xn + a * yn;
        a = next;
      }
    }
  }
  return { re, im };
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
