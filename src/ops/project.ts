/** @module */
import { GeometryError, UnsupportedError } from "../errors.ts";
import { axisIndex } from "../geometry/axes.ts";
import { LazyArray } from "../graph/lazy-array.ts";
import { reducedNode } from "../graph/nodes.ts";
import { type ProjectionOp, projectedDtype } from "../kernels/projection/index.ts";
import { inOption } from "./option.ts";

export interface ProjectOptions {
  /** Name of the axis that disappears. */
  readonly axis: string;
  /** What becomes of the values along it. */
  readonly method: ProjectionOp;
}

const methods: readonly ProjectionOp[] = ["max", "min", "sum", "mean"];

/**
 * The largest, smallest, sum or mean of the values along an axis: an image of one axis less. Dtypes as in NumPy: sums of integers are
 * 64 bits wide and exact, their means float64; floats stay what they are, added in float64 from the first voxel to the last.
 */
export function project(image: LazyArray, options: ProjectOptions): LazyArray {
  const { axis, method } = options;
  if (!methods.includes(method))
    throw new GeometryError(`Expected method to be one of ${methods.join(", ")}, found ${String(method)}.`, { option: "method" });
  const { ndim, shape, dtype } = image;
  if (ndim !== 2 && ndim !== 3) {
    throw new UnsupportedError(`Expected an image of two or three axes to project, found ${ndim} (${image.axes.join(", ")}).`, {
      hint: ndim < 2 ? "Use max, min, sum or mean." : "Project one time point or channel at a time: slice it.",
      option: "input",
    });
  }
  const index = inOption("axis", () => axisIndex(image.axes, axis));
  const kept = <T>(values: readonly T[]): T[] => values.filter((_, i) => i !== index);
  // A plane's second axis is the third of its frame.
  const frame = ndim === 2 && index === 1 ? 2 : index;
  const result = projectedDtype(dtype, method);
  const node = reducedNode("projection", { axis: frame, op: method, dtype, ndim }, [image.node], kept(shape), result);
  const space = { axes: kept(image.axes), spacing: kept(image.spacing), unit: kept(image.unit), translation: kept(image.translation) };
  return new LazyArray(node, space, kept(image.chunks));
}
