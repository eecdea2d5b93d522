/**
 * Weights of correlations, as users give them and as the kernel takes them.
 * @module
 */
import { NdArray } from "../array/nd-array.ts";
import { fromNested, type Nested } from "../array/nested.ts";
import { GeometryError } from "../errors.ts";
import { type PerAxis, perAxis } from "../geometry/axes.ts";
import { fromLinear } from "../geometry/c-order.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { Term } from "../kernels/filters/index.ts";
import type { Triple } from "../kernels/kernel.ts";
import { applyKernel } from "./apply.ts";
import { cast } from "./cast.ts";
import { type BorderOptions, filtered, inFrame } from "./filtered.ts";
import { inOption } from "./option.ts";

/** More weights than this are a filter for a Fourier transform. */
const MOST = 100_000;

/** Weights as float64 in C order, over the last three axes of the image at most. */
export function weightsOf(image: LazyArray, given: Nested | NdArray): NdArray<"float64"> {
  return inOption("weights", () => {
    const weights = given instanceof NdArray ? copyOf(given) : fromNested(given, "float64");
    const ndim = Math.min(3, image.ndim);
    if (weights.shape.length !== ndim || weights.size === 0 || weights.size > MOST) {
      throw new GeometryError(
        `Expected 1 to ${MOST} weights with ${ndim} axes (${image.axes.slice(-ndim).join(", ")}), found shape [${weights.shape.join(", ")}].`,
        image.ndim > 3 ? { hint: "Arrays of more than three axes are filtered frame by frame." } : {},
      );
    }
    const wrong = weights.data.find((w) => !Number.isFinite(w));
    if (wrong !== undefined) throw new GeometryError(`Expected finite weights, found ${wrong}.`);
    return weights;
  });
}

function copyOf(array: NdArray): NdArray<"float64"> {
  const copy = NdArray.zeros("float64", array.shape);
  for (let i = 0; i < copy.size; i++) copy.data[i] = Number(array.get(...fromLinear(i, array.shape)));
  return copy;
}

/** SciPy's origins: they may move a filter as far as its voxel still lies under it. */
export function originOf(image: LazyArray, weights: NdArray, given: PerAxis<number>): number[] {
  return inOption("origin", () => {
    const axes = image.axes.slice(-weights.shape.length);
    const origin = perAxis<number>(given, axes, "origin", 0);
    const bad = origin.findIndex((o, axis) => {
      const n = weights.shape[axis] as number;
      return !(Number.isInteger(o) && o >= -Math.floor(n / 2) && o <= Math.floor((n - 1) / 2));
    });
    if (bad >= 0) {
      throw new GeometryError(
        `Expected a whole origin that keeps the voxel under its ${weights.shape[bad]} weights on axis ${axes[bad]}, found ${origin[bad]}.`,
      );
    }
    return origin;
  });
}

/** Correlates: weight `j` of an axis of n weighs the voxel `j - (floor(n / 2) + origin)` further. */
export function correlateWeights(
  image: LazyArray,
  weights: NdArray<"float64">,
  origin: readonly number[],
  options: BorderOptions,
): LazyArray<"float32" | "float64"> {
  const centre = weights.shape.map((n, axis) => Math.floor(n / 2) + (origin[axis] as number));
  const terms: Term[] = [];
  for (let i = 0; i < weights.size; i++) {
    const weight = weights.data[i] as number;
    const [z, y, x] = inFrame(
      fromLinear(i, weights.shape).map((j, axis) => j - (centre[axis] as number)),
      0,
    );
    if (weight !== 0) terms.push([z, y, x, weight]);
  }
  return correlateTerms(image, terms, options);
}

/** Correlates with terms in frame axes. */
export function correlateTerms(image: LazyArray, terms: readonly Term[], options: BorderOptions): LazyArray<"float32" | "float64"> {
  const most = (sign: 1 | -1): Triple =>
    [0, 1, 2].map((axis) => Math.max(0, ...terms.map((t) => sign * (t[axis] as number)))) as unknown as Triple;
  return filtered(image, { before: most(-1), after: most(1) }, options, (padded, border) => {
    const numbers = padded.dtype === "bool" ? cast(padded, { dtype: "uint8" }) : padded;
    return applyKernel("correlate", { terms, ...border }, [numbers]);
  });
}
