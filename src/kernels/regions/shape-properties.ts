/**
 * Properties from second moments: the ellipsoid with the same covariance.
 * @module
 */
import { type Eigen, symmetricEigen } from "./eigen.ts";
import { column, type PropertyColumn, type RegionProperty } from "./property-column.ts";
import { lengthSuffix, type RegionAxis, type RegionImage, shapeScale } from "./region-axes.ts";
import { momentAxes, type RegionStatistics } from "./statistics.ts";

type Matrix = number[][];

const onMoments = { intensity: false, needs: ["moments"], ndim: [2, 3] } as const;

/** Covariance of one region over the given axes, in voxels times `scale`. */
function covarianceOf({ covariance }: RegionStatistics, axes: readonly RegionAxis[], scale: readonly number[], row: number): Matrix {
  if (covariance === undefined) throw new Error('Expected statistics with the need "moments": ask regionNeeds().');
  return axes.map((a, i) =>
    axes.map((b, j) => {
      const m = momentAxes.findIndex(([p, q]) => (p === a.frame && q === b.frame) || (p === b.frame && q === a.frame));
      return (covariance[m]?.[row] as number) * ((scale[i] as number) * (scale[j] as number));
    }),
  );
}

/** Trace times identity less covariance: scikit-image's inertia tensor, per unit of mass. */
function inertiaOf(covariance: Matrix): Matrix {
  return covariance.map((line, i) =>
    line.map((c, j) => (i === j ? covariance.reduce((sum, other, k) => (k === i ? sum : sum + (other[k] as number)), 0) : 0 - c)),
  );
}

/** Eigenvalues of the covariance, descending, never below 0. */
function spreads(statistics: RegionStatistics, axes: readonly RegionAxis[], scale: readonly number[], row: number): number[] {
  return symmetricEigen(covarianceOf(statistics, axes, scale, row)).values.map((value) => Math.max(0, value));
}

/** Calls `make` for voxels and, where all axes share a unit, for lengths in it. `power` is the power of the unit. */
export function inVoxelsAndUnits(
  axes: readonly RegionAxis[],
  power: number,
  make: (scale: readonly number[], ending: string, unit: string) => PropertyColumn[],
): PropertyColumn[] {
  const ones = axes.map(() => 1);
  const suffix = lengthSuffix(axes);
  const voxels = make(ones, "", power === 1 ? "voxel" : `voxel^${power}`);
  if (suffix === undefined) return voxels;
  const exponent = power === 1 ? "" : String(power);
  const unit = suffix === "physical" ? "" : power === 1 ? suffix : `${suffix}^${power}`;
  const spacing = axes.map((axis) => axis.spacing);
  return [...voxels, ...make(spacing, `_${suffix}${exponent}`, unit)];
}

/** Full axis of the ellipsoid with this covariance eigenvalue: 4 sqrt(c) for an ellipse, 2 sqrt(5 c) for an ellipsoid. */
const axisLength = (spread: number, ndim: number): number => (ndim === 2 ? 4 * Math.sqrt(spread) : Math.sqrt(20 * spread));

function axisColumns(name: string, which: (spreads: readonly number[]) => number): RegionProperty["columns"] {
  return (statistics, { axes }) =>
    inVoxelsAndUnits(axes, 1, (scale, ending, unit) => [
      column(`${name}${ending}`, unit, statistics.area.length, (row) =>
        axisLength(which(spreads(statistics, axes, scale, row)), axes.length),
      ),
    ]);
}

/** In 2-D scikit-image's angle between the first axis and the major axis, in (-pi/2, pi/2]. */
function planeOrientation(inertia: Matrix): number {
  const [[a, b], [, c]] = inertia as [[number, number], [number, number]];
  if (a === c) return b < 0 ? Math.PI / 4 : -Math.PI / 4;
  // 0 - 0 is +0: a region along the second axis has +pi/2.
  return 0.5 * Math.atan2(0 - 2 * b, c - a);
}

/** The major axis as a unit vector whose first non-zero component is positive. */
function majorAxis({ vectors }: Eigen): number[] {
  // Rounding leaves tiny components where there should be none; their sign must not decide.
  const vector = (vectors[0] ?? []).map((v) => (Math.abs(v) < 1e-12 ? 0 : v));
  const first = vector.find((v) => v !== 0) ?? 1;
  return vector.map((v) => (first < 0 ? 0 - v : v));
}

