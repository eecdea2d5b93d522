/**
 * Labels the layers of a block one after the other: finds their runs, unites those that touch, and gives every run a
 * provisional id.
 * @module
 */
import type { LayerRing } from "../layers.ts";
import type { WorkerMemory } from "../memory.ts";
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
  readonly #number: Compiled;
  readonly #name: Compiled;
  /** Which of the two `before` tables belongs to the current layer. */
  #side: 0 | 1 = 0;
  /** Where the bits of the layer above are, 0 when it has no runs; the ids of its components. */
  #above = 0;
  #names = new Uint32Array(0);

  constructor(memory: WorkerMemory, plane: { readonly height: number; readonly width: number }, connectivity: Connectivity) {
    this.sizes = layerSizes(plane.height, plane.width);
    this.#memory = memory;
    this.#scratch = reserveLayerScratch(memory, this.sizes);
    this.#connectivity = connectivity;
    this.#scan = kernelFunction(memory.exports, this.sizes.runBits === 16 ? "scanRuns16" : "scanRuns32");
    this.#unite = kernelFunction(memory.exports, "uniteLayer");
    this.#number = kernelFunction(memory.exports, "numberLayer");
    this.#name = kernelFunction(memory.exports, "nameRuns");
  }

  /** Labels the next layer, whose bits are in `ring`. */
  label(ring: LayerRing, layer: number): LayerRuns {
    const { height, width, pitch, words, runBits } = this.sizes;
    const { runs, rowStart, before, table, above, origins, ids } = this.#scratch;
    const bits = ring.address(layer);
    const [own, other] = [before[this.#side], before[this.#side === 0 ? 1 : 0]];
    this.ids.beginLayer();
    const count = this.#scan(bits, pitch, height, width, runs, rowStart, own) >>> 0;
    const nodes = this.#above === 0 ? 0 : this.#names.length;
    if (count > 0) {
      this.#unite(table, nodes, count, this.#connectivity, height, words, pitch, bits, own, rowStart, this.#above, other, above);
      const components = this.#number(table, nodes, height, width, runs, runBits, rowStart, ids, origins) >>> 0;
      this.#nameComponents(nodes, components);
      const own4 = table + nodes * 4;
      this.#name(own4, count, origins, ids);
      new Uint8Array(this.#memory.buffer).copyWithin(above, own4, own4 + count * 4);
    }
    this.#above = count > 0 ? bits : 0;
    this.#side = this.#side === 0 ? 1 : 0;
    return this.#views(count);
  }
  /** Keeps the bits of the last layer, before the ring moves on. */
  keepLast(): void {
    const { bits } = this.#scratch;
    if (this.#above === 0 || this.#above === bits) return;
    this.#memory.bytes().copyWithin(bits, this.#above, this.#above + this.sizes.height * this.sizes.pitch);
    this.#above = bits;
  }

  /** Unites what this layer has joined of the layer above, and replaces the origin of each component by its id. */
  #nameComponents(nodes: number, components: number): void {
    const above = this.#names;
    const roots = new Uint32Array(this.#memory.buffer, this.#scratch.table, nodes);
    for (let i = 0; i < nodes; i++) {
      if (roots[i] !== i) this.ids.unite(above[i] as number, above[roots[i] as number] as number);
    }
    const origins = new Uint32Array(this.#memory.buffer, this.#scratch.origins, components);
    for (let c = 0; c < components; c++) {
      const origin = origins[c] as number;
      origins[c] = origin < nodes ? this.ids.find(above[origin] as number) : this.ids.give(origin - nodes);
    }
    this.#names = origins.slice();
  }
  #views(count: number): LayerRuns {
    const { runs, rowStart, ids } = this.#scratch;
    const words = (address: number, length: number): Uint32Array => new Uint32Array(this.#memory.buffer, address, length);
    return {
      count,
      rowStart: words(rowStart, this.sizes.height + 1),
      runs: words(runs, count * (this.sizes.runBits / 16)),
      ids: words(ids, count),
    };
  }
}
