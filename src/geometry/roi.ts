/**
 * A region of interest: an axis-aligned box of voxels.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { add, equal, maximum, minimum, product, sameDims, subtract, type Vec } from "./vec.ts";

/**
 * An axis-aligned box `[offset, offset + shape)` in voxels. Immutable.
 * Shapes are never negative; an empty region keeps its offset.
 */
export class Roi {
  readonly offset: Vec;
  readonly shape: Vec;
  constructor(offset: Vec, shape: Vec) {
    sameDims(offset, shape, "a shape");
    if (shape.some((n) => !(n >= 0)))
      throw new GeometryError(`Expected a region's shape to be 0 or more on every axis, found [${shape.join(", ")}].`);
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
  /** The region between two corners, `end` excluded. */
  static between(begin: Vec, end: Vec): Roi {
    return new Roi(
      begin,
      subtract(end, begin).map((n) => Math.max(0, n)),
    );
  }
  get ndim(): number {
    return this.offset.length;
  }
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
  shift(by: Vec): Roi {
    return new Roi(add(this.offset, by), this.shape);
  }
  /** Extends the region by `before` at its low and `after` at its high corner; negative numbers shrink it, at most to nothing. */
  grow(before: Vec, after: Vec = before): Roi {
    return Roi.between(subtract(this.offset, before), add(this.end, after));
  }
  contains(other: Roi): boolean {
    sameDims(this.offset, other.offset, "a region");
    const end = this.end;
    return other.offset.every((o, i) => o >= (this.offset[i] as number)) && other.end.every((e, i) => e <= (end[i] as number));
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
    if (other.empty) return this;
    if (this.empty) return other;
    return Roi.between(minimum(this.offset, other.offset), maximum(this.end, other.end));
  }
  toString(): string {
    const end = this.end;
    return `[${this.offset.map((o, i) => `${o}:${end[i]}`).join(", ")}]`;
  }
  toJSON(): { offset: Vec; shape: Vec } {
    return { offset: this.offset, shape: this.shape };
  }
}
