import { blankPlane, type Plane } from "../plane.ts";

/** The image made smaller by a ratio below 1 on both axes, each new pixel the mean over the old ones that it covers: first along x, then along y. */
export function shrink(image: Plane, ratio: number): Plane {
  const { width, height, data } = image;
  const [newWidth, newHeight] = [Math.trunc(ratio * width), Math.trunc(ratio * height)];
  const narrow = blankPlane(newWidth, height);
  for (let y = 0; y < height; y++) shrinkLine(data, y * width, 1, width, narrow.data, y * newWidth, 1, newWidth, 1 / ratio);
  const small = blankPlane(newWidth, newHeight);
  for (let x = 0; x < newWidth; x++) shrinkLine(narrow.data, x, newWidth, height, small.data, x, newWidth, newHeight, 1 / ratio);
  return small;
}

function shrinkLine(
  source: Float64Array,
  from: number,
  step: number,
  length: number,
  target: Float64Array,
  to: number,
  stride: number,
  count: number,
  pace: number,
): void {
  const value = (i: number): number => (i < length ? (source[from + i * step] as number) : 0);
  for (let position = 0, i = 0; position < length && i < count; position += pace, i++) {
    const next = position + pace;
    let sum = (Math.ceil(position) - position) * value(Math.floor(position));
    for (let a = Math.ceil(position); a < Math.floor(next); a++) sum += value(a);
    sum += (next - Math.floor(next)) * value(Math.floor(next));
    target[to + i * stride] = sum / pace;
  }
}
