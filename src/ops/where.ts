/** @module */
import { type Dtype, isFloat } from "../array/dtype.ts";
import { commonDtype } from "../array/promotion.ts";
import { GeometryError } from "../errors.ts";
import { LazyArray, type Mask } from "../graph/lazy-array.ts";
import { LazyScalar } from "../graph/lazy-scalar.ts";
import { applyKernel, requireMask } from "./apply.ts";
import { cast } from "./cast.ts";
import { not } from "./logic.ts";
import { type Operand, requireSameShape } from "./operand.ts";
import { inOption } from "./option.ts";
import { type NumberLike, scalarParam } from "./scalar.ts";

/**
 * `a` where the mask is true, `b` elsewhere. One of them may be a number (plain, lazy or NaN), which must be a value of the other's
 * dtype. Two images of different dtypes become the narrowest one that holds both exactly; where there is none, it is an error.
 */
export function where(mask: Mask, a: LazyArray, b: Operand): LazyArray;
export function where(mask: Mask, a: Operand, b: LazyArray): LazyArray;
export function where(mask: Mask, a: Operand, b: Operand): LazyArray {
  requireMask(mask, "where");
  for (const [value, option] of [
    [a, "inside"],
    [b, "outside"],
  ] as const) {
    if (value instanceof LazyArray) requireSameShape("where", mask, value, option);
  }
  if (a instanceof LazyArray) return b instanceof LazyArray ? choose(mask, a, b) : fill(mask, a, b, "outside");
  if (b instanceof LazyArray) return fill(not(mask), b, a, "inside");
  throw new GeometryError("Expected an image as one of the values of where, found two numbers.", {
    hint: "Cast the mask to a number dtype, then multiply and add.",
  });
}

function choose(mask: Mask, a: LazyArray, b: LazyArray): LazyArray {
  const dtype = commonDtype(a.dtype, b.dtype);
  if (dtype === undefined) {
    throw new GeometryError(`Expected where to choose between dtypes that one dtype holds, found ${a.dtype} and ${b.dtype}.`, {
      hint: "Cast one of them.",
      option: "outside",
    });
  }
  return applyKernel("where", {}, [mask, cast(a, { dtype }), cast(b, { dtype })]);
}

/** The image inside the mask, a number outside. */
function fill(mask: Mask, image: LazyArray, value: NumberLike, option: string): LazyArray {
  if (Number.isNaN(value) && !isFloat(image.dtype as Dtype)) {
    throw new GeometryError(`Expected a value of ${image.dtype} beside the image, found NaN.`, {
      hint: "Cast the image to float32 or float64 first.",
      option,
    });
  }
  const scalars = value instanceof LazyScalar ? [value.node] : [];
  return inOption(option, () => applyKernel("where", { otherwise: scalarParam(option, value) }, [mask, image], scalars));
}
