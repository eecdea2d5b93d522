/** @module */
import type { Dtype } from "../array/dtype.ts";
import { GeometryError } from "../errors.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { encodeNumber } from "../kernels/json-number.ts";
import { applyKernel } from "./apply.ts";
import { cast } from "./cast.ts";
import { type BorderOptions, borderOfDtype, filtered } from "./filtered.ts";
import { type Neighbourhood, type NeighbourhoodOptions, neighbourhoodOf } from "./neighbourhood.ts";

export interface RankFilterOptions extends NeighbourhoodOptions, BorderOptions {
  /** Which of the sorted neighbours: 0 the smallest, 1 the next ...; -1 the largest, -2 the one before. */
  readonly rank: number;
}

/**
 * The value at a rank of the sorted neighbourhood of each voxel (`scipy.ndimage.rank_filter`), in the dtype of the image. NaN sorts behind
 * infinity and -0 before 0, as numpy.sort has it; borders count as the boundary rule says.
 */
export function rankFilter<D extends Dtype>(image: LazyArray<D>, options: RankFilterOptions): LazyArray<D> {
  const neighbourhood = neighbourhoodOf(image, options, "rankFilter");
  const { rank } = options;
  const { voxels } = neighbourhood;
  if (!(Number.isInteger(rank) && rank >= -voxels && rank < voxels)) {
    throw new GeometryError(
      `Expected a whole rank from ${-voxels} to ${voxels - 1} for a neighbourhood of ${voxels} voxels, found ${rank}.`,
      {
        option: "rank",
      },
    );
  }
  return atRank(image, neighbourhood, rank < 0 ? voxels + rank : rank, options);
}

/** The kernel for a rank: boxes have faster ones for their extremes. Masks are filtered as zeros and ones. */
export function atRank<D extends Dtype>(
  image: LazyArray<D>,
  { rows, voxels, reach, box }: Neighbourhood,
  rank: number,
  options: BorderOptions,
): LazyArray<D> {
  const result = filtered(image, reach, options, (padded, given) => {
    const { boundary, constantValue } = borderOfDtype(image.dtype, given);
    const border = { boundary, constantValue: encodeNumber(constantValue) };
    const numbers = padded.dtype === "bool" ? cast(padded, { dtype: "uint8" }) : padded;
    const extreme = rank === 0 ? "min" : rank === voxels - 1 ? "max" : undefined;
    const found =
      box && extreme !== undefined
        ? applyKernel("boxExtreme", { select: extreme, before: reach.before, after: reach.after, ...border }, [numbers])
        : applyKernel("rankFilter", { rows, rank, ...border }, [numbers]);
    return cast(found, { dtype: image.dtype });
  });
  return result as LazyArray as LazyArray<D>;
}
