/**
 * An array cut into regions of whole tiles, in the order in which its chunks can be read once each.
 * @module
 */
import { allocate } from "../../array/dtype.ts";
import { cStrides, NdArray } from "../../array/nd-array.ts";
import { product, type Vec } from "../../geometry/vec.ts";
import type { ArraySource } from "../source.ts";
import type { TiffPlan } from "./write-plan.ts";

/** A part of the array, and where it begins. Along y and x it covers whole tiles, up to the array's edge. */
export interface Region {
  readonly origin: Vec;
  readonly data: NdArray;
}

/** Regions grow to the common multiple of chunk and tile, so that no chunk is decoded twice, but not past this many pixels a side. */
const largestSide = 4096;

/** Side of a region along y or x. */
function regionSide(size: number, chunk: number, tile: number): number {
  if (chunk >= size) return size;
  let side = tile;
  while (side % chunk !== 0 && side <= largestSide) side += tile;
  return side <= largestSide ? side : tile;
}

/** Reads the array region by region. */
export async function* regionsOf(source: ArraySource, plan: TiffPlan): AsyncGenerator<Region> {
  const { shape, chunks } = source.info;
  const y = plan.lead.length;
  const step = shape.map((size, axis) => {
    const chunk = chunks[axis] as number;
    if (axis === y) return regionSide(size, chunk, plan.tileRows);
    if (axis === y + 1) return regionSide(size, chunk, plan.tileWidth);
    return axis < y ? Math.min(size, chunk) : size;
  });
  for (const index of indices(shape.map((size, axis) => Math.ceil(size / (step[axis] as number))))) {
    const origin = index.map((i, axis) => i * (step[axis] as number));
    const end = origin.map((start, axis) => Math.min(shape[axis] as number, start + (step[axis] as number)));
    yield { origin, data: await readRegion(source, origin, end, plan.options.signal) };
  }
}

/** The region `[origin, end)`: one chunk as it is, else a copy of the parts of several. */
async function readRegion(source: ArraySource, origin: Vec, end: Vec, signal: AbortSignal | undefined): Promise<NdArray> {
  const { chunks, dtype } = source.info;
  const first = origin.map((start, axis) => Math.floor(start / (chunks[axis] as number)));
  const count = end.map((stop, axis) => Math.ceil(stop / (chunks[axis] as number)) - (first[axis] as number));
  const shape = end.map((stop, axis) => stop - (origin[axis] as number));
  let target: NdArray | undefined;
  for (const offset of indices(count)) {
    const index = offset.map((i, axis) => i + (first[axis] as number));
    const chunk = await source.readChunk(index, { signal });
    const chunkOrigin = index.map((i, axis) => i * (chunks[axis] as number));
    const from = chunkOrigin.map((start, axis) => Math.max(start, origin[axis] as number));
    const to = chunkOrigin.map((start, axis) => Math.min(start + (chunk.shape[axis] as number), end[axis] as number));
    const relative = (point: Vec, base: Vec): number[] => point.map((p, axis) => p - (base[axis] as number));
    const part = chunk.view(relative(from, chunkOrigin), relative(to, chunkOrigin));
    if (product(count) === 1) return part;
    target ??= new NdArray(dtype, allocate(dtype, product(shape)), shape);
    copyRows(part, target.view(relative(from, origin), relative(to, origin)));
  }
  return target as NdArray;
}

/** Copies between arrays of one shape, row by row of the last axis, which has stride 1 in both. */
export function copyRows(source: NdArray, target: NdArray): void {
  const rows = source.shape.slice(0, -1);
  const length = source.shape.at(-1) as number;
  for (const index of indices(rows)) {
    const at = (array: NdArray): number => index.reduce((sum, i, axis) => sum + i * (array.stride[axis] as number), array.offset);
    const from = at(source);
    // Both have one dtype; TypeScript cannot know that two typed arrays of a union fit.
    (target.data as Uint8Array).set((source.data as Uint8Array).subarray(from, from + length), at(target));
  }
}

/** All indices of a grid, in C order. One array, reused: copy it to keep it. */
export function* indices(grid: Vec): Generator<Vec> {
  const index = grid.map(() => 0);
  for (;;) {
    yield index;
    let axis = grid.length - 1;
    for (; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (grid[axis] as number)) break;
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

/** Planes that come one after another, (y, x) or (y, x, samples) each, as regions. */
export async function* regionsOfPlanes(planes: AsyncIterable<NdArray> | Iterable<NdArray>, plan: TiffPlan): AsyncGenerator<Region> {
  const strides = cStrides(plan.lead);
  let plane = 0;
  for await (const data of planes) {
    const origin = plan.lead.map((size, axis) => Math.floor(plane / (strides[axis] as number)) % size);
    const ones = plan.lead.map(() => 1);
    const zeros = data.shape.map(() => 0);
    const full = new NdArray(data.dtype, data.data, [...ones, ...data.shape], [...plan.lead.map(() => 0), ...data.stride], data.offset);
    yield { origin: [...origin, ...zeros], data: full };
    plane++;
  }
}
