/**
 * Erosion by any footprint: every input layer is eroded once by each slice of the footprint, and the results are ANDed (of grey images: the
 * smaller values taken) into the output layers that are still under way.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import type { KernelRun, KernelTask } from "../kernel.ts";
import type { LayerRing } from "../layers.ts";
import { pitchOf } from "../layers.ts";
import type { ErosionPlan } from "./erosion-plan.ts";
import type { Lanes, MakeLanes } from "./lanes.ts";
import { rowLayout } from "./row-buffer.ts";
import type { Slice } from "./slices.ts";

/** Upper bound of the bytes that {@link startErosion} reserves. */
export function erosionBytes(plan: ErosionPlan, dtype: Dtype, plane: { readonly height: number; readonly width: number }): number {
  const rows = rowLayout(dtype, plan.program, plan.extents.y, plane.width).bytes;
  return rows + tableBytes(plan.slices) + openLayers(plan) * pitchOf(dtype, plane.width) * plane.height + 4 * 64;
}

/** Output layers that one input layer reaches. */
const openLayers = ({ extents: { z } }: ErosionPlan): number => z.high - z.low + 1;

const tableBytes = (slices: readonly Slice[]): number =>
  4 * slices.reduce((words, slice) => words + 2 + slice.entries.length + slice.dz.length, 0);

export function startErosion(task: KernelTask<unknown>, plan: ErosionPlan, lanes: MakeLanes): KernelRun {
  const run = new ErosionRun(task, plan, lanes);
  return { produce: (from, to) => run.produce(from, to) };
}

class ErosionRun {
  readonly #task: KernelTask<unknown>;
  readonly #plan: ErosionPlan;
  readonly #lanes: Lanes;
  readonly #input: LayerRing;
  readonly #rows: number;
  readonly #slices: number;
  readonly #targets: number;
  readonly #open: number;
  readonly #layerBytes: number;
  /** The input layer that comes next; the first output layer that was not begun. */
  #next: number;
  #begun: number;

  constructor(task: KernelTask<unknown>, plan: ErosionPlan, lanes: MakeLanes) {
    const { memory, output } = task;
    this.#task = task;
    this.#plan = plan;
    this.#lanes = lanes(memory);
    this.#input = task.inputs[0] as LayerRing;
    const layout = rowLayout(output.dtype, plan.program, plan.extents.y, output.width);
    this.#rows = this.#lanes.reserve(plan.program, layout, output, plan.extents.y);
    this.#layerBytes = layout.pitch * output.height;
    const tables = memory.reserve(tableBytes(plan.slices));
    this.#slices = tables;
    const words = plan.slices.flatMap(({ entries }) => [
      entries.length,
      ...entries.map(({ dy, variant }) => dy * layout.rowBytes + variant * layout.variantBytes),
    ]);
    new Int32Array(memory.buffer, tables, words.length).set(words);
    this.#targets = tables + words.length * 4;
    this.#open = memory.reserve(openLayers(plan) * this.#layerBytes);
    const first = task.region.offset[0];
    this.#next = Math.max(0, first + plan.extents.z.low);
    this.#begun = first;
  }

  produce(from: number, to: number): void {
    const { image, output } = this.#task;
    const { high } = this.#plan.extents.z;
    for (let z = from; z < to; z++) {
      for (const end = Math.min(image[0], z + high + 1); this.#next < end; this.#next++) this.#consume(this.#next);
      this.#begin(z);
      this.#lanes.finish(this.#rows, this.#address(z), output.address(z));
    }
  }

  #address(layer: number): number {
    return this.#open + (layer % openLayers(this.#plan)) * this.#layerBytes;
  }
  /** Begins output layers up to `layer`: as what changes nothing, or as what lies before or behind the image where the footprint sees that. */
  #begin(layer: number): void {
    const { image } = this.#task;
    const outside = (z: number): boolean => z < 0 || z >= image[0];
    for (; this.#begun <= layer; this.#begun++) {
      const sees = this.#lanes.outsideCounts && this.#plan.slices.some((slice) => slice.dz.some((dz) => outside(this.#begun + dz)));
      this.#lanes.fill(this.#address(this.#begun), this.#layerBytes, sees);
    }
  }
  /** Erodes an input layer into all output layers of this task that see it. */
  #consume(layer: number): void {
    const { memory, region } = this.#task;
    const start = region.offset[0];
    const end = start + region.shape[0];
    this.#begin(Math.min(end - 1, layer - this.#plan.extents.z.low));
    const words: number[] = [];
    for (const { dz } of this.#plan.slices) {
      const seen = dz.map((d) => layer - d).filter((z) => z >= start && z < end);
      words.push(seen.length, ...seen.map((z) => this.#address(z)));
    }
    new Uint32Array(memory.buffer, this.#targets, words.length).set(words);
    this.#lanes.erode(this.#rows, this.#input.address(layer), this.#slices, this.#plan.slices.length, this.#targets);
  }
}
