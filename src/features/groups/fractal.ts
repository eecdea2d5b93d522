import type { Plane } from "../plane.ts";
import type { Variant } from "../variant.ts";

/**
 * Mean absolute differences at up to 20 distances below a fifth of the shorter side (Wu, Chen and Hsieh 1992). The divisor is the
 * reference's, W (W - k) + H (H - k), and not the number of differences. Distances that a small image lacks stay 0.
 */
export function fractal({ width, height, data }: Plane, variant: Variant): Float64Array {
  const result = new Float64Array(20);
  const reach = Math.floor(Math.min(width, height) / 5);
  const step = Math.max(1, Math.floor(reach / 20));
  for (let k = 1, i = 0; k < reach && i < 20; k += step, i++) {
    let sum = 0;
    for (let y = 0; y < height; y++) {
      const row = y * width;
      for (let x = 0; x < width - k; x++) sum += Math.abs((data[row + x] as number) - (data[row + x + k] as number));
      if (y + k < height)
        for (let x = 0; x < width; x++) sum += Math.abs((data[row + x] as number) - (data[row + k * width + x] as number));
    }
    const [across, down] = variant === "reference" ? [width, height] : [height, width];
    result[i] = sum / (across * (width - k) + down * (height - k));
  }
  return result;
}
