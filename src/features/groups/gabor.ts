import { blankPlane, type Plane } from "../plane.ts";
import { extent } from "../statistics/histogram.ts";
import { otsuThreshold } from "../statistics/otsu.ts";

const SIZE = 38;
/** What the reference has for a right angle: the kernel is tilted by two billionths. */
// biome-ignore lint/suspicious/noApproximativeNumericConstant: the number itself is what is meant
const ANGLE = 3.14159265 / 2;
const GAMMA = 0.5;
/** Taps below this share of the largest change no bit that counts. */
const NEGLIGIBLE = 1e-22;

/**
 * For seven frequencies the number of pixels where the response to a Gabor filter is above its Otsu threshold, over the number where the
 * response at a low frequency is above 0.4 of its largest (Grigorescu, Petkov and Kruizinga 2002).
 */
export function gabor(image: Plane): Float64Array {
  const lowest = energy(image, 0.1);
  const [, largest] = extent(lowest);
  const base = count(lowest, 0.4 * largest);
  const result = new Float64Array(7);
  for (let f = 1; f <= 7; f++) {
    const response = energy(image, f);
    const [, most] = extent(response);
    for (let i = 0; i < response.length; i++) response[i] = (response[i] as number) / most;
    result[f - 1] = count(response, otsuThreshold(response, "reference")) / base;
  }
  return result;
}

const count = (values: Float64Array, threshold: number): number => values.reduce((sum, value) => sum + (value > threshold ? 1 : 0), 0);

/** Complex taps from `first`; tap k weighs the pixel k before. */
interface Taps {
  readonly first: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** exp(-falloff t^2) exp(i turn t) for t = -19 ... 18, without the negligible ends. */
function taps(falloff: number, turn: number): Taps {
  const kept = Array.from({ length: SIZE }, (_, i) => i - SIZE / 2).filter((t) => Math.exp(-falloff * t * t) > NEGLIGIBLE);
  return {
    first: kept[0] as number,
    re: Float64Array.from(kept, (t) => Math.exp(-falloff * t * t) * Math.cos(turn * t)),
    im: Float64Array.from(kept, (t) => Math.exp(-falloff * t * t) * Math.sin(turn * t)),
  };
}

/**
 * Magnitude of the response, zeros outside the image. With a tilt this small the kernel is a product of one along x and one along y to within
 * 3e-9 of itself. What a constant factor would change cancels.
 */
function energy({ width, height, data }: Plane, frequency: number): Float64Array {
  const sigma = (0.56 * 2 * Math.PI) / frequency;
  const narrow = 1 / (2 * sigma * sigma);
  const across = taps(narrow * GAMMA * GAMMA, frequency * Math.cos(ANGLE));
  const down = taps(narrow, frequency * Math.sin(ANGLE));
  const re = blankPlane(width, height).data;
  const im = blankPlane(width, height).data;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let k = 0; k < across.re.length; k++) {
      const shift = across.first + k;
      const [a, b] = [across.re[k] as number, across.im[k] as number];
      for (let x = Math.max(0, shift), end = Math.min(width, width + shift); x < end; x++) {
        const value = data[row + x - shift] as number;
        re[row + x] = (re[row + x] as number) + a * value;
        im[row + x] = (im[row + x] as number) + b * value;
      }
    }
  }
  const result = blankPlane(width, height).data;
  const sumRe = new Float64Array(width);
  const sumIm = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    sumRe.fill(0);
    sumIm.fill(0);
    for (let k = 0; k < down.re.length; k++) {
      const from = y - (down.first + k);
      if (from < 0 || from >= height) continue;
      const [a, b] = [down.re[k] as number, down.im[k] as number];
      const row = from * width;
      for (let x = 0; x < width; x++) {
        const [p, q] = [re[row + x] as number, im[row + x] as number];
        sumRe[x] = (sumRe[x] as number) + (a * p - b * q);
        sumIm[x] = (sumIm[x] as number) + (a * q + b * p);
      }
    }
    for (let x = 0; x < width; x++) result[y * width + x] = Math.sqrt((sumRe[x] as number) ** 2 + (sumIm[x] as number) ** 2);
  }
  return result;
}
