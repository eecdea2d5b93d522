/**
 * An array that is described, not computed.
 * @module
 */
import type { Dtype } from "../array/dtype.ts";
import { GeometryError } from "../errors.ts";
import { type Affine, affineOfPart, type Orientation } from "../geometry/affine.ts";
import { unitName } from "../geometry/unit.ts";
import type { Vec } from "../geometry/vec.ts";
import { cropOf, type SliceEntry } from "./crop.ts";
import type { ArrayNode } from "./node.ts";
import { sliceNode } from "./slice-node.ts";

/** Where an array lies in the world: one entry per axis, slowest axis first. */
export interface SpaceInfo {
  readonly axes: readonly string[];
  /** Distance between voxel centres. */
  readonly spacing: readonly number[];
  /** Unit of spacing and translation, "" where none is known. */
  readonly unit: readonly string[];
  /** World position of the centre of the first voxel. */
  readonly translation: readonly number[];
  /** Voxel-to-world matrix, where spacing and translation are not enough. */
  readonly affine?: Affine | undefined;
  /** Where the axes of the world point, where that is known. */
  readonly orientation?: Orientation | undefined;
}

/**
 * An n-dimensional array whose values are computed (or read) block by block, when a run asks for them.
 * Operators are free functions that take and return lazy arrays; nothing is ever done in place.
 */
export class LazyArray<D extends Dtype = Dtype> implements SpaceInfo {
  readonly kind = "array";
  readonly node: ArrayNode;
  readonly dtype: D;
  readonly shape: Vec;
  /** How a stored copy is cut. Of a file: its own chunks. */
  readonly chunks: Vec;
  readonly axes: readonly string[];
  readonly spacing: readonly number[];
  readonly unit: readonly string[];
  readonly translation: readonly number[];
  readonly affine: Affine | undefined;
  readonly orientation: Orientation | undefined;

  constructor(node: ArrayNode, space: SpaceInfo, chunks: Vec) {
    for (const [what, found] of [
      ["axes", space.axes],
      ["spacing", space.spacing],
      ["unit", space.unit],
      ["translation", space.translation],
      ["chunks", chunks],
    ] as const) {
      if (found.length !== node.shape.length)
        throw new GeometryError(
          `Expected ${what} of ${node.shape.length} entries for shape [${node.shape.join(", ")}], found ${found.length}.`,
        );
    }
    this.node = node;
    this.dtype = node.dtype as D;
    this.shape = node.shape;
    this.chunks = chunks.map((n, axis) => Math.max(1, Math.min(n, node.shape[axis] as number)));
    this.axes = space.axes;
    this.spacing = space.spacing;
    // One spelling for each unit, as in OME-NGFF: "mm" is "millimeter".
    this.unit = space.unit.map((name) => unitName(name) ?? name);
    this.translation = space.translation;
    this.affine = space.affine;
    this.orientation = space.orientation;
  }
  get ndim(): number {
    return this.shape.length;
  }
  /**
   * A part of the array. Per axis: `null` for all, an index (drops the axis), or `[start, stop)`; negative numbers count
   * from the end. Only the chunks that the part needs will be read, and only its voxels (and their halo) computed.
   * @example image.slice(120)               // one plane of a volume
   * @example image.slice(null, [0, 256])    // the first 256 rows of every plane
   */
  slice(...entries: readonly SliceEntry[]): LazyArray<D> {
    const crop = cropOf(entries, this.shape, this.axes);
    const kept = <T>(values: readonly T[]): T[] => crop.keep.map((axis) => values[axis] as T);
    const translation = this.translation.map((t, axis) => t + (crop.offset[axis] as number) * (this.spacing[axis] as number));
    const axes = kept(this.axes);
    const affine = this.affine && affineOfPart(this.affine, this.axes, { offset: crop.offset, kept: axes });
    const place = { affine, orientation: this.orientation };
    const space = { axes, spacing: kept(this.spacing), unit: kept(this.unit), translation: kept(translation), ...place };
    return new LazyArray<D>(sliceNode(this.node, crop), space, kept(this.chunks));
  }
  /** The same values with another place in the world. New axes, spacing or translation put an affine of the file out of force. */
  withSpace(space: Partial<SpaceInfo>): LazyArray<D> {
    const { axes, spacing, unit, translation, affine, orientation } = this;
    const moved = space.axes !== undefined || space.spacing !== undefined || space.translation !== undefined;
    return new LazyArray<D>(
      this.node,
      { axes, spacing, unit, translation, affine: moved ? undefined : affine, orientation, ...space },
      this.chunks,
    );
  }
  toString(): string {
    const spacing = this.spacing.map((s, axis) => `${s}${this.unit[axis] ? ` ${this.unit[axis]}` : ""}`);
    return `LazyArray ${this.dtype} [${this.axes.map((a, i) => `${a}: ${this.shape[i]}`).join(", ")}], chunks [${this.chunks.join(", ")}], spacing [${spacing.join(", ")}]`;
  }
}

/** A mask: true where something is. */
export type Mask = LazyArray<"bool">;
/** Whole numbers, 0 = background: which region a voxel belongs to. */
export type LabelImage = LazyArray<"uint32">;
