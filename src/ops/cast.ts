/** @module */
import { type Dtype, dtypes, isDtype } from "../array/dtype.ts";
import { GeometryError } from "../errors.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { applyKernel } from "./apply.ts";

export interface CastOptions<D extends Dtype = Dtype> {
  readonly dtype: D;
  /** True to replace values outside an integer dtype by its nearest value. @default false: they are errors that name the voxel */
  readonly clip?: boolean | undefined;
}

/**
 * The same values in another dtype. Fractions are cut off towards zero; what does not fit an integer dtype is an error or clipped,
 * never wrapped; NaN fits none. To float32 values are rounded to nearest. To bool: not zero.
 *
 * An array that has the dtype already comes back as it is, with its type known: `cast(await open("labels.tif"), { dtype: "uint32" })`
 * is a label image for the compiler too.
 */
export function cast<D extends Dtype>(image: LazyArray, options: CastOptions<D>): LazyArray<D> {
  const { dtype, clip } = options;
  if (!isDtype(dtype))
    throw new GeometryError(`Expected dtype to be one of ${dtypes.join(", ")}, found ${String(dtype)}.`, { option: "dtype" });
  if (image.dtype === (dtype as Dtype)) return image as LazyArray as LazyArray<D>;
  return applyKernel<D>("cast", clip === true ? { dtype, clip } : { dtype }, [image]);
}
