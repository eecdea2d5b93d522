import type { Plane } from "../plane.ts";
import { extent, histogram } from "../statistics/histogram.ts";

/** Histograms of 3, 5, 7 and 9 bins over the range of the pixels, one after another, divided by the largest count of them all. */
export function multiscaleHistograms({ data }: Plane): Float64Array {
  const range = extent(data);
  const counts = Float64Array.from([3, 5, 7, 9].flatMap((bins) => [...histogram(data, bins, range)]));
  const largest = Math.max(...counts);
  return counts.map((count) => count / largest);
}
