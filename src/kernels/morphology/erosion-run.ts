/**
 * Erosion by any footprint: every input layer is eroded once by each slice of the footprint, and the results are ANDed
 * into the output layers that are still under way.
 * @module
 */
import type { KernelRun, KernelTask } from "../kernel.ts";
import type { LayerRing } from "../layers.ts";
import { pitchOf } from "../layers.ts";
import { kernelFunction } from "../wasm/instance.ts";
import type { ErosionPlan } from "./erosion-plan.ts";
import { type ErosionMode, reserveRows, rowLayout } from "./row-buffer.ts";
import type { Slice } from "./slices.ts";

/** Upper bound of the bytes that {@link startErosion} reserves. */
export function erosionBytes(plan: ErosionPlan, plane: { readonly height: number; readonly width: number }): number {
  const rows = rowLayout(plan.program, plan.extents.y, plane.width).bytes;
  return rows + tableBytes(plan.slices) + openLayers(plan) * pitchOf("bool", plane.width) * plane.height + 4 * 64;
}

/** Output layers that one input layer reaches. */
const openLayers = ({ extents: { z } }: ErosionPlan): number => z.high - z.low + 1;

const tableBytes = (slices: readonly Slice[]): number =>
  4 * slices.reduce((words, slice) => words + 2 + slice.entries.length + slice.dz.length, 0);

export function startErosion(task: KernelTask<unknown>, plan: ErosionPlan, mode: ErosionMode): KernelRun {
  const run = new ErosionRun(task, plan, mode);
  return { produce: (from, to) => run.produce(from, to) };
}

class ErosionRun {
  readonly #task: KernelTask<unknown>;
  readonly #plan: ErosionPlan;
  readonly #mode: ErosionMode;
  readonly #input: LayerRing;
  readonly #rows: number;
  readonly #slices: number;
  readonly #targets: number;
  readonly #open: number;
  readonly #layerBytes: number;
  /** The input layer that comes next; the first output layer that was not begun. */
  #next: number;
  #begun: number;
  readonly #erode: (...args: number[]) => number;
  readonly #finish: (...args: number[]) => number;

  constructor(task: KernelTask<unknown>, plan: ErosionPlan, mode: ErosionMode) {
    const { memory, output } = task;
    this.#task = task;
    this.#plan = plan;
    this.#mode = mode;
    this.#input = task.inputs[0] as LayerRing;
    const layout = rowLayout(plan.program, plan.extents.y, output.width);
    this.#rows = reserveRows(memory, plan.program, layout, output, plan.extents.y, mode);
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
    this.#erode = kernelFunction(memory.exports, "erodeLayer");
    this.#finish = kernelFunction(memory.exports, "finishLayer");
  }

  produce(from: number, to: number): void {
    const { image, output } = this.#task;
    const { high } = this.#plan.extents.z;
    for (let z = from; z < to; z++) {
      for (const end = Math.min(image[0], z + high + 1); this.#next < end; this.#next++) this.#consume(this.#next);
      this.#begin(z);
      this.#finish(this.#rows, this.#address(z), output.address(z));
    }
  }

  #address(layer: number): number {
    return this.#open + (layer % openLayers(this.#plan)) * this.#layerBytes;
  }
  /** Begins output layers up to `layer`: all true, or all false where the footprint would look at false voxels before or behind the image. */
  #begin(layer: number): void {
    const { image, memory } = this.#task;
    const outside = (z: number): boolean => z < 0 || z >= image[0];
    for (; this.#begun <= layer; this.#begun++) {
      const lost = this.#mode.border === 0 && this.#plan.slices.some((slice) => slice.dz.some((dz) => outside(this.#begun + dz)));
      const at = this.#address(this.#begun);
      memory.bytes().fill(lost ? 0 : 0xff, at, at + this.#layerBytes);
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
    this.#erode(this.#rows, this.#input.address(layer), this.#slices, this.#plan.slices.length, this.#targets);
  }
}
