/** @module */
import { GeometryError } from "../errors.ts";
import { toFrameVec } from "../geometry/frame.ts";
import { convertUnit, parseLength, unitName } from "../geometry/unit.ts";
import type { LabelImage, LazyArray, Mask } from "../graph/lazy-array.ts";
import { applyKernel, requireLabels, requireMask } from "./apply.ts";
import { requireSameShape } from "./operand.ts";
import { inOption } from "./option.ts";

export interface ExpandLabelsOptions {
  /** How far labels grow: voxels (a number), or a length ("12 um") measured with the spacing of each axis. */
  readonly distance: number | string;
  /** Only background inside this mask is taken. */
  readonly within?: Mask | undefined;
}

/**
 * Lets each label grow into the background up to a Euclidean distance, straight through whatever lies between (as scikit-image's
 * expand_labels). A voxel takes the label of its nearest labelled voxel; where two are equally near, the smaller label.
 */
export function expandLabels(labels: LabelImage, options: ExpandLabelsOptions): LabelImage {
  requireLabels(labels, "expandLabels");
  if (options.within !== undefined) {
    requireMask(options.within, "within", "within");
    requireSameShape("expandLabels", labels, options.within, "within");
  }
  const { limit, scale } = inOption("distance", () => measure(labels, options.distance));
  const params = { distance: Math.min(limit, farthest(labels, scale)), spacing: [...toFrameVec(scale, 1)] };
  const inputs = options.within === undefined ? [labels] : [labels, options.within];
  return inOption("distance", () => applyKernel<"uint32">("expandLabels", params, inputs));
}

/** A distance that no two voxels of a frame have between them: no label needs to reach further. */
function farthest({ shape }: LazyArray, scale: readonly number[]): number {
  const edges = toFrameVec(shape, 1).map((n, axis) => n * (toFrameVec(scale, 1)[axis] as number));
  return Math.ceil(Math.hypot(...edges) / Math.min(...scale)) * Math.min(...scale);
}

/** The distance and the spacing in one unit; 1 per axis when the distance counts voxels. */
function measure(labels: LazyArray, distance: number | string): { readonly limit: number; readonly scale: readonly number[] } {
  if (typeof distance === "number") {
    if (!(distance >= 0 && Number.isFinite(distance))) throw new GeometryError(`Expected a distance of 0 or more, found ${distance}.`);
    return { limit: distance, scale: labels.shape.map(() => 1) };
  }
  const length = parseLength(distance);
  if (!(length.value >= 0)) throw new GeometryError(`Expected a distance of 0 or more, found ${distance}.`);
  const scale = labels.spacing.map((value, axis) => {
    const unit = unitName(labels.unit[axis] ?? "");
    if (axis < labels.ndim - 3) return 1;
    if (unit === undefined)
      throw new GeometryError(
        `Expected axis ${labels.axes[axis]} to have a spacing with a unit, to measure ${distance} along it; found none.`,
        { hint: "Give the input a spacing, or the distance in voxels." },
      );
    return convertUnit({ value, unit }, length.unit);
  });
  return { limit: length.value, scale };
}