function orientationColumns(statistics: RegionStatistics, { axes }: RegionImage): PropertyColumn[] {
  const scale = shapeScale(axes);
  const rows = statistics.area.length;
  if (axes.length === 2)
    return [column("orientation", "rad", rows, (row) => planeOrientation(inertiaOf(covarianceOf(statistics, axes, scale, row))))];
  const columns = axes.map((axis) => column(`orientation_${axis.name}`, "", rows, () => 0));
  for (let row = 0; row < rows; row++) {
    const vector = majorAxis(symmetricEigen(covarianceOf(statistics, axes, scale, row)));
    for (const [i, { values }] of columns.entries()) values[row] = vector[i] as number;
  }
  return columns;
}

export const shapeProperties = {
  inertiaTensor: {
    ...onMoments,
    description: "Inertia tensor about the centroid, per voxel: its different entries as inertiaTensor_zz, inertiaTensor_zy ...",
    unit: "voxel^2 and unit^2",
    source: "scikit-image inertia_tensor (voxels as points, without the 1/12 of their own extent)",
    columns: (statistics, { axes }) =>
      inVoxelsAndUnits(axes, 2, (scale, ending, unit) =>
        axes.flatMap((a, i) =>
          axes.slice(i).map((b, k) =>
            column(`inertiaTensor_${a.name}${b.name}${ending}`, unit, statistics.area.length, (row) => {
              return inertiaOf(covarianceOf(statistics, axes, scale, row))[i]?.[i + k] as number;
            }),
          ),
        ),
      ),
  },
  inertiaTensorEigvals: {
    ...onMoments,
    description: "Eigenvalues of the inertia tensor, largest first: inertiaTensorEigvals_0, inertiaTensorEigvals_1 ...",
    unit: "voxel^2 and unit^2",
    source: "scikit-image inertia_tensor_eigvals",
    columns: (statistics, { axes }) =>
      inVoxelsAndUnits(axes, 2, (scale, ending, unit) =>
        axes.map((_, i) =>
          column(`inertiaTensorEigvals_${i}${ending}`, unit, statistics.area.length, (row) => {
            // The eigenvalue of the tensor is the sum of all spreads but one; the largest leaves out the smallest.
            const all = spreads(statistics, axes, scale, row);
            return all.reduce((sum, spread, k) => (k === all.length - 1 - i ? sum : sum + spread), 0);
          }),
        ),
      ),
  },
  axisMajorLength: {
    ...onMoments,
    description: "Longest full axis of the ellipsoid (2-D: ellipse) with the same covariance.",
    unit: "voxel and unit of the axes",
    source: "scikit-image axis_major_length: 4 sqrt(c) in 2-D, 2 sqrt(5 c) in 3-D, c the largest eigenvalue of the covariance",
    columns: axisColumns("axisMajorLength", (all) => all[0] as number),
  },
  axisMinorLength: {
    ...onMoments,
    description: "Shortest full axis of the ellipsoid (2-D: ellipse) with the same covariance.",
    unit: "voxel and unit of the axes",
    source: "scikit-image axis_minor_length",
    columns: axisColumns("axisMinorLength", (all) => all[all.length - 1] as number),
  },
  eccentricity: {
    ...onMoments,
    ndim: [2],
    description: "Eccentricity of the ellipse with the same covariance: 0 for a circle, towards 1 for a line. In spaced coordinates.",
    unit: "",
    source: "scikit-image eccentricity",
    columns: (statistics, { axes }) => [
      column("eccentricity", "", statistics.area.length, (row) => {
        const [major, minor] = spreads(statistics, axes, shapeScale(axes), row) as [number, number];
        return major === 0 ? 0 : Math.sqrt(1 - minor / major);
      }),
    ],
  },
  orientation: {
    ...onMoments,
    description:
      "Direction of the major axis in spaced coordinates. 2-D: the angle between the first axis and the major axis; " +
      "3-D: orientation_z, orientation_y, orientation_x, a unit vector whose first non-zero component is positive.",
    unit: "rad in 2-D",
    source: "scikit-image orientation; in 3-D the eigenvector of the largest eigenvalue of the covariance",
    columns: orientationColumns,
  },
  anisotropy: {
    ...onMoments,
    description:
      "1 - smallest / largest eigenvalue of the covariance, in spaced coordinates: 0 for a ball, towards 1 for a line or sheet. NaN for one voxel.",
    unit: "",
    source: "eigenvalues of the covariance; scikit-image has no such property",
    columns: (statistics, { axes }) => [
      column("anisotropy", "", statistics.area.length, (row) => {
        const all = spreads(statistics, axes, shapeScale(axes), row);
        return 1 - (all[all.length - 1] as number) / (all[0] as number);
      }),
    ],
  },
} satisfies Record<string, RegionProperty>;
