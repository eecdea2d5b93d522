import { type Plane, sortedPixels } from "../plane.ts";

/** The Gini coefficient of the positive pixels; 0 for fewer than two. */
export function gini(image: Plane): Float64Array {
  const positive = sortedPixels(image).filter((value) => value > 0);
  const n = positive.length;
  let sum = 0;
  let weighted = 0;
  for (let i = 0; i < n; i++) {
    const value = positive[i] as number;
    sum += value;
    weighted += (2 * (i + 1) - n - 1) * value;
  }
  const mean = sum / n;
  return Float64Array.of(n <= 1 || !(mean > 0) ? 0 : weighted / (mean * n * (n - 1)));
}
