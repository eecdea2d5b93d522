/**
 * Binary erosion and dilation of packed masks by any footprint.
 *
 * With offsets d of the footprint: erosion(p) = AND mask(p + d), dilation(p) = OR mask(p - d), as in SciPy and
 * scikit-image, so that an erosion and a dilation by the same footprint make an opening, also when it is not symmetric.
 * The dilation is the erosion of the complement by the mirrored footprint.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import type { Kernel, KernelRun, KernelTask, KernelTraits } from "../kernel.ts";
import { boxErosionBytes, startBoxErosion } from "./box-run.ts";
import { type ErosionPlan, erosionCost, erosionHalo, erosionPlan } from "./erosion-plan.ts";
import { erosionBytes, startErosion } from "./erosion-run.ts";
import { type Footprint, type FootprintRow, footprintRows, reflectRows } from "./footprint.ts";
import type { ErosionMode } from "./row-buffer.ts";

/** Parameters of `erode` and `dilate`. */
export type MorphologyParams = {
  /** In frame form: three numbers, for z, y, x. */
  readonly footprint: Footprint;
  /**
   * The value of voxels outside the image. By default they take no part (scikit-image), which is 1 for an erosion and 0 for
   * a dilation; SciPy's default is 0 for both.
   */
  readonly borderValue?: 0 | 1;
};

/** Binary erosion: a voxel stays when the whole footprint around it is true. */
export const erode: Kernel<MorphologyParams> = {
  name: "erode",
  version: 1,
  describe: (params, inputs) => describe(erosionPlan(footprintRows(params.footprint)), inputs),
  start: (task) => start(task, footprintRows(task.params.footprint), { border: task.params.borderValue ?? 1, complement: false }),
};

/** Binary dilation: a voxel becomes true when the mirrored footprint around it meets a true voxel. */
export const dilate: Kernel<MorphologyParams> = {
  name: "dilate",
  version: 1,
  describe: (params, inputs) => describe(erosionPlan(reflectRows(footprintRows(params.footprint))), inputs),
  start: (task) =>
    start(task, reflectRows(footprintRows(task.params.footprint)), { border: task.params.borderValue === 1 ? 0 : 1, complement: true }),
};

function describe(plan: ErosionPlan, inputs: readonly Dtype[]): KernelTraits {
  if (inputs.length !== 1 || inputs[0] !== "bool") {
    throw new GeometryError(`Expected one mask (bool), found [${inputs.join(", ")}].`, { hint: "Make a mask with a threshold first." });
  }
  const bytes = plan.box ? boxErosionBytes : erosionBytes;
  return { dtype: "bool", halo: erosionHalo(plan), scratchBytes: (plane) => bytes(plan, plane), nsPerVoxel: erosionCost(plan) };
}

function start(task: KernelTask<MorphologyParams>, rows: readonly FootprintRow[], mode: ErosionMode): KernelRun {
  const plan = erosionPlan(rows);
  return plan.box ? startBoxErosion(task, plan, mode) : startErosion(task, plan, mode);
}
