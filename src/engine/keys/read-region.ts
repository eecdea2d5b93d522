/**
 * Which part of what it reads a block needs.
 * @module
 */
import { Roi } from "../../geometry/roi.ts";
import { multiply, type Vec } from "../../geometry/vec.ts";
import type { Crop } from "../../graph/node.ts";
import type { ReadFrom, StageSpec } from "../../plan/stage.ts";

/** What is read where nothing is made of it on the way. */
export type PlainRead = Exclude<ReadFrom, { readonly kind: "downsampled" | "wrapped" }>;

/** What lies under any number of resolutions, and the windows there of a region of the streamed image. */
export function underneath(from: ReadFrom, region: Roi): { readonly from: PlainRead; readonly region: Roi } {
  if (from.kind === "wrapped") return underneath(from.from, wrappedOrigin(from.shape, from.before, region));
  if (from.kind !== "downsampled") return { from, region };
  const windows = new Roi(multiply(region.offset, from.factor), multiply(region.shape, from.factor));
  return underneath(from.from, windows.intersect(Roi.whole(from.shape)));
}

/** What a region of a periodic continuation is made of; an axis on which it crosses a seam counts whole. */
export function wrappedOrigin(shape: Vec, before: Vec, region: Roi): Roi {
  const along = shape.map((n, axis): readonly [number, number] => {
    const from = ((((region.offset[axis] as number) - (before[axis] as number)) % n) + n) % n;
    const length = region.shape[axis] as number;
    return from + length <= n ? [from, length] : [0, n];
  });
  return new Roi(
    along.map(([from]) => from),
    along.map(([, length]) => length),
  );
}

/** What is read, whatever is made of it on the way. */
export const plainRead = (from: ReadFrom): PlainRead =>
  from.kind === "downsampled" || from.kind === "wrapped" ? plainRead(from.from) : from;

/** A region of a crop, in voxels of what was cropped. */
export function uncropped(crop: Crop, region: Roi): Roi {
  const offset: number[] = [];
  const shape: number[] = [];
  for (const [axis, o] of crop.offset.entries()) {
    const kept = crop.keep.indexOf(axis);
    offset.push(kept < 0 ? o : o + (region.offset[kept] as number));
    shape.push(kept < 0 ? 1 : (region.shape[kept] as number));
  }
  return new Roi(offset, shape);
}

/** A region of the array that a sink left, as a region of what its stage wrote (from the first voxel of its total on). */
export function writtenRegion(spec: StageSpec, sink: number, region: Roi): Roi {
  const end = spec.sinks[sink];
  // What a collector leaves has the axes of the image that it saw.
  if (end?.op !== "array") return region.shift(spec.total.offset.map((o) => -o));
  const { shape } = spec.total;
  return new Roi(
    shape.map((_, axis) => (end.keep.includes(axis) ? (region.offset[end.keep.indexOf(axis)] as number) : 0)),
    shape.map((n, axis) => (end.keep.includes(axis) ? (region.shape[end.keep.indexOf(axis)] as number) : n)),
  );
}
