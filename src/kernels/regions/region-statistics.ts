/**
 * The collector of region statistics: what regionProperties is computed from.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import type { Collector, CollectorRun, CollectorTask, CombineContext } from "../collector.ts";
import type { FrameHalo } from "../kernel.ts";
import type { LayerRing } from "../layers.ts";
import { RegionAccumulator } from "./accumulator.ts";
import { mergePieces } from "./pieces.ts";
import { checkLabelDtype, type RecordLayout, type RegionNeed, recordLayout } from "./record.ts";
import { RegionRows } from "./region-rows.ts";

/** Parameters of {@link regionStatistics}. */
export interface RegionStatisticsParams {
  readonly [key: string]: readonly string[];
  /**
   * What to collect beyond label, area, bounds, centroid and, for each intensity image, smallest, largest and mean value:
   * "moments" (covariance of the coordinates), "squares" (variance of intensities), "weighted" (weighted centroid),
   * "neighbours" (pairs of neighbours in the region, and the Euler number).
   */
  readonly needs: readonly RegionNeed[];
  /** Dtypes of the intensity images (the inputs after the labels), so that partials can be read again. */
  readonly intensities: readonly Dtype[];
}

/** The neighbours that come before a voxel. */
const neighbourHalo: FrameHalo = { before: [1, 1, 1], after: [0, 1, 1] };

/** The record that these parameters ask for. */
export const regionLayout = (params: RegionStatisticsParams): RecordLayout => recordLayout(params.needs, params.intensities);

/**
 * Statistics of labelled regions, exact and the same for any cutting of the image: inputs are a label image (0 is background)
 * and any number of intensity images of the same shape.
 *
 * Everything is kept as integer sums, floats too (see record.ts), so no order of voxels or blocks can change a bit, and nothing
 * cancels. Worker memory: a table of at most 4 MiB that is emptied when full. Outside of it a region takes, while blocks are
 * added up, 64 bytes, 96 for "moments", and per intensity image 40 + 16 (squares) + 48 (weighted) for integers,
 * 64 + 80 + 144 for float32 and 296 + 536 + 816 for float64; that lies on disk, sorted by label, and is added up while it is read.
 *
 * Throws GeometryError for labels that are negative or not integers, UnsupportedError for 64-bit labels and axes beyond 2^20 voxels.
 */
export const regionStatistics: Collector<RegionStatisticsParams, RegionRows> = {
  name: "regionStatistics",
  version: 2,
  describe(params, inputs) {
    const [labels, ...intensities] = inputs;
    if (labels === undefined) throw new GeometryError("Expected a label image, found no input.");
    checkLabelDtype(labels);
    if (intensities.join() !== params.intensities.join())
      throw new GeometryError(
        `Expected intensity images of ${params.intensities.join(", ") || "no"} dtype, found ${intensities.join(", ") || "none"}.`,
      );
    const layout = regionLayout(params);
    const perChannel = intensities.reduce((ns, dtype) => ns + (dtype === "float64" ? 2.5 : dtype.startsWith("float") ? 1 : 0.5), 0);
    const near = params.needs.includes("neighbours");
    return {
      scratchBytes: (block) => RegionAccumulator.bytes(layout, block),
      nsPerVoxel: 0.5 + perChannel + (near ? 2 : 0),
      ...(near ? { halo: neighbourHalo } : {}),
    };
  },
  start(task: CollectorTask<RegionStatisticsParams>): CollectorRun {
    const [labels, ...intensities] = task.inputs as readonly [LayerRing, ...LayerRing[]];
    const accumulator = new RegionAccumulator({ ...task, intensities, name: pieceName }, regionLayout(task.params));
    return {
      consume: async (from, to) => {
        for (let z = from; z < to; z++) await accumulator.addLayer(z, labels);
      },
      finish: async () => encodePartial({ pieces: await accumulator.finish() }),
    };
  },
  async combine(context: CombineContext<RegionStatisticsParams>): Promise<RegionRows> {
    const { scratch: store, spillKey, blocks } = context;
    const keys: string[] = [];
    for (const number of blocks.keys()) {
      const { pieces } = decodePartial(await context.partial(number));
      for (let piece = 0; piece < pieces; piece++) keys.push(spillKey(number, pieceName(piece)));
    }
    const layout = regionLayout(context.params);
    return new RegionRows(layout, () => mergePieces(layout, { store, keys, temporaryKey: (made) => spillKey(0, `merged-${made}`) }));
  },
};

/** The name under which a block spills its records. */
const pieceName = (number: number): string => `records-${number}`;

/** What a block says about itself; its records are in its spills. */
interface RegionPartial {
  readonly pieces: number;
}
const encodePartial = (partial: RegionPartial): Uint8Array => new TextEncoder().encode(JSON.stringify(partial));
const decodePartial = (bytes: Uint8Array): RegionPartial => JSON.parse(new TextDecoder().decode(bytes)) as RegionPartial;
