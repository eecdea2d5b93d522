/**
 * Connected components, numbered over the whole image as SciPy does: by first voxel in C order. In a mask the true voxels belong
 * together where they touch; in an image of integers those of equal value, 0 being background.
 *
 * Each block is labelled on its own while it streams by and leaves its runs with provisional ids, the runs at its faces and the
 * first voxel of each of its components. `combine` joins the faces and numbers what belongs together; readers then paint the
 * runs with the final labels. No labelled voxel is ever stored in between.
 *
 * It can measure the components on the way (see measured.ts), so that statistics need no second pass over the image.
 *
 * Memory: about 12 bytes a pixel of a layer in the worker; outside it up to 8 MiB of runs on their way to a file (more where
 * one layer has more) and 8 bytes for every component that begins in some layer of the block. For `combine` see combine.ts.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import type { CollectorRun, CollectorTask, CollectorTraits, MergeCollector } from "../collector.ts";
import type { LayerRing } from "../layers.ts";
import type { RegionAccumulator } from "../regions/accumulator.ts";
import type { RegionStatisticsParams } from "../regions/index.ts";
import { BlockFaces } from "./block-faces.ts";
import { combineLabels } from "./combine.ts";
import { LabelReader, readerBytes } from "./label-reader.ts";
import { LayerLabeller } from "./layer-labeller.ts";
import { layerScratchBytes, layerSizes } from "./layer-scratch.ts";
import { measureBytes, measuredDtypes, measuredRows, measuresOf } from "./measured.ts";
import { bytesOf, RunSpill } from "./run-spill.ts";

export type LabelParams = {
  /** Along how many axes two neighbours may differ: 1 faces, 2 edges too, 3 corners too. Axes of extent 1 have no neighbours. */
  readonly connectivity: 1 | 2 | 3;
  readonly dtype: "uint32" | "uint64";
  /** What to measure on the way; the intensity images follow the mask, in order. */
  readonly measures?: RegionStatisticsParams[];
  /** False when only the measures are wanted: then no label image can be read. */
  readonly image?: boolean;
};

export type LabelResult = {
  /** Labels are 1 .. count, 0 is background. */
  readonly count: number;
};

/** What a block says about itself; the rest is in its spills. */
export interface LabelPartial {
  readonly components: number;
  /** How many of them are seen at a face that another block shares. */
  readonly border: number;
  /** Pieces of records, for each measure. */
  readonly pieces?: readonly number[];
}

export const label: MergeCollector<LabelParams, LabelResult> = {
  name: "label",
  version: 2,
  describe,
  start: (task) => new LabelRun(task),
  combine: (context) => combineLabels(context),
  readerSeesResult: false,
  outputDtype: (params) => params.dtype,
  readerBytes: () => readerBytes,
  open: (context) => new LabelReader(context),
  measuring: {
    // Which neighbours belong to the same component is known only when all blocks have met.
    accepts: (collector, params) => collector === "regionStatistics" && !(params as RegionStatisticsParams).needs.includes("neighbours"),
    params: (params, tables, image) => ({ ...params, image, measures: tables as RegionStatisticsParams[] }),
    open: measuredRows,
  },
};

function describe(params: LabelParams, inputs: readonly Dtype[]): CollectorTraits {
  const measured = measuredDtypes(params.measures);
  const [image] = inputs;
  if (image === undefined || !labelled.has(image) || !equalTexts(inputs.slice(1), measured)) {
    throw new GeometryError(`Expected one mask (bool) or image of integers of up to 32 bits to label, found [${inputs.join(", ")}].`, {
      hint: "Make a mask with a threshold first.",
    });
  }
  if (![1, 2, 3].includes(params.connectivity)) {
    throw new GeometryError(`Expected a connectivity of 1 (faces), 2 (edges) or 3 (corners), found ${params.connectivity}.`);
  }
  return {
    scratchBytes: (block) =>
      layerScratchBytes(layerSizes(block.height, block.width, image !== "bool")) + measureBytes(params.measures, block),
    nsPerVoxel: 0.5 + 0.5 * measured.length,
  };
}

const equalTexts = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((text, i) => text === b[i]);

/** What can be labelled. */
const labelled: ReadonlySet<Dtype> = new Set<Dtype>(["bool", "uint8", "int8", "uint16", "int16", "uint32", "int32"]);

class LabelRun implements CollectorRun {
  readonly #task: CollectorTask<LabelParams>;
  readonly #labeller: LayerLabeller;
  readonly #runs: RunSpill | undefined;
  readonly #faces: BlockFaces;
  readonly #measures: readonly RegionAccumulator[];

  constructor(task: CollectorTask<LabelParams>) {
    const [, height, width] = task.region.shape;
    this.#task = task;
    const { dtype } = task.inputs[0] as LayerRing;
    this.#labeller = new LayerLabeller(task.memory, { height, width }, task.params.connectivity, dtype);
    this.#runs = task.params.image === false ? undefined : new RunSpill((name, bytes) => task.spill(name, bytes));
    this.#faces = new BlockFaces(task.image, task.region, this.#labeller.sizes.runBits);
    this.#measures = measuresOf(task);
  }
  async consume(from: number, to: number): Promise<void> {
    const { runBits } = this.#labeller.sizes;
    for (let layer = from; layer < to; layer++) {
      const runs = this.#labeller.label(this.#task.inputs[0] as LayerRing, layer);
      this.#faces.add(layer - this.#task.region.offset[0], runs);
      this.#runs?.add(runs);
      const at = { runs: runs.runs.byteOffset, runBits, rowStart: runs.rowStart.byteOffset, ids: runs.ids.byteOffset };
      if (runs.count > 0) for (const measure of this.#measures) await measure.addRuns(layer, at);
      if (this.#runs?.full === true) await this.#runs.flush();
    }
    this.#labeller.keepLast();
  }
  async finish(): Promise<Uint8Array> {
    const { region, image } = this.#task;
    // Components of whole layers are counted by first voxel already.
    const whole = region.shape[1] === image[1] && region.shape[2] === image[2];
    const { component, count, first } = this.#labeller.ids.resolve(region, image, !whole);
    const spill = (name: string, bytes: Uint8Array): Promise<void> => this.#task.spill(name, bytes);
    await this.#runs?.finish();
    const border = await this.#faces.spill(component, count, spill);
    await spill("components", bytesOf(component));
    await spill("border", bytesOf(border));
    if (first !== undefined) await spill("first", bytesOf(first));
    const pieces: number[] = [];
    for (const measure of this.#measures) pieces.push(await measure.finish());
    const partial: LabelPartial = { components: count, border: border.length, pieces };
    return new TextEncoder().encode(JSON.stringify(partial));
  }
}
