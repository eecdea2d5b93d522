/**
 * Projection of an image along one axis, as a collector: a block leaves its part of the projected plane.
 * @module
 */
import { type Dtype, isFloat, isInteger, itemSize } from "../../array/dtype.ts";
import { NdArray } from "../../array/nd-array.ts";
import { GeometryError, PlanError, UnsupportedError } from "../../errors.ts";
import type { Collector, CollectorTask, CombineContext } from "../collector.ts";
import type { Triple } from "../kernel.ts";
import { ProjectedPlane, type ProjectionOp, pixelBytes, projectedDtype } from "./plane.ts";
import { ProjectionRun, projectionBytes } from "./projection-run.ts";

export interface ProjectionParams {
  readonly [key: string]: number | string;
  /** The frame axis that disappears: 0 layers, 1 rows, 2 columns. */
  readonly axis: 0 | 1 | 2;
  readonly op: ProjectionOp;
  /** Dtype of the image. */
  readonly dtype: Dtype;
  /** Axes of the image, 2 or 3: a plane has no rows in its frame, and none in its projection. */
  readonly ndim: 2 | 3;
}

/** A projection's collector, and whether blocks must not be cut along its axis. */
export interface Projection extends Collector<ProjectionParams, NdArray> {
  /** The axis that every block must cover whole, or undefined. */
  wholeAxis(params: ProjectionParams): 0 | 1 | 2 | undefined;
}

const others = (axis: number): readonly [number, number] => (axis === 0 ? [1, 2] : axis === 1 ? [0, 2] : [0, 1]);

/** Integers of up to 32 bits are added in float64. */
const longestSum = (dtype: Dtype): number => 2 ** 53 / 2 ** (8 * itemSize(dtype));

function checkAxis({ axis, op, dtype }: ProjectionParams, image: Triple): void {
  if ((op === "sum" || op === "mean") && (isInteger(dtype) || dtype === "bool") && itemSize(dtype) < 8 && image[axis] > longestSum(dtype))
    throw new UnsupportedError(`Expected at most ${longestSum(dtype)} voxels of ${dtype} along the projected axis, found ${image[axis]}.`);
}

/**
 * Largest, smallest, sum or mean along an axis; the result has the two other axes. Dtypes as in NumPy: max, min and all of floats
 * keep the dtype, sums of integers are int64 or uint64, their means float64. NaN in, NaN out.
 *
 * Sums of integers are exact, whatever the blocks. Sums of floats are taken in float64 from the first voxel of the axis to the last,
 * so blocks must hold the whole axis (`wholeAxis`). Throws PlanError for blocks that do not, UnsupportedError for sums beyond 64 bits.
 */
export const projection: Projection = {
  name: "projection",
  version: 1,
  wholeAxis: ({ axis, op, dtype }) => (isFloat(dtype) && (op === "sum" || op === "mean") ? axis : undefined),
  describe(params, inputs) {
    if (inputs.length !== 1 || inputs[0] !== params.dtype)
      throw new GeometryError(`Expected one image of ${params.dtype}, found ${inputs.join(", ") || "none"}.`);
    const whole = projection.wholeAxis(params);
    return {
      scratchBytes: (block) => projectionBytes(params, block),
      nsPerVoxel: params.op === "max" || params.op === "min" ? 0.3 : 1,
      wholeAxes: [whole === 0, whole === 1, whole === 2],
    };
  },
  start(task: CollectorTask<ProjectionParams>) {
    const { params, image, region } = task;
    checkAxis(params, image);
    const whole = projection.wholeAxis(params);
    if (whole !== undefined && region.shape[whole] !== image[whole])
      throw new PlanError(
        `Expected blocks of ${image[whole]} voxels along the projected axis for sums of floats, found ${region.shape[whole]}.`,
      );
    return new ProjectionRun(task);
  },
  async combine(context: CombineContext<ProjectionParams>): Promise<NdArray> {
    const { image, blocks, params } = context;
    const { axis, op, dtype } = params;
    const [first, second] = others(axis);
    const shape = [image[first] as number, image[second] as number] as const;
    const plane = new ProjectedPlane(dtype, op, new Uint8Array(shape[0] * shape[1] * pixelBytes(dtype, op)));
    plane.clear();
    for (const [number, { offset, shape: size }] of blocks.entries()) {
      const partial = await context.partial(number);
      const part = new ProjectedPlane(dtype, op, partial.byteOffset % 8 === 0 ? partial : partial.slice());
      const columns = size[second] as number;
      for (let i = 0; i < part.length; i++) {
        const row = (offset[first] as number) + Math.floor(i / columns);
        plane.combine(row * shape[1] + (offset[second] as number) + (i % columns), part, i);
      }
    }
    const data = plane.result(image[axis]);
    return new NdArray(projectedDtype(dtype, op), data, params.ndim === 2 ? [shape[axis === 0 ? 1 : 0]] : shape);
  },
};
