/**
 * How an operator becomes a node: the result lies where its first input lies.
 * @module
 */
import type { Dtype } from "../array/dtype.ts";
import { GeometryError } from "../errors.ts";
import { Space } from "../geometry/space.ts";
import type { Vec } from "../geometry/vec.ts";
import { LazyArray } from "../graph/lazy-array.ts";
import type { ScalarNode } from "../graph/node.ts";
import { kernelNode } from "../graph/nodes.ts";
import type { Params } from "../kernels/kernel.ts";

/** A kernel over arrays of one shape, in the space and chunks of the first. */
export function applyKernel<D extends Dtype>(
  kernel: string,
  params: Params,
  inputs: readonly LazyArray[],
  scalars: readonly ScalarNode[] = [],
): LazyArray<D> {
  const [first] = inputs as readonly [LazyArray];
  const node = kernelNode(
    kernel,
    params,
    inputs.map((i) => i.node),
    scalars,
  );
  return new LazyArray<D>(node, first, first.chunks);
}

/** The space of an array, for lengths in units. */
export const spaceOf = (image: LazyArray): Space =>
  new Space({ axes: image.axes, spacing: image.spacing, unit: image.unit, translation: image.translation });

/** Throws unless the array is a mask: before anything runs, and also where types were not checked (recipes, JavaScript). */
export function requireMask(image: LazyArray, what: string, option = "input"): void {
  if (image.dtype !== "bool") {
    throw new GeometryError(`Expected a mask (bool) for ${what}, found ${image.dtype}.`, { hint: "Make one with threshold.", option });
  }
}

/** Throws unless the array is a label image. */
export function requireLabels(image: LazyArray, what: string): void {
  if (image.dtype !== "uint32") {
    throw new GeometryError(`Expected a label image (uint32) for ${what}, found ${image.dtype}.`, {
      hint: "Make one with label, or cast whole numbers to uint32.",
      option: "input",
    });
  }
}

/**
 * Throws when a filter would reach along an axis before the last three: frames (time points, channels) are processed one by one.
 */
export function requireFramewise(reach: Vec, image: LazyArray, what: string): void {
  const axis = reach.slice(0, Math.max(0, reach.length - 3)).findIndex((r) => r !== 0);
  if (axis >= 0) {
    throw new GeometryError(
      `Expected ${what} to be 0 on axis ${image.axes[axis]}: arrays of more than three axes are filtered frame by frame, found ${reach[axis]}.`,
      {
        hint: `Give it per axis, for example { ${image.axes
          .slice(-3)
          .map((a) => `${a}: 1`)
          .join(", ")} }.`,
      },
    );
  }
}
