/**
 * Gaussians and their derivatives, for all operators that are made of them.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { type PerAxis, perAxis } from "../geometry/axes.ts";
import { toFrameVec } from "../geometry/frame.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { gaussianWeights } from "../kernels/filters/index.ts";
import type { Triple } from "../kernels/kernel.ts";
import { requireFramewise, spaceOf } from "./apply.ts";
import { inOption } from "./option.ts";
import type { Separable } from "./separable.ts";

/** Voxels; a wider Gaussian is a mistake in a unit, or work for a coarser level. */
const WIDEST = 10_000;

/** Standard deviations in voxels, per axis. */
export function sigmaOf(image: LazyArray, given: PerAxis<number | string>, option = "sigma"): number[] {
  return inOption(option, () => {
    const frames = image.ndim > 3;
    if (frames && (typeof given === "number" || typeof given === "string"))
      requireFramewise(
        image.shape.map(() => 1),
        image,
        option,
      );
    const sigma = spaceOf(image).voxels(given, option, frames ? 0 : undefined);
    const bad = sigma.findIndex((s) => !(s >= 0 && s <= WIDEST));
    if (bad >= 0) {
      throw new GeometryError(`Expected ${option} from 0 to ${WIDEST} voxels on axis ${image.axes[bad]}, found ${sigma[bad]}.`, {
        hint: "Check its unit and the spacing of the image.",
      });
    }
    requireFramewise(sigma, image, option);
    return sigma;
  });
}

/** Which derivative along each axis; 0 smooths. */
export function orderOf(image: LazyArray, given: PerAxis<number>): number[] {
  return inOption("order", () => {
    const order = perAxis<number>(given, image.axes, "order", 0);
    const bad = order.findIndex((n) => !(Number.isInteger(n) && n >= 0));
    if (bad >= 0) throw new GeometryError(`Expected a whole order of 0 or more on axis ${image.axes[bad]}, found ${order[bad]}.`);
    requireFramewise(order, image, "order");
    return order;
  });
}

/** Where the kernel is cut, in standard deviations. */
export function checkTruncate(truncate: number): void {
  if (!(truncate > 0)) throw new GeometryError(`Expected truncate to be more than 0, found ${truncate}.`, { option: "truncate" });
}

/** The passes of a Gaussian, or of one of its derivatives. */
export function gaussianPasses(sigma: readonly number[], truncate: number, order: readonly number[]): Separable {
  const sigmas = toFrameVec(sigma, 0);
  const orders = toFrameVec(order, 0);
  const half = (axis: 0 | 1 | 2): number[] => gaussianWeights(sigmas[axis], truncate, orders[axis]);
  const weights = inOption("order", () => [half(0), half(1), half(2)] as const);
  return { weights, odd: orders.map((n) => n % 2 === 1) as unknown as Separable["odd"] };
}

/** The axes that a frame filter works along, each as a vector that names it: order 1 on one axis, 0 on the others. */
export function unitVectors(image: LazyArray): number[][] {
  const first = Math.max(0, image.ndim - 3);
  return image.axes.slice(first).map((_, i) => image.axes.map((_, axis) => Number(axis === first + i)));
}

/** The widest reach of several sets of passes. */
export const farthest = (all: readonly Separable[]): Triple =>
  [0, 1, 2].map((axis) => Math.max(...all.map(({ weights }) => (weights[axis] as readonly number[]).length - 1))) as unknown as Triple;
