/**
 * Numbers that may be lazy, as parameters of a node.
 * @module
 */
import { GeometryError } from "../errors.ts";
import type { Json } from "../format/source.ts";
import { LazyScalar } from "../graph/lazy-scalar.ts";
import type { ScalarNode } from "../graph/node.ts";

/** A number, or one that a run computes. */
export type NumberLike = number | LazyScalar;

/** Parameters with the scalars they refer to. */
export interface ScalarParams {
  readonly params: { readonly [key: string]: Json };
  readonly scalars: readonly ScalarNode[];
}

/** Puts numbers and lazy numbers into parameters; entries that are undefined are left out. */
export function scalarParams(values: { readonly [key: string]: NumberLike | undefined }): ScalarParams {
  const params: { [key: string]: Json } = {};
  const scalars: ScalarNode[] = [];
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    if (value instanceof LazyScalar) {
      params[name] = { $scalar: value.node.id };
      scalars.push(value.node);
    } else {
      if (typeof value !== "number" || Number.isNaN(value))
        throw new GeometryError(`Expected a number for ${name}, found ${String(value)}.`);
      params[name] = value;
    }
  }
  return { params, scalars };
}
