/**
 * Erosion and dilation of packed masks and grey images by any flat footprint.
 *
 * With offsets d of the footprint: erosion(p) = AND mask(p + d), dilation(p) = OR mask(p - d), as in SciPy and
 * scikit-image, so that an erosion and a dilation by the same footprint make an opening, also when it is not symmetric. Of grey images it is the
 * smallest and the largest value. The dilation is the erosion of the complement by the mirrored footprint.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import { intervalOf } from "../elementwise/interval.ts";
import { decodeNumber, isPending, type JsonNumber } from "../json-number.ts";
import type { Kernel, KernelRun, KernelTask, KernelTraits } from "../kernel.ts";
import type { LayerRing } from "../layers.ts";
import { bitLanes } from "./bit-lanes.ts";
import { boxErosionBytes, startBoxErosion } from "./box-run.ts";
import { erosionCost, erosionHalo, erosionPlan } from "./erosion-plan.ts";
import { erosionBytes, startErosion } from "./erosion-run.ts";
import { type Footprint, type FootprintRow, footprintRows, reflectRows } from "./footprint.ts";
import { greyLanes } from "./grey-lanes.ts";
import type { MakeLanes } from "./lanes.ts";

/** Parameters of `erode` and `dilate`. */
export type MorphologyParams = {
  /** In frame form: three numbers, for z, y, x. */
  readonly footprint: Footprint;
  /**
   * The value of voxels outside the image: 0 or 1 for masks, a value of the image's dtype otherwise. By default they take no part
   * (scikit-image), which for masks is 1 for an erosion and 0 for a dilation; SciPy's default is 0 for both.
   */
  readonly borderValue?: JsonNumber;
};

/** Erosion: a voxel of a mask stays when the whole footprint around it is true; a grey voxel becomes the smallest of its footprint. */
export const erode: Kernel<MorphologyParams> = {
  name: "erode",
  version: 1,
  describe: (params, inputs) => describe(params, footprintRows(params.footprint), inputs),
  start: (task) => start(task, footprintRows(task.params.footprint), false),
};

/** Dilation: a voxel becomes true when the mirrored footprint around it meets a true voxel; a grey voxel the largest of that. */
export const dilate: Kernel<MorphologyParams> = {
  name: "dilate",
  version: 1,
  describe: (params, inputs) => describe(params, reflectRows(footprintRows(params.footprint)), inputs),
  start: (task) => start(task, reflectRows(footprintRows(task.params.footprint)), true),
};

function describe({ borderValue }: MorphologyParams, rows: readonly FootprintRow[], inputs: readonly Dtype[]): KernelTraits {
  const [dtype] = inputs;
  if (inputs.length !== 1 || dtype === undefined)
    throw new GeometryError(`Expected one image to erode or dilate, found [${inputs.join(", ")}].`);
  if (borderValue !== undefined && !isPending(borderValue)) checkBorder(decodeNumber(borderValue), dtype);
  const plan = erosionPlan(rows);
  const bytes = plan.box ? boxErosionBytes : erosionBytes;
  return { dtype, halo: erosionHalo(plan), scratchBytes: (plane) => bytes(plan, dtype, plane), nsPerVoxel: erosionCost(plan, dtype) };
}

function checkBorder(value: number | bigint, dtype: Dtype): void {
  const fits = dtype === "bool" ? value === 0 || value === 1 : Number.isNaN(value) ? dtype.startsWith("float") : isValueOf(dtype, value);
  if (fits) return;
  const values = dtype === "bool" ? "0 or 1" : `a value of ${dtype}`;
  throw new GeometryError(`Expected ${values} as borderValue, found ${value}.`, { option: "borderValue" });
}
const isValueOf = (dtype: Dtype, value: number | bigint): boolean =>
  dtype.startsWith("float") || intervalOf(dtype, { atLeast: value, atMost: value }) !== undefined;

function start(task: KernelTask<MorphologyParams>, rows: readonly FootprintRow[], complement: boolean): KernelRun {
  const plan = erosionPlan(rows);
  const lanes = lanesFor(task, complement);
  return plan.box ? startBoxErosion(task, plan, lanes) : startErosion(task, plan, lanes);
}

function lanesFor({ params, inputs }: KernelTask<MorphologyParams>, complement: boolean): MakeLanes {
  const { dtype } = inputs[0] as LayerRing;
  const outside = params.borderValue === undefined ? undefined : decodeNumber(params.borderValue);
  if (dtype !== "bool") return greyLanes({ dtype, complement, outside });
  const ignored = complement ? 0 : 1;
  return bitLanes({ border: (outside ?? ignored) === ignored ? 1 : 0, complement });
}
