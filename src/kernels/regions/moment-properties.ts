/**
 * Image moments up to the second order, of the region's shape.
 * @module
 */
import { column, type PropertyColumn, type RegionProperty } from "./property-column.ts";
import { type RegionAxis, shapeScale } from "./region-axes.ts";
import { momentAxes, type RegionStatistics } from "./statistics.ts";

const onMoments = { intensity: false, needs: ["moments"], ndim: [1, 2, 3] } as const;

/** The powers of all moments of order `least` to 2, one per axis, as scikit-image counts them: by power, slowest axis first. */
function powersOf(ndim: number, least: number): number[][] {
  let powers: number[][] = [[]];
  for (let axis = 0; axis < ndim; axis++) powers = powers.flatMap((power) => [0, 1, 2].map((p) => [...power, p]));
  const order = (power: readonly number[]): number => power.reduce((sum, p) => sum + p, 0);
  return powers.filter((power) => order(power) >= least && order(power) <= 2);
}

/** The frame axes that a moment is taken along: none, one (order 1) or two (order 2). */
const framesOf = (axes: readonly RegionAxis[], power: readonly number[]): number[] =>
  power.flatMap((p, i) => new Array<number>(p).fill((axes[i] as RegionAxis).frame));

/** Central moment of order 2: count times covariance. */
function central(statistics: RegionStatistics, row: number, [a, b]: readonly number[]): number {
  const m = momentAxes.findIndex(([p, q]) => (p === a && q === b) || (p === b && q === a));
  return (statistics.area[row] as number) * (statistics.covariance?.[m]?.[row] as number);
}

/** Sum of the coordinates along a frame axis, counted from the bounding box: an integer. */
function first(statistics: RegionStatistics, row: number, frame: number): number {
  const centroid = statistics.centroid[frame as 0 | 1 | 2][row] as number;
  return Math.round((statistics.area[row] as number) * (centroid - (statistics.start[frame as 0 | 1 | 2][row] as number)));
}

function raw(statistics: RegionStatistics, row: number, frames: readonly number[]): number {
  const n = statistics.area[row] as number;
  const [a, b] = frames;
  if (a === undefined) return n;
  if (b === undefined) return first(statistics, row, a);
  return Math.round(central(statistics, row, frames) + (first(statistics, row, a) * first(statistics, row, b)) / n);
}

/** One column for each moment, named by its powers: `moments_200` along the slowest of three axes. */
const momentColumns = (
  name: string,
  statistics: RegionStatistics,
  axes: readonly RegionAxis[],
  least: number,
  value: (row: number, frames: readonly number[], power: readonly number[]) => number,
): PropertyColumn[] =>
  powersOf(axes.length, least).map((power) => {
    const frames = framesOf(axes, power);
    return column(`${name}_${power.join("")}`, "", statistics.area.length, (row) => value(row, frames, power));
  });

export const momentProperties = {
  moments: {
    ...onMoments,
    description:
      "Sums of z^i y^j x^k over the voxels, i + j + k up to 2, in voxels from the corner of the bounding box: moments_ijk. Exact below 2^52.",
    unit: "voxel^(i + j + k)",
    source: "scikit-image moments, up to the second order",
    columns: (statistics, { axes }) => momentColumns("moments", statistics, axes, 0, (row, frames) => raw(statistics, row, frames)),
  },
  momentsCentral: {
    ...onMoments,
    description: "Moments about the centroid, in voxels, up to the second order: momentsCentral_ijk.",
    unit: "voxel^(i + j + k)",
    source: "scikit-image moments_central, up to the second order",
    columns: (statistics, { axes }) =>
      momentColumns("momentsCentral", statistics, axes, 0, (row, frames) => {
        if (frames.length === 0) return statistics.area[row] as number;
        return frames.length === 1 ? 0 : central(statistics, row, frames);
      }),
  },
  momentsNormalized: {
    ...onMoments,
    description: "Central moments of the second order, in spaced coordinates, that do not change with the size of the region.",
    unit: "",
    source: "scikit-image moments_normalized: mu_ijk / s^(i + j + k) / mu_0^((i + j + k) / n + 1), n axes, s the smallest spacing",
    columns: (statistics, { axes }) => {
      const scale = shapeScale(axes);
      const smallest = Math.min(...scale);
      return momentColumns("momentsNormalized", statistics, axes, 2, (row, frames) => {
        const steps = frames.map((frame) => scale[axes.findIndex((axis) => axis.frame === frame)] as number);
        const spaced = steps.reduce((moment, step) => (moment * step) / smallest, central(statistics, row, frames));
        return spaced / (statistics.area[row] as number) ** (2 / axes.length + 1);
      });
    },
  },
} satisfies Record<string, RegionProperty>;
