/**
 * expandLabels at work on one task: scratch in the worker's memory, and calls of assembly/expand.ts.
 * @module
 */
import type { KernelRun, KernelTask, Triple } from "../kernel.ts";
import type { LayerRing } from "../layers.ts";
import { align } from "../memory.ts";
import { kernelFunction } from "../wasm/instance.ts";
import type { GridMetric } from "./metric.ts";

/** Layers that are made at once: they share the sweeps along layers, and their key rows should stay in the cache. */
const LAYERS = 8;
const JOB_FIELDS = 33;
/** Bytes of the widest key. */
const KEY_BYTES = 8;

interface Pieces {
  readonly job: number;
  readonly costs: readonly [rows: number, columns: number];
  readonly keys: number;
  readonly some: number;
  readonly row: number;
  readonly wanted: number;
  readonly rows: number;
}

const columnsOf = (width: number): number => align(width, 16);
const marginOf = (reach: Triple): number => align(reach[2] + 1, 16);

function pieces(reach: Triple, width: number): Pieces {
  const keyRows = (2 * reach[1] + 1) * LAYERS;
  const columns = columnsOf(width);
  return {
    job: JOB_FIELDS * 4,
    costs: [4 * (reach[1] + 1), 4 * (reach[2] + 1)],
    keys: keyRows * columns * KEY_BYTES,
    some: (2 * reach[1] + 1) * (columns / 16),
    row: (columns + 2 * marginOf(reach)) * KEY_BYTES,
    wanted: columns / 8,
    rows: Math.max(4 * (2 * reach[0] + LAYERS), 16 * reach[1]),
  };
}

/** Upper bound of the scratch for layers of this width. */
export function scratchBytes(reach: Triple, plane: { readonly width: number }): number {
  const { job, costs, keys, some, row, wanted, rows } = pieces(reach, plane.width);
  return [job, ...costs, keys, some, row, wanted, rows].reduce((sum, bytes) => sum + align(bytes, 64), 0);
}

const bitLength = (n: number): number => 32 - Math.clz32(n);

export class ExpandRun implements KernelRun {
  readonly #task: KernelTask<unknown>;
  readonly #metric: GridMetric;
  readonly #labels: LayerRing;
  readonly #at: Pieces;
  /** Bits that are free for labels in a key of 32 bits. */
  readonly #labelBits: number;
  /** Layers before this one have been looked at for large labels. */
  #seen: number;
  #wide = false;

  constructor(task: KernelTask<unknown>, metric: GridMetric) {
    const [labels] = task.inputs;
    if (labels === undefined) throw new Error("Expected a ring of labels.");
    const { memory } = task;
    const sizes = pieces(metric.reach, labels.width);
    this.#task = task;
    this.#metric = metric;
    this.#labels = labels;
    this.#labelBits = 32 - bitLength(2 * metric.limit + 1);
    this.#seen = Math.max(0, task.region.offset[0] - metric.reach[0]);
    this.#at = {
      job: memory.reserve(sizes.job),
      costs: [memory.reserve(sizes.costs[0]), memory.reserve(sizes.costs[1])],
      keys: memory.reserve(sizes.keys),
      some: memory.reserve(sizes.some),
      row: memory.reserve(sizes.row),
      wanted: memory.reserve(sizes.wanted),
      rows: memory.reserve(sizes.rows),
    };
    for (const [i, at] of this.#at.costs.entries()) {
      const costs = new Uint32Array(memory.buffer, at, (metric.reach[i + 1] as number) + 1);
      for (let step = 0; step < costs.length; step++) costs[step] = step * step * (metric.weights[i + 1] as number);
    }
  }

  produce(from: number, to: number): void {
    const [reachZ] = this.#metric.reach;
    const depth = this.#task.image[0];
    for (let first = from; first < to; first += LAYERS) {
      const last = Math.min(to, first + LAYERS);
      const high = Math.min(depth, last + reachZ);
      this.#look(high);
      this.#writeJob(first, last, Math.max(0, first - reachZ), high);
      kernelFunction(this.#task.memory.exports, this.#wide ? "expandWide" : "expandNarrow")(this.#at.job);
    }
  }

  /** Keys must be wide from the first label on that has too many bits for the narrow ones. The result is the same. */
  #look(high: number): void {
    const labelBits = kernelFunction(this.#task.memory.exports, "expandLabelBits");
    const { pitch, height, width } = this.#labels;
    for (; this.#seen < high && !this.#wide; this.#seen++) {
      const bits = labelBits(this.#labels.address(this.#seen), pitch, height, width) >>> 0;
      this.#wide = bitLength(bits) > this.#labelBits;
    }
  }

  /** The fields of `ExpandJob` in assembly/expand.ts, in their order. */
  #writeJob(from: number, to: number, low: number, high: number): void {
    const { memory, inputs, output } = this.#task;
    const { limit, reach } = this.#metric;
    const { height, width } = this.#labels;
    const ring = (r: LayerRing | undefined): number[] => (r === undefined ? [0, 0, 0, 1] : [r.base, r.layerBytes, r.pitch, r.capacity]);
    const { costs, keys, some, row, wanted, rows } = this.#at;
    new Int32Array(memory.buffer, this.#at.job, JOB_FIELDS).set([
      ...ring(this.#labels),
      ...ring(inputs[1]),
      ...ring(output),
      ...[from, to, low, high, height, width],
      ...reach,
      // Beyond the limit one step is too far, however much.
      Math.min(this.#metric.weights[0], limit + 1),
      ...costs,
      ...[limit, this.#labelBits, keys, some, row, wanted, rows, columnsOf(width), marginOf(reach)],
    ]);
  }
}
