import type { Plane } from "../plane.ts";
import { median, moments2 } from "../statistics/moments.ts";

/** Mean, median, standard deviation, minimum and maximum of the pixels. */
export function pixelIntensity({ data }: Plane): Float64Array {
  const { mean, deviation, min, max } = moments2(data);
  return Float64Array.of(mean, median(data), deviation, min, max);
}
