import { blankPlane, type Plane } from "../plane.ts";
import { extent, histogram } from "../statistics/histogram.ts";
import { otsuThreshold } from "../statistics/otsu.ts";
import type { Variant } from "../variant.ts";

/** Statistics of the objects brighter than Otsu's threshold: areas, distances from their common centre, Euler number. */
export function otsuObjects(image: Plane, variant: Variant): Float64Array {
  const threshold = otsuThreshold(image.data, variant);
  return objectFeatures(
    image.width,
    image.height,
    Uint8Array.from(image.data, (value) => (value > threshold ? 1 : 0)),
    variant,
  );
}

/** The same of the image turned over (largest - value + smallest): dark objects. */
export function inverseOtsuObjects({ width, height, data }: Plane, variant: Variant): Float64Array {
  const [low, high] = extent(data);
  const inverse = blankPlane(width, height);
  for (let i = 0; i < data.length; i++) inverse.data[i] = high - (data[i] as number) + low;
  return otsuObjects(inverse, variant);
}

function objectFeatures(width: number, height: number, mask: Uint8Array, variant: Variant): Float64Array {
  const objects = components(width, height, mask);
  let [n, sx, sy] = [0, 0, 0];
  for (const { area, x, y } of objects) {
    n += area;
    sx += x;
    sy += y;
  }
  const [cx, cy] = n === 0 ? [0, 0] : [sx / n, sy / n];
  const areas = Float64Array.from(objects, ({ area }) => area);
  const distances = Float64Array.from(objects, ({ area, x, y }) => Math.sqrt((x / area - cx) ** 2 + (y / area - cy) ** 2));
  const a = spread(areas);
  const d = spread(distances);
  return Float64Array.from([
    ...(a.min === a.max ? new Float64Array(10) : histogram(areas, 10)),
    ...[a.max, a.mean, a.median, a.min, a.variance],
    ...[cx, cy, objects.length],
    ...(d.min === d.max ? new Float64Array(10) : histogram(distances, 10)),
    ...[d.max, d.mean, d.median, d.min, d.variance],
    variant === "reference" ? windows(width, height, mask) : eulerNumber(width, height, mask),
  ]);
}

/** Largest, mean, upper median, smallest, and the variance (n - 1); zeros without values. */
function spread(values: Float64Array) {
  const n = values.length;
  if (n === 0) return { max: 0, mean: 0, median: 0, min: 0, variance: 0 };
  const sorted = values.slice().sort();
  const [min, max] = [sorted[0] as number, sorted[n - 1] as number];
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { max, mean, median: sorted[n >> 1] as number, min, variance: min === max ? 0 : squares / (n - 1) };
}

interface Component {
  area: number;
  /** Sums of the coordinates, the first pixel at (1, 1). */
  x: number;
  y: number;
}

/** The 8-connected components, in the order of their first pixels. */
function components(width: number, height: number, mask: Uint8Array): Component[] {
  const seen = new Uint8Array(mask.length);
  const stack = new Int32Array(mask.length);
  const found: Component[] = [];
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || seen[start] === 1) continue;
    const component: Component = { area: 0, x: 0, y: 0 };
    seen[start] = 1;
    stack[0] = start;
    for (let size = 1; size > 0; ) {
      const at = stack[--size] as number;
      const x = at % width;
      const y = (at - x) / width;
      component.area++;
      component.x += x + 1;
      component.y += y + 1;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (mask[next] === 0 || seen[next] === 1) continue;
          seen[next] = 1;
          stack[size++] = next;
        }
      }
    }
    found.push(component);
  }
  return found;
}

/**
 * (C1 - C3) / 4 of the 2 x 2 windows inside the image with one and with three pixels set. The reference leaves out windows with two on the
 * diagonal and those that hang over the border, so that this is not the Euler number of the objects.
 */
function windows(width: number, height: number, mask: Uint8Array): number {
  let sum = 0;
  for (let y = 0; y + 1 < height; y++) {
    for (let x = 0; x + 1 < width; x++) {
      const at = y * width + x;
      const set = (mask[at] as number) + (mask[at + 1] as number) + (mask[at + width] as number) + (mask[at + width + 1] as number);
      if (set === 1) sum++;
      else if (set === 3) sum--;
    }
  }
  return Math.trunc(sum / 4);
}

/** The Euler number of the objects with 8 neighbours: (C1 - C3 - 2 CD) / 4 over all 2 x 2 windows that touch the image (Gray 1971). */
function eulerNumber(width: number, height: number, mask: Uint8Array): number {
  const at = (x: number, y: number): number => (x < 0 || y < 0 || x >= width || y >= height ? 0 : (mask[y * width + x] as number));
  let sum = 0;
  for (let y = -1; y < height; y++) {
    for (let x = -1; x < width; x++) {
      const [a, b, c, d] = [at(x, y), at(x + 1, y), at(x, y + 1), at(x + 1, y + 1)];
      const set = a + b + c + d;
      if (set === 1) sum++;
      else if (set === 3) sum--;
      else if (set === 2 && a === d) sum -= 2;
    }
  }
  return sum / 4;
}
