/**
 * The chunks of a stored array: regular boxes from its first voxel on, the last of each axis cut off at the array's end.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { fromLinear, positions, toLinear } from "./c-order.ts";
import { Roi } from "./roi.ts";
import { ceilDivide, checkWhole, fill, floorDivide, multiply, product, sameDims, type Vec } from "./vec.ts";

/**
 * ```
 * |---------------------------|      array
 * |cccccc|cccccc|cccccc|cccccc|      whole chunks
 * |cccccccc|cccccccc|cccccccc|c|     the last one is clipped
 * ```
 * Chunks are numbered from 0 per axis (`index`) or all together in C order (`linear`). Nothing is enumerated until asked for.
 */
export class ChunkGrid {
  readonly shape: Vec;
  readonly chunk: Vec;
  /** Number of chunks per axis. */
  readonly counts: Vec;
  /** Number of all chunks. */
  readonly count: number;

  /** Throws GeometryError unless `shape` is whole and not negative, and `chunk` whole and at least 1 on every axis. */
  constructor(shape: Vec, chunk: Vec) {
    sameDims(shape, chunk, "a chunk shape");
    checkWhole(shape, "an array's shape", 0);
    checkWhole(chunk, "a chunk shape", 1);
    this.shape = shape;
    this.chunk = chunk;
    this.counts = ceilDivide(shape, chunk);
    this.count = countCells(this.counts);
  }
  get ndim(): number {
    return this.shape.length;
  }
  /** The voxels of one chunk that lie inside the array. */
  roi(index: Vec): Roi {
    toLinear(index, this.counts);
    const offset = multiply(index, this.chunk);
    return new Roi(
      offset,
      offset.map((o, i) => Math.min(this.chunk[i] as number, (this.shape[i] as number) - o)),
    );
  }
  linear(index: Vec): number {
    return toLinear(index, this.counts);
  }
  index(linear: number): number[] {
    return fromLinear(linear, this.counts);
  }
  /** The index of the chunk that holds a voxel. */
  chunkOf(position: Vec): number[] {
    if (!Roi.whole(this.shape).containsPosition(position)) {
      throw new GeometryError(`Expected a voxel of an array of shape [${this.shape.join(", ")}], found [${position.join(", ")}].`);
    }
    return floorDivide(position, this.chunk);
  }
  /** The chunks that share a voxel with `roi`, as a box in units of chunks: its `size` counts them. */
  range(roi: Roi): Roi {
    const inside = roi.intersect(Roi.whole(this.shape));
    if (inside.empty) return Roi.whole(fill(this.ndim, 0));
    return Roi.between(floorDivide(inside.offset, this.chunk), ceilDivide(inside.end, this.chunk));
  }
  /** Indices of the chunks that share a voxel with `roi`, in C order, one at a time. */
  meeting(roi: Roi): Generator<number[], void, undefined> {
    return positions(this.range(roi));
  }
  /** True when `roi` lies inside the array and consists of whole (clipped) chunks: it can be written without reading anything first. */
  aligned(roi: Roi): boolean {
    const array = Roi.whole(this.shape);
    return array.contains(roi) && (roi.empty || roi.equals(roi.snap(this.chunk, "grow").intersect(array)));
  }
  /** Indices of all chunks in C order, one at a time. */
  [Symbol.iterator](): Generator<number[], void, undefined> {
    return positions(Roi.whole(this.counts));
  }
}

/** The number of cells of a grid. Throws GeometryError when they are too many to be numbered exactly (2^53). */
export function countCells(counts: Vec): number {
  const count = product(counts);
  if (!Number.isSafeInteger(count)) {
    throw new GeometryError(`Expected fewer than 2^53 cells, found a grid of [${counts.join(", ")}].`, { hint: "Use larger ones." });
  }
  return count;
}
