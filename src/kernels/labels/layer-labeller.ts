/**
 * Labels the layers of a block one after the other: finds their runs, unites those that touch, and gives every run a
 * provisional id.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import type { LayerRing } from "../layers.ts";
import type { WorkerMemory } from "../memory.ts";
import { dtypeNumbers } from "../regions/record.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { type LayerScratch, type LayerSizes, layerSizes, reserveLayerScratch } from "./layer-scratch.ts";
import { ProvisionalIds } from "./provisional.ts";

/** The runs of one layer, as views that hold until the next layer. */
export interface LayerRuns {
  readonly count: number;
  /** Row y has runs `rowStart[y] .. rowStart[y + 1]`. */
  readonly rowStart: Uint32Array;
  /** One word a run (first column in the low, end column in the high half), or two where rows are long. */
  readonly runs: Uint32Array;
  readonly ids: Uint32Array;
  /** The value of each run, of an image of integers. */
  readonly values: Uint32Array | undefined;
}

type Connectivity = 1 | 2 | 3;
type Compiled = (...args: number[]) => number;

export class LayerLabeller {
  readonly sizes: LayerSizes;
  readonly ids = new ProvisionalIds();
  readonly #memory: WorkerMemory;
  readonly #scratch: LayerScratch;
  readonly #connectivity: Connectivity;
  readonly #scan: Compiled;
  readonly #unite: Compiled;
  readonly #dtype: Dtype;
  readonly #number: Compiled;
  readonly #name: Compiled;
  /** Which of the two `before` tables belongs to the current layer. */
  #side: 0 | 1 = 0;
  /** Where the bits of the layer above are, 0 when it has no runs; the ids of its components. */
  #above = 0;
  #names = new Uint32Array(0);

  /** For layers of a mask (bool), or of integers, of which those of equal values other than 0 belong together. */
  constructor(memory: WorkerMemory, plane: { readonly height: number; readonly width: number }, connectivity: Connectivity, dtype: Dtype) {
    this.sizes = layerSizes(plane.height, plane.width, dtype !== "bool");
    this.#dtype = dtype;
    this.#memory = memory;
    this.#scratch = reserveLayerScratch(memory, this.sizes);
    this.#connectivity = connectivity;
    const { valued, runBits } = this.sizes;
    this.#scan = kernelFunction(memory.exports, valued ? "scanEqual" : runBits === 16 ? "scanRuns16" : "scanRuns32");
    this.#unite = kernelFunction(memory.exports, valued ? "uniteEqualLayer" : "uniteLayer");
    this.#number = kernelFunction(memory.exports, "numberLayer");
    this.#name = kernelFunction(memory.exports, "nameRuns");
  }

  /** Labels the next layer, which is in `ring`. */
  label(ring: LayerRing, layer: number): LayerRuns {
    const { height, width, runBits } = this.sizes;
    const { runs, rowStart, table, above, origins, ids } = this.#current();
    this.ids.beginLayer();
    const nodes = this.#above === 0 ? 0 : this.#names.length;
    const count = this.sizes.valued ? this.#meetEqual(ring, layer, nodes) : this.#meetMask(ring, layer, nodes);
    if (count > 0) {
      const components = this.#number(table, nodes, height, width, runs, runBits, rowStart, ids, origins) >>> 0;
      this.#nameComponents(nodes, components);
      const own4 = table + nodes * 4;
      this.#name(own4, count, origins, ids);
      new Uint8Array(this.#memory.buffer).copyWithin(above, own4, own4 + count * 4);
    }
    this.#above = count === 0 ? 0 : this.sizes.valued ? runs : ring.address(layer);
    const views = this.#views(count);
    this.#side = this.#side === 0 ? 1 : 0;
    return views;
  }
  /** Keeps the bits of the last layer, before the ring moves on. */
  keepLast(): void {
    const { bits } = this.#scratch;
    if (this.sizes.valued || this.#above === 0 || this.#above === bits) return;
    this.#memory.bytes().copyWithin(bits, this.#above, this.#above + this.sizes.height * this.sizes.pitch);
    this.#above = bits;
  }

  /** The scratch as this layer uses it: runs with values take turns with those of the layer above. */
  #current(): LayerScratch {
    const scratch = this.#scratch;
    return this.sizes.valued && this.#side === 1 ? { ...scratch, ...scratch.other } : scratch;
  }
  /** Finds the runs of a layer of a mask and unites those that touch. Returns their number. */
  #meetMask(ring: LayerRing, layer: number, nodes: number): number {
    const { height, width, pitch, words } = this.sizes;
    const { runs, rowStart, before, table, above } = this.#scratch;
    const bits = ring.address(layer);
    const [own, other] = [before[this.#side], before[this.#side === 0 ? 1 : 0]];
    const count = this.#scan(bits, pitch, height, width, runs, rowStart, own) >>> 0;
    if (count > 0)
      this.#unite(table, nodes, count, this.#connectivity, height, words, pitch, bits, own, rowStart, this.#above, other, above);
    return count;
  }
  /** Finds the runs of equal values of a layer and unites those that touch. Returns their number. */
  #meetEqual(ring: LayerRing, layer: number, nodes: number): number {
    const { height, width, runBits } = this.sizes;
    const { table, above, values } = this.#scratch;
    const { runs, rowStart } = this.#current();
    const { rowStart: rowStartAbove } = this.#side === 0 ? this.#scratch.other : this.#scratch;
    const [own, other] = [values[this.#side], values[this.#side === 0 ? 1 : 0]];
    const count = this.#scan(dtypeNumbers[this.#dtype], ring.address(layer), ring.pitch, height, width, runs, runBits, rowStart, own) >>> 0;
    if (count > 0) {
      const upper = [this.#above, rowStartAbove, other] as const;
      this.#unite(table, nodes, count, this.#connectivity, height, runBits, runs, rowStart, own, ...upper, above);
    }
    return count;
  }

  /** Unites what this layer has joined of the layer above, and replaces the origin of each component by its id. */
  #nameComponents(nodes: number, components: number): void {
    const roots = new Uint32Array(this.#memory.buffer, this.#scratch.table, nodes);
    const origins = new Uint32Array(this.#memory.buffer, this.#scratch.origins, components);
    this.ids.name(roots, this.#names, origins);
    this.#names = origins.slice();
  }
  #views(count: number): LayerRuns {
    const { runs, rowStart, ids, values } = this.#current();
    const words = (address: number, length: number): Uint32Array => new Uint32Array(this.#memory.buffer, address, length);
    return {
      count,
      rowStart: words(rowStart, this.sizes.height + 1),
      runs: words(runs, count * (this.sizes.runBits / 16)),
      ids: words(ids, count),
      values: this.sizes.valued ? words(values[this.#side], count) : undefined,
    };
  }
}
