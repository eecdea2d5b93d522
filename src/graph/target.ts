/**
 * What a run can be asked for, beside arrays and scalars.
 * @module
 */
import type { NdArray } from "../array/nd-array.ts";
import type { Json } from "../format/source.ts";
import type { PerAxis } from "../geometry/axes.ts";
import type { Resample } from "../kernels/downsample.ts";
import type { Table } from "../table/index.ts";
import type { LazyArray } from "./lazy-array.ts";
import type { LazyScalar } from "./lazy-scalar.ts";
import type { TableNode } from "./node.ts";

/** A table that is computed when it is needed. */
export class LazyTable {
  readonly kind = "table";
  readonly node: TableNode;
  /** Turns what the collector combined into rows, in batches as `writeTableBatches` takes them; in the driver. */
  readonly batches: (result: unknown) => AsyncIterable<Table>;
  constructor(node: TableNode, batches: (result: unknown) => AsyncIterable<Table>) {
    this.node = node;
    this.batches = batches;
  }
  toString(): string {
    return `LazyTable ${this.node.collector} of [${this.node.inputs.map((i) => i.shape.join(" x ")).join("; ")}]`;
  }
}

/** Values that a derived target is made from. */
export interface DerivedValues {
  readonly arrays: readonly NdArray[];
  readonly tables: readonly Table[];
  readonly scalars: readonly Json[];
}

/** A file made from small results once they are there: a picture of a slice, a plot of a column. */
export interface LazyDerived {
  readonly kind: "derived";
  /** Computed whole, in memory: slices, not volumes. */
  readonly arrays: readonly LazyArray[];
  readonly tables: readonly LazyTable[];
  readonly scalars?: readonly LazyScalar[] | undefined;
  /** The bytes of the file; `ending` is that of its name (".png"). */
  make(values: DerivedValues, ending: string): Uint8Array | Promise<Uint8Array>;
}

/** An array with how it is to be stored. */
export interface StoredArray {
  readonly kind: "stored";
  readonly array: LazyArray;
  /** Compression of Zarr chunks. @default what the run says */
  readonly codec?: "none" | "zstd" | "gzip" | "blosc" | "lz4" | undefined;
  /** Zarr: chunks of chunks, one file each; multiples of the chunks. @default a file for every chunk */
  readonly shards?: PerAxis | undefined;
  /**
   * Zarr: store an OME-Zarr pyramid of at most so many levels, the first at full resolution and each further one at half of the one
   * before along the space axes. It ends at the level that fits one chunk. TIFF: the same along y and x, as sub-images of the pages.
   * @default a plain array
   */
  readonly levels?: number | undefined;
  /** Zarr: 2 for readers that do not know 3 yet, without shards; pyramids are OME-Zarr 0.4 then. @default 3 */
  readonly zarrFormat?: 2 | 3 | undefined;
  /** How levels are made: the mean of 2 x 2 x 2 voxels, or the mode. @default mode for masks and labels (bool, uint32, uint64), else mean */
  readonly resample?: Resample | undefined;
}

/** Anything that can be saved under a name. */
export type Target = LazyArray | StoredArray | LazyTable | LazyDerived;
/** Anything that can be computed. */
export type Computable = LazyArray | LazyTable | LazyScalar;
