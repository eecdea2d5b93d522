/** @module */
import type { Dtype } from "../array/dtype.ts";
import { GeometryError } from "../errors.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { applyKernel } from "./apply.ts";
import { type NumberLike, scalarParams } from "./scalar.ts";

/** At least one bound; bounds of integer images are whole numbers. */
export interface ClipOptions {
  /** Smaller values become this. */
  readonly min?: NumberLike | undefined;
  /** Larger values become this. */
  readonly max?: NumberLike | undefined;
}

/** Values outside [min, max] become the nearer bound; the dtype stays, NaN stays. */
export function clip<D extends Dtype>(image: LazyArray<D>, options: ClipOptions): LazyArray<D> {
  if (image.dtype === "bool") {
    throw new GeometryError("Expected numbers for clip, found a mask (bool).", {
      hint: "Masks have nothing to clip; cast it to numbers first.",
      option: "input",
    });
  }
  const { params, scalars } = scalarParams({ min: options.min, max: options.max });
  return applyKernel<D>("clip", params, [image], scalars);
}
