/**
 * A region of interest: an axis-aligned box of voxels.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { add, ceilTo, checkWhole, equal, floorTo, maximum, minimum, product, roundTo, sameDims, subtract, type Vec } from "./vec.ts";

/**
 * Which way edges move to a grid: `grow` outwards (the result holds the region), `shrink` inwards (the region holds the result),
 * `closest` each to the nearest line, the lower one when two are as near.
 */
export type SnapMode = "grow" | "shrink" | "closest";

/**
 * An axis-aligned box `[offset, offset + shape)` in voxels. Immutable.
 * Whole numbers only, never rounded silently; shapes are never negative; an empty region keeps its offset.
 */
export class Roi {
  readonly offset: Vec;
  readonly shape: Vec;
  /** Throws GeometryError unless offset and shape are whole numbers of equally many axes and the shape is not negative. */
  constructor(offset: Vec, shape: Vec) {
    sameDims(offset, shape, "a shape");
    checkWhole(offset, "a region's offset");
    checkWhole(shape, "a region's shape", 0);
    this.offset = offset;
    this.shape = shape;
  }
  /** The whole of an array of this shape. */
  static whole(shape: Vec): Roi {
    return new Roi(
      shape.map(() => 0),
      shape,
    );
  }
  /** The region between two corners, `end` excluded; empty (at `begin`) on axes where `end` comes first. */
  static between(begin: Vec, end: Vec): Roi {
    return new Roi(
      begin,
      subtract(end, begin).map((n) => Math.max(0, n)),
    );
  }
  get ndim(): number {
    return this.offset.length;
  }
  /** The corner after the last voxel. */
  get end(): number[] {
    return add(this.offset, this.shape);
  }
  /** Number of voxels. */
  get size(): number {
    return product(this.shape);
  }
  get empty(): boolean {
    return this.shape.some((n) => n === 0);
  }
  equals(other: Roi): boolean {
    return equal(this.offset, other.offset) && equal(this.shape, other.shape);
  }
  /** The same box elsewhere. */
  shift(by: Vec): Roi {
    return new Roi(add(this.offset, by), this.shape);
  }
  /** Extends the region by `before` at its low and `after` at its high corner; negative numbers shrink it, at most to nothing. */
  grow(before: Vec, after: Vec = before): Roi {
    return Roi.between(subtract(this.offset, before), add(this.end, after));
  }
  /** True when no voxel of `other` lies outside: so for every empty region, wherever it is. */
  contains(other: Roi): boolean {
    sameDims(this.offset, other.offset, "a region");
    if (other.empty) return true;
    const end = this.end;
    return other.offset.every((o, i) => o >= (this.offset[i] as number)) && other.end.every((e, i) => e <= (end[i] as number));
  }
  /** True when the voxel at `position` lies inside. */
  containsPosition(position: Vec): boolean {
    sameDims(this.offset, position, "a position");
    const end = this.end;
    return position.every((p, i) => p >= (this.offset[i] as number) && p < (end[i] as number));
  }
  intersects(other: Roi): boolean {
    return !this.intersect(other).empty;
  }
  /** The common part. Where there is none the result is empty, with the offset at which it would begin. */
  intersect(other: Roi): Roi {
    return Roi.between(maximum(this.offset, other.offset), minimum(this.end, other.end));
  }
  /** The smallest region that holds both; an empty region adds nothing. */
  union(other: Roi): Roi {
    sameDims(this.offset, other.offset, "a region");
    if (other.empty) return this;
    if (this.empty) return other;
    return Roi.between(minimum(this.offset, other.offset), maximum(this.end, other.end));
  }
  /**
   * Moves the edges to lines of a grid that has one at 0 and then every `grid` voxels (whole numbers of 1 or more per axis).
   * An empty axis stays empty, whatever the mode.
   */
  snap(grid: Vec, mode: SnapMode): Roi {
    sameDims(this.offset, grid, "a grid");
    checkWhole(grid, "a grid", 1);
    const low = mode === "grow" ? floorTo : mode === "shrink" ? ceilTo : roundTo;
    const high = mode === "grow" ? ceilTo : mode === "shrink" ? floorTo : roundTo;
    const begin = this.offset.map((o, i) => low(o, grid[i] as number));
    const end = this.end.map((e, i) => (this.shape[i] === 0 ? (begin[i] as number) : high(e, grid[i] as number)));
    return Roi.between(begin, end);
  }
  /**
   * Cuts the region in two across `axis`: voxels before the coordinate `at`, and the rest. One of them is empty where `at` lies
   * outside; together they are always this region.
   */
  split(axis: number, at: number): readonly [Roi, Roi] {
    if (!(axis in this.offset)) throw new GeometryError(`Expected an axis from 0 to ${this.ndim - 1} to split at, found ${axis}.`);
    const begin = this.offset[axis] as number;
    const length = this.shape[axis] as number;
    const low = Math.min(Math.max(at - begin, 0), length);
    return [
      new Roi(this.offset, this.shape.with(axis, low)),
      new Roi(this.offset.with(axis, begin + low), this.shape.with(axis, length - low)),
    ];
  }
  /** Begin and end per axis: `[0:10, 5:20]`. */
  toString(): string {
    const end = this.end;
    return `[${this.offset.map((o, i) => `${o}:${end[i]}`).join(", ")}]`;
  }
  toJSON(): { offset: Vec; shape: Vec } {
    return { offset: this.offset, shape: this.shape };
  }
}
