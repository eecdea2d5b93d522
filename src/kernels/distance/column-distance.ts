/**
 * Distances to the background along layers, over the whole depth of an image whatever its blocks.
 *
 * ```
 *   layers   |0 1 1 1|1 1 1 1|1 0 1 1|     a column of a mask in three blocks
 *   last      0       -       9            the last background layer of a block ..
 *   first     0       -       9            .. and the first one
 *   above     -       0       0            what combine tells each block of those before it ..
 *   below     9       9       -            .. and of those behind it
 *   distance |0 1 2 3|4 5 4 3|2 1 0 ...    what a reader sweeps together, from bits
 * ```
 * Blocks keep their mask as bits and one plane of numbers for every {@link GROUP} layers: less than a third of a byte a voxel. That is
 * all that the distance transform needs of other blocks: rows and columns are whole within a layer.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import type { CollectorRun, CollectorTask, CollectorTraits, MergeCollector } from "../collector.ts";
import { type LayerRing, layerBytesOf, pitchOf } from "../layers.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { ColumnReader, readerBytes } from "./column-reader.ts";
import { combineColumns } from "./combine-columns.ts";
import { GROUP, NONE, takePlane } from "./planes.ts";

export type ColumnDistanceParams = {
  /** What lies outside the image: 1 takes no part, 0 is background. */
  readonly borderValue: 0 | 1;
};

/** The number of layers to the nearest background layer of the same column, as uint32; {@link FAR} where a column has none. */
export const columnDistance: MergeCollector<ColumnDistanceParams, null> = {
  name: "columnDistance",
  version: 1,
  describe,
  start: (task) => new ColumnRun(task),
  combine: combineColumns,
  outputDtype: () => "uint32",
  readerBytes: (_params, plane) => readerBytes(plane),
  open: (context) => new ColumnReader(context),
};

function describe(_params: ColumnDistanceParams, inputs: readonly Dtype[]): CollectorTraits {
  if (inputs.length !== 1 || inputs[0] !== "bool") {
    throw new GeometryError(`Expected one mask (bool) to measure distances in, found [${inputs.join(", ")}].`, {
      hint: "Make a mask with a threshold first.",
    });
  }
  return {
    scratchBytes: ({ depth, height, width }) =>
      GROUP * layerBytesOf("bool", height, width) + (groupsOf(depth) + 1) * (pitchOf("uint32", width) * height + 64) + 64,
    nsPerVoxel: 0.3,
    // Rows are whole, so that readers of any plane copy bytes, not bits.
    wholeAxes: [false, false, true],
  };
}

const groupsOf = (depth: number): number => Math.ceil(depth / GROUP);

class ColumnRun implements CollectorRun {
  readonly #task: CollectorTask<ColumnDistanceParams>;
  readonly #pitch: number;
  readonly #planeBytes: number;
  /** Bits of the group under way; the last background layer of every column; for each group the first one. */
  readonly #bits: number;
  readonly #bitLayer: number;
  readonly #last: number;
  readonly #firsts: readonly number[];
  readonly #note: (...args: number[]) => number;

  constructor(task: CollectorTask<ColumnDistanceParams>) {
    const [depth, height, width] = task.region.shape;
    const { memory } = task;
    this.#task = task;
    this.#pitch = pitchOf("uint32", width);
    this.#planeBytes = this.#pitch * height;
    this.#bitLayer = pitchOf("bool", width) * height;
    this.#bits = memory.reserve(GROUP * this.#bitLayer);
    this.#last = memory.reserve(this.#planeBytes);
    this.#firsts = Array.from({ length: groupsOf(depth) }, () => memory.reserve(this.#planeBytes));
    new Int32Array(memory.buffer, this.#last, this.#planeBytes / 4).fill(-NONE);
    for (const first of this.#firsts) new Int32Array(memory.buffer, first, this.#planeBytes / 4).fill(NONE);
    this.#note = kernelFunction(memory.exports, "noteBackground");
  }

  async consume(from: number, to: number): Promise<void> {
    const { inputs, memory, region } = this.#task;
    const ring = inputs[0] as LayerRing;
    const [start, depth] = [region.offset[0], region.shape[0]];
    const bytes = memory.bytes();
    for (let layer = from; layer < to; layer++) {
      const z = layer - start;
      const group = Math.floor(z / GROUP);
      const address = ring.address(layer);
      bytes.copyWithin(this.#bits + (z % GROUP) * this.#bitLayer, address, address + this.#bitLayer);
      this.#note(address, ring.pitch, ring.height, ring.width, layer, this.#firsts[group] as number, this.#last, this.#pitch);
      if (z % GROUP === GROUP - 1 || z === depth - 1) await this.#spillBits(group, (z % GROUP) + 1);
    }
  }

  async #spillBits(group: number, layers: number): Promise<void> {
    const { memory, spill } = this.#task;
    await spill(`bits-${group}`, memory.bytes().slice(this.#bits, this.#bits + layers * this.#bitLayer));
  }

  async finish(): Promise<Uint8Array> {
    const { memory, spill, region } = this.#task;
    const [, height, width] = region.shape;
    const smaller = kernelFunction(memory.exports, "smallerNumbers");
    for (let group = this.#firsts.length - 2; group >= 0; group--) {
      const [own, behind] = [this.#firsts[group] as number, this.#firsts[group + 1] as number];
      await spill(`next-${group}`, takePlane(memory, behind, this.#pitch, height, width));
      smaller(own, behind, this.#planeBytes);
    }
    const plane = height * width * 4;
    const partial = new Uint8Array(2 * plane);
    partial.set(takePlane(memory, this.#firsts[0] as number, this.#pitch, height, width), 0);
    partial.set(takePlane(memory, this.#last, this.#pitch, height, width), plane);
    return partial;
  }
}
