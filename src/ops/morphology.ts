/**
 * What the verbs of morphology have in common.
 * @module
 */
import type { Dtype } from "../array/dtype.ts";
import { promote } from "../array/promotion.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { encodeNumber } from "../kernels/json-number.ts";
import { applyKernel } from "./apply.ts";
import { type Footprint, footprintFor } from "./footprint.ts";
import { andNot } from "./logic.ts";
import { inOption } from "./option.ts";

/** The erosion or dilation of a mask or grey image. */
export function applyMorphology<D extends Dtype>(
  kernel: "erode" | "dilate",
  image: LazyArray<D>,
  { footprint, borderValue }: { readonly footprint: Footprint; readonly borderValue?: number | bigint | undefined },
): LazyArray<D> {
  return inOption("footprint", () => {
    const params = { footprint: footprintFor(image, footprint) };
    return applyKernel<D>(kernel, borderValue === undefined ? params : { ...params, borderValue: encodeNumber(borderValue) }, [image]);
  });
}

/**
 * How far a lies above b, where it is nowhere below. Masks: in a and not in b. Unsigned integers and floats keep their dtype, signed integers
 * take the next one that holds every difference.
 */
export function excess<D extends Dtype>(a: LazyArray<D>, b: LazyArray<D>): LazyArray {
  const dtype: Dtype = a.dtype;
  if (dtype === "bool") return andNot(a as LazyArray<"bool">, b as LazyArray<"bool">);
  const wide = dtype.startsWith("int") ? promote("subtract", dtype, dtype).dtype : dtype;
  return applyKernel("arithmetic", { op: "subtract", dtype: wide }, [a, b]);
}
