/**
 * The collector of region statistics: what regionProperties is computed from.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import { GeometryError, UnsupportedError } from "../../errors.ts";
import type { Collector, CollectorRun, CollectorTask, CombineContext } from "../collector.ts";
import { RegionAccumulator } from "./accumulator.ts";
import { sumPartials } from "./bands.ts";
import { checkLabelDtype, type RecordLayout, type RegionNeed, recordLayout } from "./record.ts";
import { emptyStatistics, fillStatistics, type RegionStatistics } from "./statistics.ts";

/** Second moments are exact for coordinates of 20 bits. */
const LONGEST_AXIS = 2 ** 20;

/** Parameters of {@link regionStatistics}. */
export interface RegionStatisticsParams {
  readonly [key: string]: readonly string[];
  /**
   * What to collect beyond label, area, bounds, centroid and, for each intensity image, smallest, largest and mean value:
   * "moments" (covariance of the coordinates), "squares" (variance of intensities), "weighted" (weighted centroid).
   */
  readonly needs: readonly RegionNeed[];
  /** Dtypes of the intensity images (the inputs after the labels), so that partials can be read again. */
  readonly intensities: readonly Dtype[];
}

const layoutOf = (params: RegionStatisticsParams): RecordLayout => recordLayout(params.needs, params.intensities);

/**
 * Statistics of labelled regions, exact and the same for any cutting of the image: inputs are a label image (0 is background)
 * and any number of intensity images of the same shape.
 *
 * Everything is kept as integer sums, floats too (see record.ts), so no order of voxels or blocks can change a bit, and nothing
 * cancels. Worker memory: a table of at most 4 MiB that is emptied when full. Outside of it a region takes, while blocks are
 * added up, 64 bytes, 96 for "moments", and per intensity image 40 + 16 (squares) + 48 (weighted) for integers,
 * 64 + 80 + 144 for float32 and 296 + 536 + 816 for float64; `combine` holds at most 256 MiB of that at a time.
 *
 * Throws GeometryError for labels that are negative or not integers, UnsupportedError for 64-bit labels and axes beyond 2^20 voxels.
 */
export const regionStatistics: Collector<RegionStatisticsParams, RegionStatistics> = {
  name: "regionStatistics",
  version: 1,
  describe(params, inputs) {
    const [labels, ...intensities] = inputs;
    if (labels === undefined) throw new GeometryError("Expected a label image, found no input.");
    checkLabelDtype(labels);
    if (intensities.join() !== params.intensities.join())
      throw new GeometryError(
        `Expected intensity images of ${params.intensities.join(", ") || "no"} dtype, found ${intensities.join(", ") || "none"}.`,
      );
    const layout = layoutOf(params);
    const perChannel = intensities.reduce((ns, dtype) => ns + (dtype === "float64" ? 2.5 : dtype.startsWith("float") ? 1 : 0.5), 0);
    return { scratchBytes: (block) => RegionAccumulator.bytes(layout, block), nsPerVoxel: 0.5 + perChannel };
  },
  start(task: CollectorTask<RegionStatisticsParams>): CollectorRun {
    const long = task.image.find((n) => n > LONGEST_AXIS);
    if (long !== undefined)
      throw new UnsupportedError(`Expected axes of at most ${LONGEST_AXIS} voxels for region statistics, found ${long}.`, {
        hint: "Cut the image along this axis and measure the parts.",
      });
    const accumulator = new RegionAccumulator(task, layoutOf(task.params));
    return {
      consume: (from, to) => {
        for (let z = from; z < to; z++) accumulator.addLayer(z);
      },
      finish: () => accumulator.finish(),
    };
  },
  async combine(context: CombineContext<RegionStatisticsParams>): Promise<RegionStatistics> {
    const layout = layoutOf(context.params);
    let statistics = emptyStatistics(layout, 0);
    await sumPartials(
      layout,
      { count: context.blocks.length, read: (i) => context.partial(i) },
      (regions) => {
        statistics = emptyStatistics(layout, regions);
      },
      (band) => fillStatistics(statistics, layout, band),
    );
    return statistics;
  },
};
