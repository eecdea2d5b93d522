/**
 * Planes at the size of a picture: repeated pixels where it grows, averages where it shrinks.
 * @module
 */
import type { Plane } from "./plane.ts";
import { valueReader } from "./plane.ts";

/** Which samples of an axis make each pixel of the picture, and how much each weighs. */
interface AxisSamples {
  readonly first: Int32Array;
  readonly weights: readonly (readonly number[])[];
}

/** Nearest sample where the axis is enlarged; the samples under the pixel, by the part of them it covers, where it is reduced. */
function axisSamples(source: number, target: number): AxisSamples {
  const first = new Int32Array(target);
  const weights: number[][] = [];
  for (let i = 0; i < target; i++) {
    if (target >= source) {
      first[i] = nearestSample(i, source, target);
      weights.push([1]);
      continue;
    }
    // In parts of 1 / target of a sample all borders are whole numbers, and so are the weights.
    const [begin, end] = [i * source, (i + 1) * source];
    const [from, to] = [Math.floor(begin / target), Math.ceil(end / target)];
    first[i] = from;
    weights.push(
      Array.from({ length: to - from }, (_, k) => Math.min(end, (from + k + 1) * target) - Math.max(begin, (from + k) * target)),
    );
  }
  return { first, weights };
}

/** The sample of an axis of `source` samples that lies under the middle of pixel `i` of `target`. */
export function nearestSample(i: number, source: number, target: number): number {
  return Math.min(source - 1, Math.floor(((2 * i + 1) * source) / (2 * target)));
}

/** The plane's values at `height` x `width` pixels, channels last. NaN counts only where a pixel holds nothing else. */
export function resamplePlane(plane: Plane, height: number, width: number): Float64Array {
  const { channels } = plane;
  const read = valueReader(plane);
  const rows = axisSamples(plane.height, height);
  const columns = axisSamples(plane.width, width);
  const out = new Float64Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < channels; channel++) {
        out[(y * width + x) * channels + channel] = mean(read, channel, rows, y, columns, x);
      }
    }
  }
  return out;
}

function mean(
  read: ReturnType<typeof valueReader>,
  channel: number,
  rows: AxisSamples,
  y: number,
  columns: AxisSamples,
  x: number,
): number {
  const [top, down] = [rows.first[y] as number, rows.weights[y] as readonly number[]];
  const [left, across] = [columns.first[x] as number, columns.weights[x] as readonly number[]];
  if (down.length === 1 && across.length === 1) return read(top, left, channel);
  let sum = 0;
  let total = 0;
  for (let v = 0; v < down.length; v++) {
    for (let u = 0; u < across.length; u++) {
      const value = read(top + v, left + u, channel);
      if (Number.isNaN(value)) continue;
      const weight = (down[v] as number) * (across[u] as number);
      sum += weight * value;
      total += weight;
    }
  }
  return total > 0 ? sum / total : Number.NaN;
}
