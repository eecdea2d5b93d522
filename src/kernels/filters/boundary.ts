/**
 * What lies outside the image, for filters: the rules of SciPy.
 *
 * ```
 *   reflect    c b a | a b c | c b a      the edge voxel twice
 *   mirror     c b   | a b c |   b a      the edge voxel once
 *   nearest    a a a | a b c | c c c
 *   constant   k k k | a b c | k k k
 *   wrap       a b c | a b c | a b c
 * ```
 * @module
 */

import { type Dtype, integerRange, isFloat } from "../../array/dtype.ts";
import { GeometryError, UnsupportedError } from "../../errors.ts";
import { decodeNumber, type JsonNumber } from "../json-number.ts";

/** Names as in `scipy.ndimage`. */
export type Boundary = "reflect" | "nearest" | "mirror" | "constant" | "wrap";

/** All rules; the position of a name is its code in the compiled kernels (which know no `wrap`). */
export const boundaries: readonly Boundary[] = ["reflect", "nearest", "mirror", "constant", "wrap"];

/** Throws for a rule that kernels do not have: `wrap` needs the other end of the image, which operators put beside it. */
export function checkBoundary(boundary: Boundary): void {
  if (!boundaries.includes(boundary))
    throw new GeometryError(`Expected boundary to be one of ${boundaries.join(", ")}, found ${boundary}.`, { option: "boundary" });
  if (boundary === "wrap") {
    throw new UnsupportedError("The boundary wrap is not supported by kernels: a block would need the other end of the image.", {
      hint: "Use the operators of voxmill/ops, which read it, or another boundary.",
    });
  }
}

/** Throws unless a value can lie outside an image of this dtype. */
export function checkConstant(dtype: Dtype, json: JsonNumber): void {
  const value = decodeNumber(json);
  if (isFloat(dtype)) return;
  const { min, max } = dtype === "bool" ? { min: 0n, max: 1n } : integerRange(dtype);
  if ((typeof value === "bigint" || Number.isInteger(value)) && value >= min && value <= max) return;
  throw new GeometryError(`Expected constantValue to be a value of ${dtype}, from ${min} to ${max}, found ${value}.`, {
    hint: "Cast the image to a dtype that holds it.",
    option: "constantValue",
  });
}

/** The position inside `[0, n)` that stands for position `i`; -1 where the constant does. */
export function foldIndex(i: number, n: number, boundary: Boundary): number {
  if (i >= 0 && i < n) return i;
  if (boundary === "constant") return -1;
  if (boundary === "nearest") return i < 0 ? 0 : n - 1;
  if (boundary === "wrap") return ((i % n) + n) % n;
  if (n === 1) return 0;
  const period = boundary === "mirror" ? 2 * (n - 1) : 2 * n;
  const j = ((i % period) + period) % period;
  if (j < n) return j;
  return boundary === "mirror" ? period - j : period - 1 - j;
}
