/**
 * Kernels at the end of a stream: they consume layers and leave a *partial*, a few bytes per block.
 *
 * A `reduce` stage combines the partials to one value or table. A `merge` stage combines them too, and its result is then
 * applied to each block again (labels: provisional numbers per block, one global renumbering, final numbers).
 * Combining must not depend on the order of blocks or on how the image was cut.
 * @module
 */
import type { Dtype } from "../array/dtype.ts";
import type { Json } from "../format/source.ts";
import type { ReadableStore, Store } from "../store/store.ts";
import type { FrameHalo, FrameRegion, Params, Triple } from "./kernel.ts";
import type { LayerRing } from "./layers.ts";
import type { WorkerMemory } from "./memory.ts";

/** What a collector says about itself before anything runs. */
export interface CollectorTraits {
  /** Upper bound of the bytes that `start` reserves in the worker's memory for a block of this shape. */
  scratchBytes(block: { readonly depth: number; readonly height: number; readonly width: number }): number;
  readonly nsPerVoxel: number;
  /** Frame axes on which a block must cover the whole image. */
  readonly wholeAxes?: readonly [boolean, boolean, boolean];
  /** How far it looks beyond the voxels of its region, all inputs alike; nothing behind the current layer (`after` of layers is 0). */
  readonly halo?: FrameHalo;
}

/** Everything a collector gets for one task. */
export interface CollectorTask<P = Params> {
  readonly params: P;
  /** Rings that cover exactly the rows and columns of `region`. */
  readonly inputs: readonly LayerRing[];
  readonly memory: WorkerMemory;
  readonly image: Triple;
  /** The write region of this block: the collector sees each voxel of the image in exactly one block. */
  readonly region: FrameRegion;
  /**
   * For a collector with a halo: the same inputs with the rows, columns and layers around the region, as far as the image goes; row
   * `y` and column `x` of these rings are the first of the region.
   */
  readonly around?: { readonly inputs: readonly LayerRing[]; readonly y: number; readonly x: number };
  /** Keeps bytes of this block outside memory, under a name of the collector's choice; may be called several times with different names. */
  spill(name: string, bytes: Uint8Array): Promise<void>;
}

/** A collector at work on one block. */
export interface CollectorRun {
  /** Takes layers `[from, to)`: ascending, gapless. */
  consume(from: number, to: number): void | Promise<void>;
  /** The partial of this block. */
  finish(): Uint8Array | Promise<Uint8Array>;
}

/** What the driver gives to `combine`, once all blocks are done. */
export interface CombineContext<P = Params> {
  readonly params: P;
  readonly image: Triple;
  /** Write regions of all blocks, in the order of their numbers. */
  readonly blocks: readonly FrameRegion[];
  /** The partial that block `number` left. */
  partial(number: number): Promise<Uint8Array>;
  /** What the blocks spilled: key = `spillKey(number, name)`. `combine` may write more there (for `merge`: what `open` will read). */
  readonly scratch: Store;
  spillKey(number: number, name: string): string;
}

/** A reduction over blocks. */
export interface Collector<P = Params, R = Json> {
  readonly name: string;
  readonly version: number;
  describe(params: P, inputs: readonly Dtype[]): CollectorTraits;
  start(task: CollectorTask<P>): CollectorRun;
  /** One value from all partials: the same whatever the blocks were. Runs once, in the driver. */
  combine(context: CombineContext<P>): Promise<R>;
}

/** Fills rings with layers: from the chunks of a stored array, or from what a merge left. */
export interface LayerReader {
  /**
   * Writes layers `[from, to)` into `ring`; the ring's rows and columns are those of `plane` in the image.
   * Called with ascending ranges within one task.
   */
  read(ring: LayerRing, from: number, to: number): Promise<void>;
}

/** What a merge leaves behind, as an array to read from in later stages. */
export interface MergeContext<P = Params> {
  readonly params: P;
  /** What `combine` returned. */
  readonly result: Json;
  readonly image: Triple;
  readonly blocks: readonly FrameRegion[];
  readonly scratch: ReadableStore;
  spillKey(number: number, name: string): string;
  readonly memory: WorkerMemory;
  /** Rows and columns to read. */
  readonly plane: { readonly y: number; readonly x: number; readonly height: number; readonly width: number };
}

/** A collector whose result is an array: connected components, and whatever else needs one global step. */
export interface MergeCollector<P = Params, R extends Json = Json> extends Collector<P, R> {
  /** The dtype that is read afterwards. */
  outputDtype(params: P): Dtype;
  /** Bytes that a reader reserves in the worker's memory. */
  readerBytes(params: P, plane: { readonly height: number; readonly width: number }): number;
  /** Opens the merged array for reading. */
  open(context: MergeContext<P>): LayerReader;
  /** How it makes tables about its result while it runs, so that no later stage has to read that and its companions again. */
  readonly measuring?: Measuring<P> | undefined;
}

/** A merge that collects what a table of its result needs. */
export interface Measuring<P = Params> {
  /** Whether it can stand in for a collector over its result (and other arrays of the same shape). */
  accepts(collector: string, params: Params): boolean;
  /** Its parameters when it stands in for collectors with these parameters; `image` is false when nobody reads its result. Their further inputs follow its own. */
  params(params: P, tables: readonly Params[], image: boolean): P;
  /** What collector number `table` of them would have combined. */
  open(context: CombineContext<P>, table: number): Promise<unknown>;
}
