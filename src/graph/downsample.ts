/**
 * Lower resolutions of lazy arrays.
 * @module
 */
import type { Dtype } from "../array/dtype.ts";
import { affineOfPart } from "../geometry/affine.ts";
import type { Vec } from "../geometry/vec.ts";
import { defaultResample, type Resample } from "../kernels/downsample.ts";
import { LazyArray } from "./lazy-array.ts";
import { downsampleNode } from "./nodes.ts";

/**
 * Windows of `factor` voxels as one voxel each. Spacing grows by the factor, and the first voxel moves to the middle of its window:
 * `(factor - 1) / 2` of the spacing before. Chunks keep their shape.
 */
export function downsampled<D extends Dtype>(
  image: LazyArray<D>,
  factor: Vec,
  resample: Resample = defaultResample(image.dtype),
): LazyArray<D> {
  const node = downsampleNode(image.node, factor, resample);
  const spacing = image.spacing.map((s, axis) => s * (factor[axis] as number));
  const translation = image.translation.map((t, axis) => t + (((factor[axis] as number) - 1) / 2) * (image.spacing[axis] as number));
  const { axes, unit, orientation } = image;
  const offset = factor.map((f) => (f - 1) / 2);
  const affine = image.affine && affineOfPart(image.affine, axes, { offset, factor });
  return new LazyArray<D>(node, { axes, unit, spacing, translation, affine, orientation }, image.chunks);
}
