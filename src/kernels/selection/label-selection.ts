/**
 * Which labels of an image are small, or lie at its border: a number of voxels per label, and a set at the end.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import type { Collector, CollectorRun, CollectorTask } from "../collector.ts";
import type { LayerRing } from "../layers.ts";
import { addPackedLabelCounts, LabelCounts, packLabelCounts } from "./label-counts.ts";
import { encodeLabelSet } from "./label-set.ts";

export type LabelSelectionParams =
  /** Labels of at most so many voxels. */
  | { readonly rule: "small"; readonly maxSize: number }
  /** Labels with a voxel at an end of an axis that the image has: along one of extent 1 all voxels are. */
  | { readonly rule: "border"; readonly axes: readonly [boolean, boolean, boolean] };

/** The set of the labels that a rule chooses, as the text of a label set. Bounded by the number of labels: 24 bytes for each in a block. */
export const labelSelection: Collector<LabelSelectionParams, string> = {
  name: "labelSelection",
  version: 1,
  describe(params, inputs: readonly Dtype[]) {
    if (inputs.length !== 1 || inputs[0] !== "uint32")
      throw new GeometryError(`Expected one label image (uint32), found [${inputs.join(", ")}].`);
    if (params.rule === "small" && !(Number.isInteger(params.maxSize) && params.maxSize >= 0))
      throw new GeometryError(`Expected a whole number of voxels, 0 or more, found ${params.maxSize}.`);
    return { scratchBytes: () => 0, nsPerVoxel: 1 };
  },
  start: (task) => new SelectionRun(task),
  async combine({ params, blocks, partial }) {
    const total = new LabelCounts();
    for (let block = 0; block < blocks.length; block++) addPackedLabelCounts(total, await partial(block));
    const { labels, counts } = total.sorted();
    return encodeLabelSet(labels, (i) => (params.rule === "border" ? (counts[i] as number) > 0 : (counts[i] as number) <= params.maxSize));
  },
};

class SelectionRun implements CollectorRun {
  readonly #task: CollectorTask<LabelSelectionParams>;
  readonly #counts = new LabelCounts();

  constructor(task: CollectorTask<LabelSelectionParams>) {
    this.#task = task;
  }
  consume(from: number, to: number): void {
    const { params, inputs } = this.#task;
    const ring = inputs[0] as LayerRing;
    for (let layer = from; layer < to; layer++) {
      for (let row = 0; row < ring.height; row++) {
        const values = ring.row(layer, row) as Uint32Array;
        if (params.rule === "small") this.#countRuns(values, true);
        else this.#countBorder(values, params.axes, layer, row);
      }
    }
  }
  finish(): Uint8Array {
    return packLabelCounts(this.#counts);
  }

  /** Counts the voxels of all labels of a row, or only that they are there: a set must know those that are not in it. */
  #countRuns(values: Uint32Array, voxels: boolean): void {
    for (let x = 0; x < values.length; ) {
      const label = values[x] as number;
      const begin = x;
      while (x < values.length && values[x] === label) x++;
      if (label !== 0) this.#counts.add(label, voxels ? x - begin : 0);
    }
  }
  #countBorder(values: Uint32Array, [alongZ, alongY, alongX]: readonly [boolean, boolean, boolean], layer: number, row: number): void {
    const { image, region } = this.#task;
    const isEnd = (at: number, axis: 0 | 1 | 2): boolean => at === 0 || at === image[axis] - 1;
    const wholeRow = (alongZ && isEnd(layer, 0)) || (alongY && isEnd(region.offset[1] + row, 1));
    this.#countRuns(values, wholeRow);
    if (wholeRow || !alongX) return;
    for (const x of new Set([0, values.length - 1])) {
      const label = values[x] as number;
      if (label !== 0 && isEnd(region.offset[2] + x, 2)) this.#counts.add(label, 1);
    }
  }
}
