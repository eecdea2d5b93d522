/** @module */
import { GeometryError } from "../errors.ts";
import type { LazyArray, Mask } from "../graph/lazy-array.ts";
import { applyKernel } from "./apply.ts";
import { li, otsu, triangle } from "./reductions.ts";
import { type NumberLike, scalarParams } from "./scalar.ts";

/** A number, a lazy number, or the name of a method that finds it in the image itself. */
export type Threshold = NumberLike | ThresholdMethod;
export type ThresholdMethod = "otsu" | "li" | "triangle";

const methods = { otsu, li, triangle };

/** At least one limit; with two, both must hold. */
export interface ThresholdOptions {
  /** value > above */
  readonly above?: Threshold | undefined;
  /** value >= atLeast */
  readonly atLeast?: Threshold | undefined;
  /** value < below */
  readonly below?: Threshold | undefined;
  /** value <= atMost. The dark class of Otsu's method is `atMost: "otsu"`, of the others `atMost: "li"` and `atMost: "triangle"`. */
  readonly atMost?: Threshold | undefined;
}

/** True where the values lie within the limits; NaN is false. Comparisons are exact for every dtype. */
export function threshold(image: LazyArray, options: ThresholdOptions): Mask {
  const limit = (value: Threshold | undefined): NumberLike | undefined =>
    typeof value === "string" && Object.hasOwn(methods, value) ? methods[value](image) : (value as NumberLike | undefined);
  const { params, scalars } = scalarParams({
    above: limit(options.above),
    atLeast: limit(options.atLeast),
    below: limit(options.below),
    atMost: limit(options.atMost),
  });
  if (Object.keys(params).length === 0) throw new GeometryError("Expected at least one of above, atLeast, below, atMost; found none.");
  return applyKernel<"bool">("threshold", params, [image], scalars);
}
