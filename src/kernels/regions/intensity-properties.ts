/**
 * Properties of the intensities in a region: one column per intensity image.
 * @module
 */
import { centroidColumns } from "./basic-properties.ts";
import { column, type PropertyColumn, type RegionProperty } from "./property-column.ts";
import type { RegionImage } from "./region-axes.ts";
import type { ChannelStatistics, RegionStatistics } from "./statistics.ts";

const onIntensity = { intensity: true, needs: [], ndim: [1, 2, 3], unit: "of the intensity image" } as const;

/** Columns per channel, ending in `_name` (or `_0`, `_1` ...) when there are several. */
function perChannel(
  { channels }: RegionStatistics,
  image: RegionImage,
  make: (channel: ChannelStatistics, ending: string) => PropertyColumn[],
): PropertyColumn[] {
  return channels.flatMap((channel, i) => make(channel, channels.length === 1 ? "" : `_${image.channels?.[i] ?? i}`));
}

export const intensityProperties = {
  intensityMean: {
    ...onIntensity,
    description: "Mean intensity: the exact sum over the count, rounded once.",
    source: "scikit-image intensity_mean",
    columns: (statistics, image) =>
      perChannel(statistics, image, ({ mean }, ending) => [{ name: `intensityMean${ending}`, unit: "", values: mean }]),
  },
  intensityMin: {
    ...onIntensity,
    description: "Smallest intensity; NaN where a voxel is NaN.",
    source: "scikit-image intensity_min",
    columns: (statistics, image) =>
      perChannel(statistics, image, ({ min }, ending) => [{ name: `intensityMin${ending}`, unit: "", values: min }]),
  },
  intensityMax: {
    ...onIntensity,
    description: "Largest intensity; NaN where a voxel is NaN.",
    source: "scikit-image intensity_max",
    columns: (statistics, image) =>
      perChannel(statistics, image, ({ max }, ending) => [{ name: `intensityMax${ending}`, unit: "", values: max }]),
  },
  intensityStd: {
    ...onIntensity,
    needs: ["squares"],
    description: "Standard deviation of the intensity, ddof 0: the root of the exact variance, rounded once.",
    source: "scikit-image intensity_std",
    columns: (statistics, image) =>
      perChannel(statistics, image, ({ variance }, ending) => {
        const values = variance ?? missing("intensityStd", "squares");
        return [column(`intensityStd${ending}`, "", values.length, (row) => Math.sqrt(values[row] as number))];
      }),
  },
  centroidWeighted: {
    ...onIntensity,
    needs: ["weighted"],
    unit: "voxel and unit of the axis",
    description: "Centroid weighted with the intensity; NaN where the intensities add up to 0.",
    source: "scikit-image centroid_weighted",
    columns: (statistics, image) =>
      perChannel(statistics, image, ({ weightedCentroid }, ending) =>
        centroidColumns("centroidWeighted", weightedCentroid ?? missing("centroidWeighted", "weighted"), image, ending),
      ),
  },
} satisfies Record<string, RegionProperty>;

function missing(property: string, need: string): never {
  throw new Error(`Expected statistics with the need "${need}" for ${property}: ask regionNeeds().`);
}
