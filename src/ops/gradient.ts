/**
 * Differences along one axis, smoothed across it: what sobel and prewitt share.
 * @module
 */

import { GeometryError } from "../errors.ts";
import { axisIndex } from "../geometry/axes.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { Triple } from "../kernels/kernel.ts";
import { applyKernel } from "./apply.ts";
import { type BorderOptions, bothSides, filtered, frameAxes } from "./filtered.ts";
import { inOption } from "./option.ts";
import { applySeparable, type Separable } from "./separable.ts";

export interface GradientOptions extends BorderOptions {
  /** Name of the axis along which differences are taken. @default none: the length of the gradient, over the last three axes */
  readonly axis?: string | undefined;
}

/** The difference of the two neighbours along an axis, smoothed by `smooth` (centre, side) along the others; or the length of all of them. */
export function gradient(image: LazyArray, smooth: readonly [number, number], options: GradientOptions): LazyArray<"float32" | "float64"> {
  const axes = frameAxes(image.ndim);
  const along = options.axis === undefined ? axes : [frameAxisOf(image, options.axis)];
  const reach = [0, 1, 2].map((axis) => Number(axes.includes(axis as 0 | 1 | 2))) as unknown as Triple;
  return filtered(image, bothSides(reach), options, (padded, border) => {
    const parts = along.map((axis) => {
      const half = (other: 0 | 1 | 2): readonly number[] => (other === axis ? [0, 1] : axes.includes(other) ? smooth : [1]);
      const passes: Separable = { weights: [half(0), half(1), half(2)], odd: [axis === 0, axis === 1, axis === 2] };
      return applySeparable(padded, passes, border, [axis, ...axes.filter((other) => other !== axis)]);
    });
    return parts.length === 1 && options.axis !== undefined ? (parts[0] as (typeof parts)[number]) : applyKernel("magnitude", {}, parts);
  });
}

function frameAxisOf(image: LazyArray, name: string): 0 | 1 | 2 {
  return inOption("axis", () => {
    const index = axisIndex(image.axes, name) - Math.max(0, image.ndim - 3);
    const axis = frameAxes(image.ndim)[index];
    if (axis !== undefined) return axis;
    throw new GeometryError(
      `Expected one of the axes ${image.axes.slice(-3).join(", ")}, found ${name}: arrays of more axes are filtered frame by frame.`,
    );
  });
}
