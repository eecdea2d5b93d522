/**
 * What happens to one block: the interface of all kernels.
 *
 * A kernel consumes and produces *layers* along the slowest axis, with a declared lag, so that kernels can be fused: each
 * keeps a small ring of layers near the cache and nothing between two kernels is ever stored.
 *
 * ```
 *   input   |bbbb|ffff....tttt|aaaa|      to produce layers [from, to) a kernel reads
 *   output       |ffff....tttt|           [from - before, to + after), cut at the image
 * ```
 * A kernel that needs its whole block at once says so (`wholeBlock`): the simple case of the same interface.
 * @module
 */
import type { Dtype } from "../array/dtype.ts";
import type { Json } from "../format/source.ts";
import type { LayerRing } from "./layers.ts";
import type { WorkerMemory } from "./memory.ts";

/** Three numbers: layers, rows, columns. Arrays with fewer axes have 1 for the axes they lack (see geometry/frame.ts). */
export type Triple = readonly [depth: number, height: number, width: number];

/** How far a kernel looks beyond the voxel that it computes, per frame axis, low side and high side. */
export interface FrameHalo {
  readonly before: Triple;
  readonly after: Triple;
}
export const noHalo: FrameHalo = { before: [0, 0, 0], after: [0, 0, 0] };

/** A box of the image in frame coordinates. */
export interface FrameRegion {
  readonly offset: Triple;
  readonly shape: Triple;
}

/** Parameters are plain JSON, so that they can travel to a worker and into a key. Numbers that an earlier stage computes are filled in before a task starts. */
export type Params = { readonly [key: string]: Json };

/** What a kernel says about itself before anything runs. */
export interface KernelTraits {
  readonly dtype: Dtype;
  /** The same for all inputs. */
  readonly halo: FrameHalo;
  /** True when the kernel wants all its input layers before it produces any. */
  readonly wholeBlock?: boolean;
  /** Frame axes on which a task must cover the whole image (a `lines` stage), also where only a part of the result is wanted. */
  readonly wholeAxes?: readonly [boolean, boolean, boolean];
  /** Upper bound of the bytes that `start` reserves beyond its output ring, for layers of this shape in a task of this depth. */
  scratchBytes(plane: { readonly depth: number; readonly height: number; readonly width: number }): number;
  /** Rough cost, for the plan: nanoseconds per voxel on one thread. */
  readonly nsPerVoxel: number;
}

/** Everything a kernel gets for one task. */
export interface KernelTask<P = Params> {
  readonly params: P;
  /** Rings of the inputs, all of the task's plane; filled before each call of `produce`. */
  readonly inputs: readonly LayerRing[];
  /** Where the output goes: `produce(from, to)` writes the layers from..to-1 of it (masks with zero padding bits). */
  readonly output: LayerRing;
  readonly memory: WorkerMemory;
  /** Shape of the whole image: needed for boundary rules across layers. */
  readonly image: Triple;
  /**
   * What this kernel must produce. Its rows and columns are the task's plane. Where the plane is cut inside the image,
   * rows and columns within the halo of a cut may hold anything: treat the edge of the plane like the edge of the image.
   */
  readonly region: FrameRegion;
}

/** A kernel at work on one task. */
export interface KernelRun {
  /** Computes output layers `[from, to)`; called with ascending, gapless ranges of at most the batch size (once with all when `wholeBlock`). */
  produce(from: number, to: number): void | Promise<void>;
}

/**
 * A pure function on blocks. `name` and `version` are part of the key of every result: a change of the bits that a kernel
 * produces must change its version.
 */
export interface Kernel<P = Params> {
  readonly name: string;
  readonly version: number;
  /** Throws GeometryError or UnsupportedError when the inputs cannot be. */
  describe(params: P, inputs: readonly Dtype[]): KernelTraits;
  /** Loads what `start` needs (a user's module, say). */
  load?(params: P): Promise<void>;
  /** Reserves scratch in `task.memory` and returns the run. Make typed-array views only in `produce`, or after all reservations. */
  start(task: KernelTask<P>): KernelRun;
}
