/**
 * Logic on masks of one shape, 128 voxels at a time.
 * @module
 */
import type { Mask } from "../graph/lazy-array.ts";
import type { LogicalOperation } from "../kernels/elementwise/index.ts";
import { applyKernel, requireMask } from "./apply.ts";
import { requireSameShape } from "./operand.ts";

function logic(op: LogicalOperation, a: Mask, b: Mask): Mask {
  requireMask(a, op);
  requireMask(b, `${op} (with)`, "with");
  requireSameShape(op, a, b, "with");
  return applyKernel<"bool">("logical", { op }, [a, b]);
}

/** True where both are. */
export const and = (a: Mask, b: Mask): Mask => logic("and", a, b);
/** True where at least one is. */
export const or = (a: Mask, b: Mask): Mask => logic("or", a, b);
/** True where exactly one is. */
export const xor = (a: Mask, b: Mask): Mask => logic("xor", a, b);
/** True where a is and b is not. */
export const andNot = (a: Mask, b: Mask): Mask => logic("andNot", a, b);

/** True where the mask is not. */
export function not(mask: Mask): Mask {
  requireMask(mask, "not");
  return applyKernel<"bool">("logical", { op: "not" }, [mask]);
}
