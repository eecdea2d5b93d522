import type { Plane } from "../plane.ts";
import { histogram } from "../statistics/histogram.ts";
import { shrink } from "../transforms/shrink.ts";

/** Larger images are made smaller first. */
const LARGEST = 90_000;

/**
 * A histogram of 32 bins of the magnitudes of the Chebyshev-Fourier coefficients in the unit disc (Orlov et al. 2006): Chebyshev polynomials
 * of 2 R - 1 times turns of m times the angle. All zero where all magnitudes are equal.
 */
export function chebyshevFourier(image: Plane): Float64Array {
  const { width, height } = image;
  const small = width * height > LARGEST ? shrink(image, Math.min(300 / width, 300 / height)) : image;
  const order = Math.min(11, Math.floor((Math.min(small.width, small.height) - 1) / 2));
  const magnitudes = coefficients(small, order);
  const [low, high] = [Math.min(...magnitudes), Math.max(...magnitudes)];
  return low === high ? new Float64Array(32) : histogram(magnitudes, 32);
}

/** Magnitudes for every turn -order ... order and every radial order 0 ... 2 order; those of -m are those of m. */
function coefficients({ width, height, data }: Plane, order: number): Float64Array {
  const radials = 2 * order + 1;
  const re = new Float64Array((order + 1) * radials);
  const im = new Float64Array((order + 1) * radials);
  const radial = new Float64Array(radials);
  const pixel = (x: number, y: number): number => {
    const [px, py] = [-1 + x * (2 / (width - 1)), -1 + y * (2 / (height - 1))];
    return Math.sqrt(px * px + py * py) < 1 ? (data[y * width + x] as number) : 0;
  };
  // The four mirror images of a pixel have the same radius, and angles that differ in signs: they are taken together.
  for (let y = 0; 2 * y < height; y++) {
    const below = height - 1 - y;
    for (let x = 0; 2 * x < width; x++) {
      const beside = width - 1 - x;
      const [px, py] = [-1 + x * (2 / (width - 1)), -1 + y * (2 / (height - 1))];
      const radius = Math.sqrt(px * px + py * py);
      if (radius > 1 + 1e-9) continue;
      const a = pixel(x, y);
      const b = beside === x ? 0 : pixel(beside, y);
      const c = below === y ? 0 : pixel(x, below);
      const d = beside === x || below === y ? 0 : pixel(beside, below);
      polynomials(Math.max(-1, Math.min(1, 2 * radius - 1)), radial);
      const [cos, sin] = radius === 0 ? [1, 0] : [px / radius, py / radius];
      let [cm, sm] = [1, 0];
      for (let m = 0; m <= order; m++) {
        const sign = m % 2 === 0 ? 1 : -1;
        const even = (m === 0 ? 0.5 : 1) * cm * (a + c + sign * (b + d));
        const odd = sm * (a - c + sign * (d - b));
        const at = m * radials;
        for (let k = 0; k < radials; k++) {
          const t = radial[k] as number;
          re[at + k] = (re[at + k] as number) + even * t;
          im[at + k] = (im[at + k] as number) + odd * t;
        }
        [cm, sm] = [cm * cos - sm * sin, sm * cos + cm * sin];
      }
    }
  }
  const magnitudes: number[] = [];
  for (let m = 0; m <= order; m++) {
    for (let k = 0; k < radials; k++) {
      const value = Math.sqrt((re[m * radials + k] as number) ** 2 + (im[m * radials + k] as number) ** 2);
      magnitudes.push(value);
      if (m > 0) magnitudes.push(value);
    }
  }
  return Float64Array.from(magnitudes);
}

/** T_k(u), the first one halved. */
function polynomials(u: number, target: Float64Array): void {
  let [before, now] = [u, 1];
  for (let k = 0; k < target.length; k++) {
    target[k] = now;
    [before, now] = [now, 2 * u * now - before];
  }
  target[0] = 0.5;
}
