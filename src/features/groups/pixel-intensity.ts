import { type Plane, sortedPixels } from "../plane.ts";
import { medianOf, moments2 } from "../statistics/moments.ts";

/** Mean, median, standard deviation, minimum and maximum of the pixels. */
export function pixelIntensity(image: Plane): Float64Array {
  const { mean, deviation, min, max } = moments2(image.data);
  return Float64Array.of(mean, medianOf(sortedPixels(image)), deviation, min, max);
}
