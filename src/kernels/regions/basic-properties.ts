/**
 * Properties from counts, bounds and first moments.
 * @module
 */

import { along, column, type PropertyColumn, type RegionProperty } from "./property-column.ts";
import { lengthSuffix, productUnit, type RegionAxis, type RegionImage, unitSuffix } from "./region-axes.ts";
import type { RegionStatistics, TripleOf } from "./statistics.ts";

const anyDimension = [1, 2, 3];
const plain = { intensity: false, needs: [], ndim: anyDimension } as const;

/** Centroid columns: in voxels, then in units where the spacing is known. */
export function centroidColumns(name: string, centroid: TripleOf<Float64Array>, { axes }: RegionImage, ending = ""): PropertyColumn[] {
  const voxels = axes.map((axis) => ({ name: `${name}_${axis.name}${ending}`, unit: "voxel", values: along(centroid, axis) }));
  const physical = axes.flatMap((axis) => {
    const suffix = unitSuffix(axis);
    if (suffix === undefined) return [];
    const values = along(centroid, axis);
    const place = (row: number): number => axis.spacing * (values[row] as number) + axis.translation;
    return [column(`${name}_${axis.name}_${suffix}${ending}`, suffix === "physical" ? "" : suffix, values.length, place)];
  });
  return [...voxels, ...physical];
}

function bboxColumns({ start, end }: RegionStatistics, axes: readonly RegionAxis[]): PropertyColumn[] {
  const bounds = (triple: TripleOf<Uint32Array>, digit: number): PropertyColumn[] =>
    axes.map((axis) => ({ name: `bbox_${axis.name}${digit}`, unit: "voxel", values: along(triple, axis) }));
  return [...bounds(start, 0), ...bounds(end, 1)];
}

const edge = ({ start, end }: RegionStatistics, axis: RegionAxis, row: number): number =>
  (along(end, axis)[row] as number) - (along(start, axis)[row] as number);

/** Diameter of the ball (disc, interval) of this volume (area, length) in `ndim` dimensions. */
function ballDiameter(volume: number, ndim: number): number {
  if (ndim === 1) return volume;
  return ndim === 2 ? Math.sqrt((4 * volume) / Math.PI) : Math.cbrt((6 * volume) / Math.PI);
}

const voxelVolume = ({ axes }: RegionImage): number => axes.reduce((volume, axis) => volume * axis.spacing, 1);

export const basicProperties = {
  label: {
    ...plain,
    description: "The number of the region in the label image. Always the first column.",
    unit: "",
    source: "scikit-image label",
    columns: ({ label }) => [{ name: "label", unit: "", values: label }],
  },
  area: {
    ...plain,
    description: "Number of voxels.",
    unit: "voxel",
    source: "scikit-image num_pixels (area with spacing 1)",
    columns: ({ area }) => [{ name: "area", unit: "voxel", values: area }],
  },
  areaPhysical: {
    ...plain,
    description: "Number of voxels times the volume (area, length) of one voxel.",
    unit: "units of the axes, multiplied",
    source: "scikit-image area with spacing",
    columns: ({ area }, image) => [
      column("areaPhysical", productUnit(image.axes), area.length, (row) => (area[row] as number) * voxelVolume(image)),
    ],
  },
  bbox: {
    ...plain,
    description: "Bounding box: bbox_z0, bbox_y0, bbox_x0 and, one past the last voxel, bbox_z1, bbox_y1, bbox_x1.",
    unit: "voxel",
    source: "scikit-image bbox",
    columns: (statistics, { axes }) => bboxColumns(statistics, axes),
  },
  centroid: {
    ...plain,
    description: "Mean of the voxel coordinates, 0 being the centre of the first voxel; in units: spacing * voxels + translation.",
    unit: "voxel and unit of the axis",
    source: "scikit-image centroid",
    columns: ({ centroid }, image) => centroidColumns("centroid", centroid, image),
  },
  extent: {
    ...plain,
    description: "Share of the bounding box that the region fills.",
    unit: "",
    source: "scikit-image extent",
    columns: (statistics, { axes }) => [
      column("extent", "", statistics.area.length, (row) => {
        return (statistics.area[row] as number) / axes.reduce((volume, axis) => volume * edge(statistics, axis, row), 1);
      }),
    ],
  },
  equivalentDiameterArea: {
    ...plain,
    description: "Diameter of the ball (2-D: disc) with the same volume (area); in units from areaPhysical.",
    unit: "voxel and unit of the axes",
    source: "scikit-image equivalent_diameter_area: (2 n area / pi)^(1/n) in n = 2, 3 dimensions; in 1-D the length",
    columns: ({ area }, image) => {
      const ndim = image.axes.length;
      const name = "equivalentDiameterArea";
      const diameter = (scale: number) => (row: number) => ballDiameter((area[row] as number) * scale, ndim);
      const voxels = column(name, "voxel", area.length, diameter(1));
      const suffix = lengthSuffix(image.axes);
      if (suffix === undefined) return [voxels];
      return [voxels, column(`${name}_${suffix}`, suffix === "physical" ? "" : suffix, area.length, diameter(voxelVolume(image)))];
    },
  },
  touchesBorder: {
    ...plain,
    description: "1 where the region has a voxel in the first or last plane of an axis, so that it may go on outside; else 0.",
    unit: "",
    source: "as scikit-image clear_border decides",
    columns: ({ label, start, end }, { axes }) => [
      {
        name: "touchesBorder",
        unit: "",
        values: new Uint8Array(label.length).map((_, row) =>
          axes.some((axis) => along(start, axis)[row] === 0 || along(end, axis)[row] === axis.length) ? 1 : 0,
        ),
      },
    ],
  },
} satisfies Record<string, RegionProperty>;
