/**
 * Numbers that may be lazy, as parameters of a node.
 * @module
 */
import { GeometryError } from "../errors.ts";
import type { Json } from "../format/source.ts";
import { LazyScalar } from "../graph/lazy-scalar.ts";
import type { ScalarNode } from "../graph/node.ts";
import { encodeNumber } from "../kernels/json-number.ts";

/** A number, or one that a run computes. Bigints are for 64-bit images, whose values a number may not hold. */
export type NumberLike = number | bigint | LazyScalar;

/** Parameters with the scalars they refer to. */
export interface ScalarParams {
  readonly params: { readonly [key: string]: Json };
  readonly scalars: readonly ScalarNode[];
}

/**
 * Puts numbers and lazy numbers into parameters, in the form that survives JSON; entries that are undefined are left out. NaN is
 * refused: nothing is above it and nothing below.
 */
export function scalarParams(values: { readonly [key: string]: NumberLike | undefined }): ScalarParams {
  const params: { [key: string]: Json } = {};
  const scalars: ScalarNode[] = [];
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    if (Number.isNaN(value)) throw new GeometryError(`Expected a number for ${name}, found NaN.`, { option: name });
    params[name] = scalarParam(name, value);
    if (value instanceof LazyScalar) scalars.push(value.node);
  }
  return { params, scalars };
}

/** One number as a parameter; NaN too. */
export function scalarParam(name: string, value: NumberLike): Json {
  if (value instanceof LazyScalar) {
    if (value.node.reduction === "histogram")
      throw new GeometryError(`Expected a number for ${name}, found a histogram.`, { option: name });
    return { $scalar: value.node.id };
  }
  if (typeof value !== "number" && typeof value !== "bigint")
    throw new GeometryError(`Expected a number for ${name}, found ${typeof value === "string" ? `"${value}"` : String(value)}.`, {
      option: name,
    });
  return encodeNumber(value);
}
