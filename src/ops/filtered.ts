/**
 * Filters at the border of an image: the rules of SciPy, `wrap` among them, for every filter and for chains of them.
 * @module
 */
import type { Dtype } from "../array/dtype.ts";
import { GeometryError } from "../errors.ts";
import { fromFrameVec, toFrameVec } from "../geometry/frame.ts";
import { LazyArray } from "../graph/lazy-array.ts";
import { wrapNode } from "../graph/nodes.ts";
import { type Boundary, boundaries, checkConstant } from "../kernels/filters/index.ts";
import { encodeNumber } from "../kernels/json-number.ts";
import type { Triple } from "../kernels/kernel.ts";

/** What a filter sees past the image. */
export interface BorderOptions {
  /** What lies past the image. @default "reflect" (d c b a | a b c d | d c b a), as scipy.ndimage */
  readonly boundary?: Boundary | undefined;
  /** The value past the image for boundary "constant". @default 0, as scipy.ndimage */
  readonly constantValue?: number | bigint | undefined;
}

/** The border as kernels take it; `wrap` never gets there. */
export type Border = { readonly boundary: Boundary; readonly constantValue: number };

/** How far a filter looks, in frame axes. */
export interface Reach {
  readonly before: Triple;
  readonly after: Triple;
}

/** The same distance on both sides. */
export const bothSides = (far: Triple): Reach => ({ before: far, after: far });

/**
 * Filters an image under a boundary rule. For `wrap` the image is read with a margin from its other end, filtered like any other, and the
 * margin cut off: what comes after is computed in a further stage, from what was kept of the result.
 *
 * @param reach how far the whole of `build` looks beyond a voxel.
 */
export function filtered<D extends Dtype>(
  image: LazyArray,
  reach: Reach,
  options: BorderOptions,
  build: (image: LazyArray, border: Border) => LazyArray<D>,
): LazyArray<D> {
  const border = borderOf(image, options);
  if (border.boundary !== "wrap") return build(image, border);
  const inner: Border = { boundary: "nearest", constantValue: 0 };
  const before = onAxes(reach.before, image.ndim);
  const after = onAxes(reach.after, image.ndim);
  if ([...before, ...after].every((n) => n === 0)) return build(image, inner);
  const padded = new LazyArray(wrapNode(image.node, before, after), image, image.chunks);
  const inside = image.shape.map((n, axis) => [before[axis] as number, (before[axis] as number) + n] as const);
  return build(padded, inner)
    .slice(...inside)
    .withSpace(image);
}

/** One number per axis of the image, 0 on axes before the last three. */
const onAxes = (vec: Triple, ndim: number): number[] => fromFrameVec(vec, new Array<number>(Math.max(0, ndim - 3)).fill(0), ndim);

function borderOf(image: LazyArray, { boundary = "reflect", constantValue = 0 }: BorderOptions): Border {
  if (!boundaries.includes(boundary))
    throw new GeometryError(`Expected boundary to be one of ${boundaries.join(", ")}, found ${String(boundary)}.`, { option: "boundary" });
  const exact = Number(constantValue);
  if (!Number.isFinite(exact) || (typeof constantValue === "bigint" && BigInt(exact) !== constantValue))
    throw new GeometryError(`Expected a finite constantValue of a float64, found ${constantValue} for ${image.dtype}.`, {
      option: "constantValue",
    });
  return { boundary, constantValue: exact };
}

/** The border of a filter that keeps the dtype: its constant must be a value of it. */
export function borderOfDtype(dtype: Dtype, { boundary, constantValue }: Border): Border {
  if (boundary === "constant") checkConstant(dtype, encodeNumber(constantValue));
  return { boundary, constantValue: boundary === "constant" ? constantValue : 0 };
}

/** The axes of an image as positions in a frame: [z, y, x], or fewer. */
export function frameAxes(ndim: number): readonly (0 | 1 | 2)[] {
  return ndim === 1 ? [2] : ndim === 2 ? [0, 2] : [0, 1, 2];
}

/** A vector over the axes of an image in frame form. */
export const inFrame = (vec: readonly number[], none: number): Triple => toFrameVec(vec, none);
