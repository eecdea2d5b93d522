import { blankPlane, type Plane } from "../plane.ts";
import { extent, histogram } from "../statistics/histogram.ts";
import { moments4 } from "../statistics/moments.ts";
import type { Variant } from "../variant.ts";

/**
 * Coarseness (its histogram of three bins first, itself last), contrast and directionality after Tamura, Mori and Yamawaki (1978), as the
 * reference computes them: on (value - smallest) / largest, with box means taken at wrong corners, and with Prewitt kernels whose entries
 * went to the wrong matrix. Published classifiers were trained with these numbers.
 */
export function tamura({ width, height, data }: Plane, variant: Variant): Float64Array {
  const [low, high] = extent(data);
  const scale = variant === "reference" ? high : high - low;
  const scaled = { width, height, data: data.map((value) => (value - low) / scale) };
  const { mean, bins } = coarseness(scaled, variant);
  return Float64Array.of(...bins, contrast(scaled), directionality(scaled, variant), mean);
}

function contrast({ data }: Plane): number {
  const { deviation, kurtosis } = moments4(data);
  return deviation < 2.22e-16 ? 0 : deviation / (kurtosis / deviation ** 4) ** 0.25;
}

type Pixel = (x: number, y: number) => number;

/** The gradients of the reference: entries of its Prewitt kernels went to the wrong matrix. */
const misplacedGradient = (at: Pixel, x: number, y: number): readonly [number, number] => [
  2 * (at(x, y - 1) - at(x - 1, y) + at(x + 1, y) - at(x, y + 1)) +
    at(x + 1, y - 1) -
    at(x - 1, y - 1) -
    at(x - 1, y + 1) -
    at(x + 1, y + 1),
  at(x - 1, y - 1) - at(x - 1, y + 1),
];

/** Prewitt's: right less left, and below less above. */
const gradient = (at: Pixel, x: number, y: number): readonly [number, number] => [
  at(x + 1, y - 1) + at(x + 1, y) + at(x + 1, y + 1) - at(x - 1, y - 1) - at(x - 1, y) - at(x - 1, y + 1),
  at(x - 1, y + 1) + at(x, y + 1) + at(x + 1, y + 1) - at(x - 1, y - 1) - at(x, y - 1) - at(x + 1, y - 1),
];

/** How sharp the peak is in the histogram of directions. In the reference pixels whose horizontal gradient is not positive have none. */
function directionality({ width, height, data }: Plane, variant: Variant): number {
  const phi = blankPlane(width, height).data;
  const at = (x: number, y: number): number => (x < 0 || y < 0 || x >= width || y >= height ? 0 : (data[y * width + x] as number));
  const reference = variant === "reference";
  let r = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [horizontal, vertical] = reference ? misplacedGradient(at, x, y) : gradient(at, x, y);
      if (!((reference ? horizontal : Math.abs(horizontal)) >= 0.0001)) continue;
      const angle = Math.atan(vertical / horizontal) + (Math.PI / 2 + 0.001);
      phi[y * width + x] = angle;
      r += horizontal * horizontal + vertical * vertical + angle * angle;
    }
  }
  const counts = histogram(phi, 125);
  const peak = counts.indexOf(Math.max(...counts));
  const spread = counts.reduce((sum, count, bin) => sum + count * (bin + 1 - peak) ** 2, 0);
  return Math.abs(Math.log(spread / r + 1e-7));
}

/** Inclusive sums over all pixels left of and above each, in the order of the reference: what is left of rounding decides in flat areas. */
function prefixSums({ width, height, data }: Plane): Float64Array {
  const sums = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const left = x > 0 ? (sums[at - 1] as number) : 0;
      const up = y > 0 ? (sums[at - width] as number) : 0;
      const corner = x > 0 && y > 0 ? (sums[at - width - 1] as number) : 0;
      sums[at] = (data[at] as number) + left + up - corner;
    }
  }
  return sums;
}

/** Looks like the mean over a box of side 2 h, but is taken at the wrong corners: inside it is one pixel over the area. */
function misplacedMeans(width: number, height: number, sums: Float64Array, h: number, means: Float64Array): void {
  for (let y = 0; y < height; y++) {
    const [y0, y1] = [Math.max(0, y - h), Math.min(height - 1, y + h - 1)];
    const [row, above] = [y1 * width, (y1 - 1) * width];
    for (let x = 0; x < width; x++) {
      const x0 = x > h ? x - h : 0;
      const x1 = x + h - 1 < width ? x + h - 1 : width - 1;
      let value = sums[row + x0] as number;
      if (x0 > 0) value -= sums[row + x0 - 1] as number;
      if (y0 > 0) {
        value -= sums[above + x0] as number;
        if (x0 > 0) value += sums[above + x0 - 1] as number;
      }
      means[y * width + x] = value / ((x1 - x0 + 1) * (y1 - y0 + 1));
    }
  }
}

/** The mean over the box of side 2 h (rows y - h ... y + h - 1), as far as it lies in the image. */
function boxMeans(width: number, height: number, sums: Float64Array, h: number, means: Float64Array): void {
  const at = (x: number, y: number): number => (x < 0 || y < 0 ? 0 : (sums[y * width + x] as number));
  for (let y = 0; y < height; y++) {
    const [y0, y1] = [Math.max(0, y - h), Math.min(height - 1, y + h - 1)];
    for (let x = 0; x < width; x++) {
      const [x0, x1] = [Math.max(0, x - h), Math.min(width - 1, x + h - 1)];
      const sum = at(x1, y1) - at(x0 - 1, y1) - at(x1, y0 - 1) + at(x0 - 1, y0 - 1);
      means[y * width + x] = sum / ((x1 - x0 + 1) * (y1 - y0 + 1));
    }
  }
}

function coarseness(image: Plane, variant: Variant): { readonly mean: number; readonly bins: readonly number[] } {
  const { width, height } = image;
  const sums = prefixSums(image);
  const best = new Float64Array(width * height);
  const largest = new Float64Array(width * height);
  const means = new Float64Array(width * height);
  for (let k = 1; k <= 7; k++) {
    const h = 2 ** (k - 1);
    if (variant === "reference") misplacedMeans(width, height, sums, h, means);
    else boxMeans(width, height, sums, h, means);
    for (let y = 0; y < height; y++) {
      const row = y * width;
      const inside = y >= h && y + h < height;
      for (let x = 0; x < width; x++) {
        const at = row + x;
        let difference = 0;
        if (x >= h && x + h < width) difference = Math.abs((means[at + h] as number) - (means[at - h] as number));
        if (inside) {
          const vertical = Math.abs((means[at + h * width] as number) - (means[at - h * width] as number));
          if (vertical > difference) difference = vertical;
        }
        if (difference > (largest[at] as number)) {
          largest[at] = difference;
          best[at] = k;
        }
      }
    }
  }
  const total = best.reduce((sum, k) => sum + k, 0);
  // Unsigned 32-bit numbers, which wrap for sides below 32.
  const margin = height === 32 || width === 32 ? 31 : 32;
  const counts = histogram(best, 3);
  const most = Math.max(...counts);
  const area = variant === "reference" ? Math.imul(height - margin, width - margin) >>> 0 : width * height;
  return { mean: total / area, bins: [...counts].map((count) => count / most) };
}
