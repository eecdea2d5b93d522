import { blankPlane, type Plane } from "../plane.ts";
import { extent, histogram } from "../statistics/histogram.ts";
import { Moments2, medianOf } from "../statistics/moments.ts";
import { sorted } from "../statistics/sort.ts";

/** What the reference has for pi. */
// biome-ignore lint/suspicious/noApproximativeNumericConstant: the number itself is what is meant
const PI = 3.1415926;

/** Statistics of magnitude and direction of the Prewitt gradient, zeros outside the image. */
export function edges(image: Plane): Float64Array {
  const { width, height } = image;
  const { magnitude, direction } = gradient(image);
  const [sizes, angles] = [new Moments2(), new Moments2()];
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      sizes.add(magnitude[y * width + x] as number);
      angles.add(direction[y * width + x] as number);
    }
  }
  const area = magnitude.reduce((count, value) => count + (value > sizes.mean ? 1 : 0), 0);
  const directions = histogram(direction, 8, extent(direction));
  const total = directions.reduce((sum, count) => sum + count, 0);
  const at = (bin: number): number => directions[bin] as number;
  const opposite = [0, 1, 2, 3].map((b) => (at(b) + at(b + 4) === 0 ? 0 : Math.abs(at(b) - at(b + 4)) / (at(b) + at(b + 4))));
  return Float64Array.from([
    area,
    ...opposite,
    ...directions,
    (at(0) + at(1)) / total,
    ...[angles.mean, medianOf(sorted(direction)), angles.variance],
    ...histogram(magnitude, 8, extent(magnitude)),
    ...[sizes.mean, medianOf(sorted(magnitude)), sizes.variance],
  ]);
}

/** Three pixels to the left less three to the right, and three above less three below. */
function gradient({ width, height, data }: Plane): { readonly magnitude: Float64Array; readonly direction: Float64Array } {
  const magnitude = blankPlane(width, height).data;
  const direction = blankPlane(width, height).data;
  const at = (x: number, y: number): number => (x < 0 || y < 0 || x >= width || y >= height ? 0 : (data[y * width + x] as number));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const gx = at(x - 1, y - 1) + at(x - 1, y) + at(x - 1, y + 1) - (at(x + 1, y - 1) + at(x + 1, y) + at(x + 1, y + 1));
      const gy = at(x - 1, y - 1) + at(x, y - 1) + at(x + 1, y - 1) - (at(x - 1, y + 1) + at(x, y + 1) + at(x + 1, y + 1));
      magnitude[y * width + x] = Math.sqrt(gx * gx + gy * gy);
      if (gy !== 0) direction[y * width + x] = Math.atan2(gy, gx);
      else direction[y * width + x] = gx < 0 ? PI : 0;
    }
  }
  return { magnitude, direction };
}
