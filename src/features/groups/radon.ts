import type { Plane } from "../plane.ts";
import { histogram } from "../statistics/histogram.ts";

/** Angles in degrees, in the order of the features. */
const angles = [0, 135, 45, 90];

/** Three-bin histograms of the projections along four directions. Each pixel is four quarters of a pixel, each shared by two bins. */
export function radon(image: Plane): Float64Array {
  return Float64Array.from(angles.flatMap((angle) => [...histogram(projection(image, (angle * Math.PI) / 180), 3)]));
}

function projection({ width, height, data }: Plane, angle: number): Float64Array {
  const [cx, cy] = [Math.floor((width - 1) / 2), Math.floor((height - 1) / 2)];
  const radius = Math.ceil(Math.hypot(width - 1 - cx, height - 1 - cy)) + 1;
  const bins = new Float64Array(2 * radius + 1);
  const across = Float64Array.from({ length: 2 * width }, (_, i) => (-cx - 0.25 + i * 0.5) * Math.cos(angle) + radius);
  // Lines are counted from the bottom row up.
  const up = Float64Array.from({ length: 2 * height }, (_, i) => (-cy - 0.25 + i * 0.5) * Math.sin(angle));
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      const value = data[y * width + x] as number;
      if (value === 0) continue;
      const quarter = value * 0.25;
      for (let sub = 0; sub < 4; sub++) {
        const at = (across[2 * x + (sub & 1)] as number) + (up[2 * (height - 1 - y) + (sub >> 1)] as number);
        const bin = Math.trunc(at);
        const part = at - bin;
        bins[bin] = (bins[bin] as number) + quarter * (1 - part);
        bins[bin + 1] = (bins[bin + 1] as number) + quarter * part;
      }
    }
  }
  return bins;
}
