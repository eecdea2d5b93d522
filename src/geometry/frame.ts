/**
 * How an array of any number of axes is streamed: as layers of rows and columns along one slow axis.
 *
 * Kernels know three axes only, depth x height x width, and take in one layer after the other:
 * ```
 * shape            outer     depth  height  width
 * [x]              []        1      1       x
 * [y, x]           []        y      1       x       every row is a layer, so that a huge picture streams too
 * [z, y, x]        []        z      y       x
 * [t, c, z, y, x]  [t, c]    z      y       x       one frame after the other; nothing couples them
 * ```
 * @module
 */
import { GeometryError } from "../errors.ts";
import { positions } from "./c-order.ts";
import { Roi } from "./roi.ts";
import type { Vec } from "./vec.ts";

/** One number per axis of a frame: z, y, x. */
export type FrameVec = readonly [z: number, y: number, x: number];

/** An array's shape as frames. */
export interface Frame {
  /** Counts of the axes before the last three. */
  readonly outer: Vec;
  readonly depth: number;
  readonly height: number;
  readonly width: number;
}

/** A region of one frame: `outer` says which frame, `roi` has the three axes z, y, x. */
export interface FrameRoi {
  readonly outer: Vec;
  readonly roi: Roi;
}

/** How an array of this shape is streamed. The sizes of the parts multiply to the array's size. */
export function frameOf(shape: Vec): Frame {
  const [depth, height, width] = toFrameVec(shape, 1);
  return { outer: outerPart(shape), depth, height, width };
}

/**
 * The part of a per-axis vector that belongs to the frame, as [z, y, x]; `fillValue` stands on the axes a frame adds
 * (1 for shapes and footprints, 0 for offsets, halos and radii).
 */
export function toFrameVec(vec: Vec, fillValue: number): FrameVec {
  const x = vec.at(-1) ?? fillValue;
  if (vec.length < 3) return [vec.length === 2 ? (vec[0] as number) : fillValue, fillValue, x];
  return [vec.at(-3) as number, vec.at(-2) as number, x];
}

/** The inverse of {@link toFrameVec} for an array of `ndim` axes: `outer` (empty up to three axes), then what is left of [z, y, x]. */
export function fromFrameVec(vec: FrameVec, outer: Vec, ndim: number): number[] {
  const expected = Math.max(0, ndim - 3);
  if (outer.length !== expected) {
    throw new GeometryError(`Expected ${expected} outer entries for an array of ${ndim} axes, found [${outer.join(", ")}].`);
  }
  const [z, y, x] = vec;
  if (ndim >= 3) return [...outer, z, y, x];
  return ndim === 2 ? [z, x] : ndim === 1 ? [x] : [];
}

/** A region that lies in one frame. Throws GeometryError where it spans several: then use {@link frameRois}. */
export function toFrameRoi(roi: Roi): FrameRoi {
  if (outerPart(roi.shape).some((n) => n !== 1)) {
    throw new GeometryError(`Expected a region of one frame (extent 1 on all axes but the last three), found ${roi}.`);
  }
  return { outer: outerPart(roi.offset), roi: framePart(roi) };
}

/** A region as its parts in every frame it meets, in C order, one at a time. */
export function* frameRois(roi: Roi): Generator<FrameRoi, void, undefined> {
  const frame = framePart(roi);
  for (const outer of positions(new Roi(outerPart(roi.offset), outerPart(roi.shape)))) yield { outer, roi: frame };
}

/** The inverse of {@link toFrameRoi} for an array of `ndim` axes. */
export function fromFrameRoi(part: FrameRoi, ndim: number): Roi {
  return new Roi(
    fromFrameVec(part.roi.offset as FrameVec, part.outer, ndim),
    fromFrameVec(
      part.roi.shape as FrameVec,
      part.outer.map(() => 1),
      ndim,
    ),
  );
}

const outerPart = (vec: Vec): number[] => vec.slice(0, Math.max(0, vec.length - 3));

const framePart = (roi: Roi): Roi => new Roi(toFrameVec(roi.offset, 0), toFrameVec(roi.shape, 1));
