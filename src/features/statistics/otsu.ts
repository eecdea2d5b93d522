import type { Variant } from "../variant.ts";
import { extent, histogram } from "./histogram.ts";

/**
 * Otsu's threshold as the reference has it: 1,024 bins between the smallest and the largest value, but the threshold of bin i is i / 1023 of
 * the way. Foreground is strictly above.
 */
export function otsuThreshold(values: Float64Array, variant: Variant): number {
  const [low, high] = extent(values);
  const counts = histogram(values, 1024, [low, high]);
  const omega = new Float64Array(1024);
  const mu = new Float64Array(1024);
  let [share, moment] = [0, 0];
  for (let i = 0; i < 1024; i++) {
    const p = (counts[i] as number) / values.length;
    share += p;
    moment += i * p;
    omega[i] = share;
    mu[i] = moment;
  }
  let best = 0;
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < 1023; i++) {
    const w = omega[i] as number;
    const sigma = w === 0 || w === 1 ? 0 : ((mu[1023] as number) * w - (mu[i] as number)) ** 2 / (w * (1 - w));
    if (sigma > largest) {
      largest = sigma;
      best = i;
    }
  }
  return (variant === "reference" ? best / 1023 : (best + 0.5) / 1024) * (high - low) + low;
}
