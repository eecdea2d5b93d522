/**
 * The two sides of an operation voxel by voxel: arrays of one shape, or an array and a number.
 * @module
 */
import type { Operand as PromotionOperand } from "../array/promotion.ts";
import { GeometryError } from "../errors.ts";
import { equal } from "../geometry/vec.ts";
import { LazyArray } from "../graph/lazy-array.ts";
import { LazyScalar } from "../graph/lazy-scalar.ts";
import type { NumberLike } from "./scalar.ts";

/** An array, a number, or a number that a run computes. */
export type Operand = LazyArray | NumberLike;

/** Two operands, at least one of them an array. */
export type Operands =
  | { readonly arrays: readonly [LazyArray, LazyArray] }
  /** `reverse` when the number comes first. */
  | { readonly arrays: readonly [LazyArray]; readonly number: NumberLike; readonly reverse: boolean };

/** Sorts two operands. Throws GeometryError for two numbers, and for arrays of different shapes. */
export function operandsOf(what: string, a: Operand, b: Operand): Operands {
  if (a instanceof LazyArray && b instanceof LazyArray) {
    requireSameShape(what, a, b, "with");
    return { arrays: [a, b] };
  }
  if (a instanceof LazyArray) return { arrays: [a], number: b as NumberLike, reverse: false };
  if (b instanceof LazyArray) return { arrays: [b], number: a, reverse: true };
  throw new GeometryError(`Expected at least one array for ${what}, found two numbers.`, { hint: "Give it an image." });
}

/** Throws unless an array, given as `option`, has the shape of the first. */
export function requireSameShape(what: string, first: LazyArray, other: LazyArray, option: string): void {
  if (equal(first.shape, other.shape)) return;
  throw new GeometryError(
    `Expected arrays of one shape for ${what}, found [${first.shape.join(", ")}] and [${other.shape.join(", ")}] (${option}).`,
    { hint: "Slice one of them, so that both cover the same voxels.", option },
  );
}

/**
 * What an operand counts as when the dtype of a result is chosen. A lazy minimum or maximum is a value of its image; any other
 * lazy number is a fraction, which takes the width of its partner: a float32 image less its mean stays float32.
 */
export function promotionOperand(operand: Operand): PromotionOperand {
  if (operand instanceof LazyArray) return operand.dtype;
  if (!(operand instanceof LazyScalar)) return operand;
  const { reduction, input } = operand.node;
  return reduction === "min" || reduction === "max" ? input.dtype : 0.5;
}
