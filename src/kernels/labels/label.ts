/**
 * Connected components of a mask, numbered over the whole image as SciPy does: by first voxel in C order.
 *
 * Each block is labelled on its own while it streams by and leaves its runs with provisional ids, the runs at its faces and the
 * first voxel of each of its components. `combine` joins the faces and numbers what belongs together; readers then paint the
 * runs with the final labels. No labelled voxel is ever stored in between.
 *
 * Memory: about 12 bytes a pixel of a layer in the worker; outside it up to 8 MiB of runs on their way to a file (more where
 * one layer has more) and 8 bytes for every component that begins in some layer of the block. `combine` holds 16 bytes for every
 * component of every block and 8 for every label.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import type { CollectorRun, CollectorTask, CollectorTraits, MergeCollector } from "../collector.ts";
import type { LayerRing } from "../layers.ts";
import { BlockFaces } from "./block-faces.ts";
import { combineLabels } from "./combine.ts";
import { LabelReader, readerBytes } from "./label-reader.ts";
import { LayerLabeller } from "./layer-labeller.ts";
import { layerScratchBytes, layerSizes } from "./layer-scratch.ts";
import { bytesOf, RunSpill } from "./run-spill.ts";

export type LabelParams = {
  /** Along how many axes two neighbours may differ: 1 faces, 2 edges too, 3 corners too. Axes of extent 1 have no neighbours. */
  readonly connectivity: 1 | 2 | 3;
  readonly dtype: "uint32";
};

export type LabelResult = {
  /** Labels are 1 .. count, 0 is background. */
  readonly count: number;
};

/** What a block says about itself; the rest is in its spills. */
export interface LabelPartial {
  readonly components: number;
}

export const label: MergeCollector<LabelParams, LabelResult> = {
  name: "label",
  version: 1,
  describe,
  start: (task) => new LabelRun(task),
  combine: combineLabels,
  readerSeesResult: false,
  outputDtype: (params) => params.dtype,
  readerBytes: () => readerBytes,
  open: (context) => new LabelReader(context),
};

function describe(params: LabelParams, inputs: readonly Dtype[]): CollectorTraits {
  if (inputs.length !== 1 || inputs[0] !== "bool") {
    throw new GeometryError(`Expected one mask (bool) to label, found [${inputs.join(", ")}].`, {
      hint: "Make a mask with a threshold first.",
    });
  }
  if (![1, 2, 3].includes(params.connectivity)) {
    throw new GeometryError(`Expected a connectivity of 1 (faces), 2 (edges) or 3 (corners), found ${params.connectivity}.`);
  }
  return { scratchBytes: ({ height, width }) => layerScratchBytes(layerSizes(height, width)), nsPerVoxel: 0.5 };
}

class LabelRun implements CollectorRun {
  readonly #task: CollectorTask<LabelParams>;
  readonly #labeller: LayerLabeller;
  readonly #runs: RunSpill;
  readonly #faces: BlockFaces;

  constructor(task: CollectorTask<LabelParams>) {
    const [, height, width] = task.region.shape;
    this.#task = task;
    this.#labeller = new LayerLabeller(task.memory, { height, width }, task.params.connectivity);
    this.#runs = new RunSpill((name, bytes) => task.spill(name, bytes));
    this.#faces = new BlockFaces(task.image, task.region, this.#labeller.sizes.runBits);
  }
  async consume(from: number, to: number): Promise<void> {
    for (let layer = from; layer < to; layer++) {
      const runs = this.#labeller.label(this.#task.inputs[0] as LayerRing, layer);
      this.#faces.add(layer - this.#task.region.offset[0], runs);
      this.#runs.add(runs);
      if (this.#runs.full) await this.#runs.flush();
    }
    this.#labeller.keepLast();
  }
  async finish(): Promise<Uint8Array> {
    const { component, first } = this.#labeller.ids.resolve(this.#task.region, this.#task.image);
    await this.#runs.finish();
    await this.#faces.spill(component, (name, bytes) => this.#task.spill(name, bytes));
    await this.#task.spill("components", bytesOf(component));
    await this.#task.spill("first", bytesOf(first));
    const partial: LabelPartial = { components: first.length };
    return new TextEncoder().encode(JSON.stringify(partial));
  }
}
