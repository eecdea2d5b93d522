import type { Plane } from "../plane.ts";
import { histogram } from "../statistics/histogram.ts";
import { chebyshevTransform } from "../transforms/chebyshev.ts";

/** A histogram of 32 bins of the Chebyshev coefficients up to order 20 on each side. */
export function chebyshevCoefficients(image: Plane): Float64Array {
  return histogram(chebyshevTransform(image, Math.min(20, image.width, image.height)).data, 32);
}
