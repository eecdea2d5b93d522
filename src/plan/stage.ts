/**
 * Stages: the plan as the workers see it, plain JSON.
 *
 * One stage is one pass over the blocks of an image: a few arrays are read, a chain of kernels runs fused, and what comes
 * out goes to sinks. Four kinds:
 *
 * | kind   | a block becomes                       | afterwards                                                  |
 * |--------|---------------------------------------|-------------------------------------------------------------|
 * | map    | chunks of stored arrays               | nothing: each chunk has one owner                           |
 * | reduce | a partial                             | partials are combined to a value or a table, in any order   |
 * | merge  | a partial and spilled pieces          | one global step; later stages read the pieces through it    |
 * | lines  | as map, but blocks hold complete axes | nothing: for filters that need whole lines                  |
 * @module
 */
import type { Dtype } from "../array/dtype.ts";
import type { SourceLocator } from "../format/source.ts";
import type { ZarrOptions } from "../format/zarr/index.ts";
import type { Vec } from "../geometry/vec.ts";
import type { Crop } from "../graph/node.ts";
import type { Resample } from "../kernels/downsample.ts";
import type { Params } from "../kernels/kernel.ts";
import type { StoreLocator } from "../store/store.ts";

export type StageKind = "map" | "reduce" | "merge" | "lines";

/** Where the layers of an array come from. */
export type ReadFrom =
  /** A file, or an output of an earlier stage that is stored under its final name. */
  | { readonly kind: "stored"; readonly locator: SourceLocator; readonly crop: Crop }
  /** What an earlier stage spilled (see engine/spill). */
  | { readonly kind: "spilled"; readonly stage: number; readonly sink: number; readonly crop: Crop }
  /** What a merge stage left. */
  | {
      readonly kind: "merged";
      readonly stage: number;
      readonly sink: number;
      readonly collector: string;
      readonly params: Params;
      readonly crop: Crop;
    }
  /** Windows of any of these, each as one voxel. */
  | {
      readonly kind: "downsampled";
      readonly from: ReadFrom;
      /** Of what is read from. */
      readonly shape: Vec;
      readonly factor: Vec;
      readonly resample: Resample;
      /** Layers that are made at once: those of a layer of stored chunks. */
      readonly layers: number;
    }
  /** Any of these, continued periodically: voxel `i` is voxel `i - before` modulo `shape`. */
  | {
      readonly kind: "wrapped";
      readonly from: ReadFrom;
      /** Of what is read from. */
      readonly shape: Vec;
      readonly before: Vec;
      /** Layers that are read at once: those of a layer of stored chunks. */
      readonly layers: number;
    }
  /** A small array that a reduction left whole. */
  | { readonly kind: "reduced"; readonly stage: number; readonly sink: number; readonly crop: Crop };

/** One array inside a task: read, or computed by a kernel from arrays before it. */
export type Step = (
  | {
      readonly op: "read";
      readonly from: ReadFrom;
      /** Chunks of what is read, one entry per axis of the image. */
      readonly chunks: Vec;
      /** Voxels that are decoded at once, those on axes that were dropped among them; 0 where nothing is decoded. */
      readonly chunkVoxels: number;
    }
  | { readonly op: "kernel"; readonly kernel: string; readonly params: Params; readonly inputs: readonly number[] }
) & { readonly id: string; readonly dtype: Dtype };

/** Where a stored array goes. */
export type ArrayDestination =
  | {
      readonly kind: "zarr";
      readonly store: StoreLocator;
      readonly key: string;
      readonly options: ZarrOptions;
      /** Key of the group that it is a member of; closed as long as one of its arrays is. */
      readonly group?: string | undefined;
    }
  /** A buffer that the driver shares with its workers. */
  | { readonly kind: "memory"; readonly id: string }
  /** Raw layers per block, for later stages of the same run. */
  | { readonly kind: "spill" };

/** What a stage does with an array at the end of its chain. */
export type Sink =
  | { readonly op: "array"; readonly input: number; readonly dtype: Dtype; readonly keep: readonly number[]; readonly to: ArrayDestination }
  | { readonly op: "collect"; readonly collector: string; readonly params: Params; readonly inputs: readonly number[] };

/** One pass over the blocks. */
export interface StageSpec {
  /** Number of the stage in its plan, from 0. Every stage reads only from stages with smaller numbers. */
  readonly number: number;
  readonly kind: StageKind;
  /** A few words for people: "gaussian, threshold, erode, label". */
  readonly title: string;
  /** Shape of the image that is streamed (all steps have it). */
  readonly shape: Vec;
  /** The part of it that the sinks get. */
  readonly total: { readonly offset: Vec; readonly shape: Vec };
  /** Write region of a block; the last ones are cut at the end of `total`. */
  readonly block: Vec;
  readonly steps: readonly Step[];
  readonly sinks: readonly Sink[];
  /** Layers that a kernel is asked for at once. */
  readonly batch: number;
}
