/**
 * Regions of the world: boxes with real corners, and their way to voxels and back.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { Roi, type SnapMode } from "./roi.ts";
import type { Space } from "./space.ts";
import { maximum, minimum, sameDims, type Vec } from "./vec.ts";

/** An axis-aligned box `[begin, end)` in the units of a space. Immutable; it is empty where `end` is not after `begin`. */
export class WorldRoi {
  readonly begin: Vec;
  readonly end: Vec;
  /** An `end` before `begin` is moved to `begin`. Throws GeometryError unless all corners are finite. */
  constructor(begin: Vec, end: Vec) {
    sameDims(begin, end, "a corner");
    if (![...begin, ...end].every(Number.isFinite)) {
      throw new GeometryError(`Expected a region with finite corners, found [${begin.join(", ")}] to [${end.join(", ")}].`);
    }
    this.begin = begin;
    this.end = maximum(begin, end);
  }
  get ndim(): number {
    return this.begin.length;
  }
  /** Extent per axis, in world units. */
  get shape(): number[] {
    return this.end.map((e, i) => e - (this.begin[i] as number));
  }
  get empty(): boolean {
    return this.end.some((e, i) => e === this.begin[i]);
  }
  contains(other: WorldRoi): boolean {
    sameDims(this.begin, other.begin, "a region");
    return (
      other.empty ||
      (other.begin.every((b, i) => b >= (this.begin[i] as number)) && other.end.every((e, i) => e <= (this.end[i] as number)))
    );
  }
  /** The common part; empty, at the corner where it would begin, when there is none. */
  intersect(other: WorldRoi): WorldRoi {
    return new WorldRoi(maximum(this.begin, other.begin), minimum(this.end, other.end));
  }
  /** The smallest region that holds both; an empty region adds nothing. */
  union(other: WorldRoi): WorldRoi {
    sameDims(this.begin, other.begin, "a region");
    if (other.empty) return this;
    if (this.empty) return other;
    return new WorldRoi(minimum(this.begin, other.begin), maximum(this.end, other.end));
  }
  toString(): string {
    return `[${this.begin.map((b, i) => `${b}:${this.end[i]}`).join(", ")}]`;
  }
}

/**
 * The box that voxels fill in the world. A voxel reaches half a spacing around its centre, so the first voxel of a space with
 * translation 0 and spacing 2 begins at -1.
 */
export function toWorld(roi: Roi, space: Space): WorldRoi {
  return new WorldRoi(space.toWorld(roi.offset.map((o) => o - 0.5)), space.toWorld(roi.end.map((e) => e - 0.5)));
}

/**
 * The voxels of a box of the world: all it touches (`grow`), those wholly inside (`shrink`), or with each edge moved to the nearest
 * one between voxels (`closest`). An edge that misses one between voxels by rounding only, less than a millionth of a voxel,
 * is that edge: `fromWorld(toWorld(roi, space), space, mode)` is `roi` in every mode.
 */
export function fromWorld(world: WorldRoi, space: Space, mode: SnapMode): Roi {
  const begin = edges(world.begin, space, mode === "grow" ? Math.floor : mode === "shrink" ? Math.ceil : nearest);
  const high = edges(world.end, space, mode === "grow" ? Math.ceil : mode === "shrink" ? Math.floor : nearest);
  const end = high.map((e, i) => (world.begin[i] === world.end[i] ? (begin[i] as number) : e));
  return Roi.between(begin, end);
}

/** A millionth of a voxel, or what is lost where the translation is that much larger than the spacing. */
const slack = 1e-6;

function edges(world: Vec, space: Space, round: (edge: number) => number): number[] {
  return space.fromWorld(world).map((voxel, i) => {
    const edge = voxel + 0.5;
    const whole = Math.round(edge);
    const magnitude = Math.abs(world[i] as number) + Math.abs(space.translation[i] as number);
    const lost = (4 * Number.EPSILON * magnitude) / (space.spacing[i] as number);
    // Adding 0 turns -0 into 0.
    return (Math.abs(edge - whole) <= Math.max(slack, lost) ? whole : round(edge)) + 0;
  });
}

/** The nearest whole number, the lower one of two. */
const nearest = (edge: number): number => Math.ceil(edge - 0.5);
