/**
 * Filters that are one pass per axis.
 * @module
 */
import type { LazyArray } from "../graph/lazy-array.ts";
import type { Triple } from "../kernels/kernel.ts";
import { applyKernel } from "./apply.ts";
import type { Border, Reach } from "./filtered.ts";
import { bothSides } from "./filtered.ts";

/** Half filters for layers, rows and columns, centre first; `odd` where the two sides have opposite signs. */
export interface Separable {
  readonly weights: readonly [readonly number[], readonly number[], readonly number[]];
  readonly odd: readonly [boolean, boolean, boolean];
}

/** How far it looks. */
export const separableReach = ({ weights }: Separable): Reach => bothSides(weights.map((half) => half.length - 1) as unknown as Triple);

/**
 * Applies all passes, fused where their order makes no difference. Where it does (a constant other than 0 lies outside, and a pass
 * does not leave constants as they are) one after another in `order`, each with the same constant around it, as SciPy does.
 */
export function applySeparable(
  image: LazyArray,
  { weights, odd }: Separable,
  border: Border,
  order: readonly (0 | 1 | 2)[] = [0, 1, 2],
): LazyArray<"float32" | "float64"> {
  const keeps = weights.every((half, axis) => half.length === 1 || (!odd[axis] && Math.abs(sumOf(half) - 1) <= 1e-6));
  if (keeps || border.boundary !== "constant" || border.constantValue === 0)
    return applyKernel("gaussian", { weights, ...(odd.includes(true) ? { odd } : {}), ...border }, [image]);
  const active = order.filter((axis) => (weights[axis] as readonly number[]).length > 1);
  return active.reduce<LazyArray>((result, axis) => {
    const only = weights.map((half, other) => (other === axis ? half : [1]));
    return applyKernel("gaussian", { weights: only, odd: [0, 1, 2].map((other) => other === axis && odd[axis] === true), ...border }, [
      result,
    ]);
  }, image) as LazyArray<"float32" | "float64">;
}

const sumOf = (half: readonly number[]): number => half.reduce((sum, w, k) => sum + (k === 0 ? w : 2 * w), 0);
