/**
 * Distances as integers, so that they can be compared and added exactly.
 * @module
 */
import { GeometryError, UnsupportedError } from "../../errors.ts";
import type { Triple } from "../kernel.ts";

/** Squared distances stay below this: two of them and a comparison fit in 31 bits. */
const LARGEST_LIMIT = 2 ** 29;
/** Ratios of spacings count as rational up to this denominator, and numbers as whole within this relative distance. */
const LARGEST_DENOMINATOR = 64;
const TOLERANCE = 1e-9;

/** Squared distance of a step (dz, dy, dx): dz^2 wz + dy^2 wy + dx^2 wx. */
export interface GridMetric {
  readonly weights: Triple;
  /** Squared distances up to this count. */
  readonly limit: number;
  /** How many voxels the limit reaches along each axis. */
  readonly reach: Triple;
}

/** Multiples of spacing / `smallest` that are whole for all axes, or undefined. */
function commonMultiples(ratios: readonly number[]): { readonly whole: number[]; readonly denominator: number } | undefined {
  for (let denominator = 1; denominator <= LARGEST_DENOMINATOR; denominator++) {
    const whole = ratios.map((ratio) => Math.round(ratio * denominator));
    if (ratios.every((ratio, i) => Math.abs(ratio * denominator - (whole[i] as number)) <= TOLERANCE * ratio * denominator))
      return { whole, denominator };
  }
  return undefined;
}

/**
 * The metric of a grid with this spacing, and the distance in its units. Where the spacings are in the ratio of small whole
 * numbers (4 : 1 : 1, 10 : 3 : 3) it is exact. Else the squares of the spacings are rounded so that the limit has 29 bits: labels
 * whose squared distances differ by less than reach^2 / 2^28 of the limit (10^-6 for a reach of 16 voxels) may count as equally far.
 *
 * Throws GeometryError for a distance or a spacing that is not positive, UnsupportedError for a reach of more than 23,170 voxels.
 */
export function gridMetric(distance: number, spacing: Triple): GridMetric {
  if (!(distance >= 0 && Number.isFinite(distance))) throw new GeometryError(`Expected a distance of 0 or more, found ${distance}.`);
  if (spacing.some((s) => !(s > 0 && Number.isFinite(s))))
    throw new GeometryError(`Expected spacings above 0, found [${spacing.join(", ")}].`);
  const smallest = Math.min(...spacing);
  const ratios = spacing.map((s) => s / smallest);
  const multiples = commonMultiples(ratios);
  // In units of smallest / denominator.
  const exact = multiples === undefined ? Infinity : Math.floor(((distance / smallest) * multiples.denominator) ** 2 * (1 + TOLERANCE));
  if (multiples !== undefined && exact < LARGEST_LIMIT)
    return withReach(
      multiples.whole.map((n) => n * n),
      exact,
    );
  const steps = (distance / smallest) ** 2;
  const scale = 2 ** Math.floor(Math.log2((LARGEST_LIMIT - 2) / (steps + 1)));
  if (scale < 1)
    throw new UnsupportedError(`Expected a distance of at most 23,170 voxels, found ${distance / smallest}.`, {
      hint: "Expand on a coarser level of the image.",
    });
  // n steps of rounded weight may exceed the rounded limit by half the square of n: a voxel exactly at the distance must count.
  return withReach(
    ratios.map((ratio) => Math.max(1, Math.round(ratio * ratio * scale))),
    Math.floor(steps * scale + steps / 2),
  );
}

function withReach(weights: readonly number[], limit: number): GridMetric {
  const reach = weights.map((weight) => {
    const steps = Math.floor(Math.sqrt(limit / weight));
    // The root is rounded: put it right by integers.
    if ((steps + 1) ** 2 * weight <= limit) return steps + 1;
    return steps ** 2 * weight > limit ? steps - 1 : steps;
  });
  return { weights: weights as unknown as Triple, limit, reach: reach as unknown as Triple };
}
