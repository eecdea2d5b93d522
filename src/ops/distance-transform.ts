/** @module */
import { GeometryError, UnsupportedError } from "../errors.ts";
import type { PerAxis } from "../geometry/axes.ts";
import { toFrameVec } from "../geometry/frame.ts";
import { convertUnit, unitName } from "../geometry/unit.ts";
import { LazyArray, type Mask } from "../graph/lazy-array.ts";
import { kernelNode, mergeNode } from "../graph/nodes.ts";
import { requireMask, spaceOf } from "./apply.ts";
import { inOption } from "./option.ts";

export interface DistanceTransformOptions {
  /**
   * Squared distances: whole numbers (uint32) in voxels, float64 with a spacing or where they would not fit.
   * @default false: distances, as float32
   */
  readonly squared?: boolean | undefined;
  /**
   * What a step along each axis measures, as SciPy's `sampling` and edt's `anisotropy`: numbers, or the name of a unit ("um") to measure with
   * the spacing of the image.
   * @default 1 on every axis: distances in voxels
   */
  readonly spacing?: PerAxis<number> | string | undefined;
  /**
   * What lies outside the image: 1 takes no part (as in SciPy), 0 is background (edt's `black_border`).
   * @default 1
   */
  readonly borderValue?: 0 | 1 | undefined;
}

/** Squared distances below this are computed as whole numbers of 32 bits. */
const WHOLE_LIMIT = 2 ** 31 - 1;

/**
 * The Euclidean distance of every true voxel to the nearest false one, centre to centre; 0 where the mask is false. Exact over any distance and
 * any blocks. Without any false voxel (and nothing outside that counts) distances are Infinity, squares in uint32 4294967295; SciPy gives
 * distances to a point before the first voxel there.
 *
 * Blocks hold complete rows and columns and a few layers at a time; memory is about 64 bytes for every voxel of a layer.
 */
export function distanceTransform(mask: Mask, options: DistanceTransformOptions = {}): LazyArray<"float32" | "float64" | "uint32"> {
  requireMask(mask, "distanceTransform");
  if (mask.ndim > 3) {
    throw new UnsupportedError(
      `Expected a mask of one to three axes for distanceTransform, found ${mask.ndim} (${mask.axes.join(", ")}).`,
      {
        hint: "Transform one time point or channel at a time: slice it.",
        option: "input",
      },
    );
  }
  const { squared = false, borderValue = 1 } = options;
  if (borderValue !== 0 && borderValue !== 1)
    throw new GeometryError(`Expected a borderValue of 0 or 1, found ${borderValue}.`, { option: "borderValue" });
  const spacing = inOption("spacing", () => spacingFor(mask, options.spacing));
  const largest = mask.shape.reduce((sum, n) => sum + n * n, 0);
  const wide = spacing.some((s) => s !== spacing[0]) || largest >= WHOLE_LIMIT;
  const dtype = squared ? (wide || spacing[0] !== 1 ? "float64" : "uint32") : "float32";
  // Whole numbers times a spacing would be rounded twice.
  const params = { spacing: frameSpacing(spacing), dtype, wide: wide || dtype === "float64", borderValue };
  const columns = mergeNode("columnDistance", { borderValue }, [mask.node]);
  return new LazyArray(kernelNode("planeDistance", params, [columns]), mask, mask.chunks);
}

/** Axes that the image lacks have one voxel, whose spacing does not matter; that of the last axis keeps equal spacings equal. */
const frameSpacing = (spacing: readonly number[]): number[] => [...toFrameVec(spacing, spacing.at(-1) as number)];

function spacingFor(mask: LazyArray, spacing: DistanceTransformOptions["spacing"]): number[] {
  if (typeof spacing === "string") return inUnit(mask, spacing);
  const vec = spacing === undefined ? mask.shape.map(() => 1) : [...spaceOf(mask).voxels(spacing, "the spacing")];
  const axis = vec.findIndex((s) => !(s > 0 && Number.isFinite(s)));
  if (axis >= 0) throw new GeometryError(`Expected a spacing above 0 along ${mask.axes[axis]}, found ${vec[axis]}.`);
  return vec;
}

/** The spacing of the image in one unit. */
function inUnit(mask: LazyArray, name: string): number[] {
  const unit = unitName(name);
  if (unit === undefined) throw new GeometryError(`Expected numbers or the name of a unit such as "um" for the spacing, found "${name}".`);
  return mask.spacing.map((value, axis) => {
    const own = unitName(mask.unit[axis] ?? "");
    if (own === undefined) {
      throw new GeometryError(`Expected axis ${mask.axes[axis]} to have a spacing with a unit, to measure ${name} along it; found none.`, {
        hint: "Give the input a spacing, or the spacing as numbers.",
      });
    }
    return convertUnit({ value, unit: own }, unit);
  });
}
