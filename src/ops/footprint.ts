/**
 * Footprints as users give them: in voxels or in lengths.
 * @module
 */
import { NdArray } from "../array/nd-array.ts";
import { fromNested, type Nested } from "../array/nested.ts";
import { GeometryError } from "../errors.ts";
import type { PerAxis } from "../geometry/axes.ts";
import { toFrameVec } from "../geometry/frame.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { Footprint as KernelFootprint } from "../kernels/morphology/footprint.ts";
import { customFootprint, frameFootprint } from "../kernels/morphology/footprint.ts";
import { requireFramewise, spaceOf } from "./apply.ts";

/** One of three shapes, or any set of voxels. Numbers are voxels, strings lengths ("2 um"). */
export type Footprint =
  /** All voxels within a radius, which may differ per axis. */
  | { readonly ball: PerAxis<number | string> }
  /** A box with this many voxels per axis, all odd. */
  | { readonly box: PerAxis<number> }
  /** Axis-aligned arms of this length. */
  | { readonly cross: PerAxis<number | string> }
  /**
   * The voxels that are not 0 in a small array of the image's axes, nested lists such as `[[0, 1, 0], [1, 1, 1], [0, 1, 0]]`. Its centre is the
   * voxel at half its shape, of an even one the one behind the middle, as in SciPy.
   */
  | { readonly mask: NdArray | Nested }
  /** Offsets from the centre, one entry per axis. */
  | { readonly offsets: readonly (readonly number[])[] };

/** A footprint that reaches further is a mistake in a unit, not a neighbourhood; its rows alone would fill the memory. */
const FURTHEST = 1000;

/** A ball of radius r (voxels, or a length). */
export const ball = (r: PerAxis<number | string>): Footprint => ({ ball: r });
/** A box of odd size. */
export const box = (size: PerAxis<number>): Footprint => ({ box: size });
/** A cross with arms of this length; `cross(1)` joins face neighbours. */
export const cross = (length: PerAxis<number | string>): Footprint => ({ cross: length });

/** The footprint of an image in the form that kernels take. */
export function footprintFor(image: LazyArray, footprint: Footprint): KernelFootprint {
  const frames = image.ndim > 3;
  const voxels = (value: PerAxis<number | string>, none: number): number[] => {
    const perAxis =
      frames && (typeof value === "number" || typeof value === "string")
        ? Object.fromEntries(image.axes.slice(-3).map((a) => [a, value]))
        : value;
    const vec = spaceOf(image).voxels(perAxis, "the footprint", frames ? none : undefined);
    requireFramewise(
      vec.map((v) => v - none),
      image,
      "the footprint",
    );
    requireNear(image, vec);
    return vec;
  };
  const toFrame = (vec: readonly number[], fillValue: number): readonly [number, number, number] => toFrameVec(vec, fillValue);
  if ("ball" in footprint) return frameFootprint({ ball: voxels(footprint.ball, 0) }, toFrame);
  if ("box" in footprint) return frameFootprint({ box: voxels(footprint.box, 1) }, toFrame);
  if ("cross" in footprint) return frameFootprint({ cross: voxels(footprint.cross, 0) }, toFrame);
  if ("mask" in footprint) return footprintFor(image, { offsets: offsetsOf(image, footprint.mask) });
  for (const offset of footprint.offsets) if (offset.length === image.ndim) requireNear(image, offset);
  const wrong = footprint.offsets.find((o) => o.length !== image.ndim);
  if (wrong !== undefined) throw new GeometryError(`Expected footprint offsets of ${image.ndim} entries, found [${wrong.join(", ")}].`);
  return frameFootprint(footprint, toFrame);
}

/** Offsets of the voxels of a custom footprint. */
function offsetsOf(image: LazyArray, given: NdArray | Nested): readonly (readonly number[])[] {
  const array = given instanceof NdArray ? given : fromNested(given, "float64");
  if (array.shape.length !== image.ndim)
    throw new GeometryError(`Expected a footprint of ${image.ndim} axes, as the image has, found [${array.shape.join(", ")}].`);
  const kernel = customFootprint(array);
  return "offsets" in kernel ? kernel.offsets : [];
}

function requireNear(image: LazyArray, reach: readonly number[]): void {
  const axis = reach.findIndex((r) => !(Math.abs(r) <= FURTHEST));
  if (axis < 0) return;
  throw new GeometryError(`Expected a footprint of at most ${FURTHEST} voxels along ${image.axes[axis]}, found ${reach[axis]}.`, {
    hint: "Check its unit and the spacing of the image, or work on a coarser level.",
  });
}
