/**
 * Erosion by a box, one axis after the other, at a cost that does not grow with the box.
 *
 * Along an axis van Herk's method needs three ANDs (or minima) for a window of any length n: the voxels are taken in groups of n, with
 * running ANDs from both ends of each group.
 * ```
 *   groups of 4     |a b c d|e f g h|
 *   window c..f         [c d|e f]       = (c AND d, running from the right) AND (e AND f, running from the left)
 * ```
 * M. van Herk, A fast algorithm for local minimum and maximum filters on rectangular and octagonal kernels, Pattern
 * Recognition Letters 13 (1992) 517-521.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import type { KernelRun, KernelTask } from "../kernel.ts";
import { type LayerRing, pitchOf } from "../layers.ts";
import type { ErosionPlan } from "./erosion-plan.ts";
import type { Lanes, MakeLanes } from "./lanes.ts";
import { rowLayout } from "./row-buffer.ts";
import { type Extent, variantOffset } from "./slices.ts";

/** Upper bound of the bytes that {@link startBoxErosion} reserves. */
export function boxErosionBytes(plan: ErosionPlan, dtype: Dtype, plane: { readonly height: number; readonly width: number }): number {
  const pitch = pitchOf(dtype, plane.width);
  const rows = rowLayout(dtype, plan.program, plan.extents.y, plane.width, true).bytes;
  return rows + (length(plan.extents.y) + 1) * pitch + (length(plan.extents.z) + 1) * pitch * plane.height + 4 * 64;
}

const length = ({ low, high }: Extent): number => high - low + 1;

export function startBoxErosion(task: KernelTask<unknown>, plan: ErosionPlan, lanes: MakeLanes): KernelRun {
  const run = new BoxErosionRun(task, plan, lanes);
  return { produce: (from, to) => run.produce(from, to) };
}

class BoxErosionRun {
  readonly #task: KernelTask<unknown>;
  readonly #z: Extent;
  readonly #input: LayerRing;
  readonly #rows: number;
  readonly #rowRing: number;
  /** The group of layers under way, each eroded in its plane, and behind them the running AND from the left. */
  readonly #group: number;
  readonly #layerBytes: number;
  /** Where the row program leaves the row eroded by the box's columns. */
  readonly #result: number;
  /** The input layer that comes next (also one outside the image), and its place in its group. */
  #next: number;
  #place = 0;
  readonly #lanes: Lanes;

  constructor(task: KernelTask<unknown>, plan: ErosionPlan, lanes: MakeLanes) {
    const { memory, output } = task;
    const { x, y, z } = plan.extents;
    this.#task = task;
    this.#z = z;
    this.#input = task.inputs[0] as LayerRing;
    this.#lanes = lanes(memory);
    const layout = rowLayout(output.dtype, plan.program, y, output.width, true);
    this.#rows = this.#lanes.reserve(plan.program, layout, output, y);
    this.#layerBytes = layout.pitch * output.height;
    this.#rowRing = memory.reserve((length(y) + 1) * layout.pitch);
    this.#group = memory.reserve((length(z) + 1) * this.#layerBytes);
    this.#result = variantOffset(plan.program, x, layout.variantBytes);
    this.#next = task.region.offset[0] + z.low;
  }

  produce(from: number, to: number): void {
    const { output } = this.#task;
    for (let z = from; z < to; z++) {
      while (this.#next < z + this.#z.high) this.#take(-1);
      this.#take(output.address(z));
      this.#lanes.finish(this.#rows, output.address(z), output.address(z));
    }
  }

  #layer(place: number): number {
    return this.#group + place * this.#layerBytes;
  }
  /** Takes the next layer in; when `target` is an address, writes the AND of the last n layers there. */
  #take(target: number): void {
    const n = length(this.#z);
    const place = this.#place;
    const bytes = this.#layerBytes;
    const inside = this.#next >= 0 && this.#next < this.#task.image[0];
    this.#lanes.erodeByBox(this.#rows, inside ? this.#input.address(this.#next) : 0, this.#result, this.#rowRing, this.#layer(place));
    const [own, running] = [this.#layer(place), this.#layer(n)];
    this.#lanes.both(running, place === 0 ? own : running, own, bytes);
    if (target >= 0) this.#lanes.both(target, place === n - 1 ? running : this.#layer(place + 1), running, bytes);
    if (place === n - 1) for (let k = n - 2; k >= 0; k--) this.#lanes.both(this.#layer(k), this.#layer(k), this.#layer(k + 1), bytes);
    this.#next++;
    this.#place = (place + 1) % n;
  }
}
