/**
 * Properties from pairs of neighbours: topology and surface.
 * @module
 */
import { croftonWeights } from "./crofton.ts";
import { column, type PropertyColumn, type RegionProperty } from "./property-column.ts";
import type { RegionAxis } from "./region-axes.ts";
import { shapeScale } from "./region-axes.ts";
import { inVoxelsAndUnits } from "./shape-properties.ts";
import type { RegionStatistics } from "./statistics.ts";

const onNeighbours = { intensity: false, needs: ["neighbours"] } as const;

/** Surface or perimeter of each region. */
function boundary(statistics: RegionStatistics, axes: readonly RegionAxis[], scale: readonly number[]): (row: number) => number {
  const { pairs, area } = statistics;
  if (pairs === undefined) throw new Error('Expected statistics with the need "neighbours": ask regionNeeds().');
  const weights = croftonWeights(axes, scale);
  return (row) => weights.reduce((sum, weight, d) => sum + weight * ((area[row] as number) - (pairs[d]?.[row] as number)), 0);
}

const boundaryColumns =
  (name: string, power: number): RegionProperty["columns"] =>
  (statistics, { axes }) =>
    inVoxelsAndUnits(axes, power, (scale, ending, unit): PropertyColumn[] => [
      column(`${name}${ending}`, unit, statistics.area.length, boundary(statistics, axes, scale)),
    ]);

export const surfaceProperties = {
  eulerNumber: {
    ...onNeighbours,
    ndim: [1, 2, 3],
    description:
      "Euler number: objects + cavities - tunnels (2-D: objects - holes) of the region, whose voxels are connected across corners: " +
      "1 for a solid, 0 for a ring, 2 for a hollow ball.",
    unit: "",
    source: "scikit-image euler_number (full connectivity)",
    columns: ({ euler }) => {
      if (euler === undefined) throw new Error('Expected statistics with the need "neighbours": ask regionNeeds().');
      return [{ name: "eulerNumber", unit: "", values: euler }];
    },
  },
  perimeterCrofton: {
    ...onNeighbours,
    ndim: [2],
    description: "Length of the outline, outer and inner, from four directions by Crofton's formula.",
    unit: "voxel and unit of the axes",
    source: "scikit-image perimeter_crofton (4 directions); with spacing, directions weigh by the angle that they stand for",
    columns: boundaryColumns("perimeterCrofton", 1),
  },
  surfaceArea: {
    ...onNeighbours,
    ndim: [3],
    description: "Area of the surface, outer and inner, from 13 directions by Crofton's formula.",
    unit: "voxel^2 and unit^2",
    source: "Ohser and Muecklich 2000; Lehmann and Legland 2012 (MorphoLibJ's surface area with 13 directions)",
    columns: boundaryColumns("surfaceArea", 2),
  },
  sphericity: {
    ...onNeighbours,
    ndim: [3],
    description:
      "Surface of the ball with the same volume over surfaceArea, in spaced coordinates: 1 for a ball, less for all else. " +
      "The surface of a few voxels is not well known: they may have more than 1.",
    unit: "",
    source: "Wadell 1935: pi^(1/3) (6 V)^(2/3) / S",
    columns: (statistics, { axes }) => {
      const scale = shapeScale(axes);
      const surface = boundary(statistics, axes, scale);
      const voxel = scale.reduce((volume, step) => volume * step, 1);
      return [
        column("sphericity", "", statistics.area.length, (row) => {
          const volume = (statistics.area[row] as number) * voxel;
          return Math.cbrt(36 * Math.PI * volume * volume) / surface(row);
        }),
      ];
    },
  },
} satisfies Record<string, RegionProperty>;
