/**
 * What a format offers once a file is open: facts about the image, and its chunks one at a time.
 * @module
 */
import type { Dtype } from "../array/dtype.ts";
import type { NdArray } from "../array/nd-array.ts";
import type { Affine, Orientation } from "../geometry/affine.ts";
import type { Vec } from "../geometry/vec.ts";
import type { ReadableStore, StoreLocator } from "../store/store.ts";

/** JSON, as it is kept in attributes and parameters. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The facts of one stored array. Vectors have one entry per axis, slowest axis first. */
export interface ArrayInfo {
  readonly shape: Vec;
  readonly dtype: Dtype;
  /** Names such as "z", "y", "x", "t", "c"; all different. */
  readonly axes: readonly string[];
  /** Unit of storage that is decoded at once. */
  readonly chunks: Vec;
  /** Chunks of chunks (Zarr shards), when there are any: the unit that has one owner when written. */
  readonly shards?: Vec | undefined;
  /** Distance between voxel centres. 1 where the file does not say. */
  readonly spacing: readonly number[];
  /** Unit of spacing and translation per axis ("micrometer"), "" where the file does not say. */
  readonly unit: readonly string[];
  /** World position of the centre of the first voxel, in `unit`. */
  readonly translation: readonly number[];
  /**
   * Voxel-to-world matrix, where the file has one that spacing and translation cannot hold. They then are the lengths of its steps, and the
   * place along the array itself.
   */
  readonly affine?: Affine | undefined;
  /** Where the axes of the world point, where the file says so: of the affine, or of spacing and translation where there is none. */
  readonly orientation?: Orientation | undefined;
  /** Codec names as the file's format calls them, outermost last. */
  readonly codecs: readonly string[];
  /** Whatever else the file says, as JSON. */
  readonly attributes: { readonly [key: string]: Json };
}

/** How a chunk is read. */
export interface ReadChunkOptions {
  readonly signal?: AbortSignal | undefined;
  /**
   * A place that the caller lends for the voxels of one whole chunk: the result may lie there or elsewhere. Whoever reads many chunks
   * saves memory that is new for each of them.
   */
  readonly into?: Uint8Array | undefined;
}

/**
 * An array on disk (or in memory), read chunk by chunk. Nothing is read before `readChunk`, and one chunk decodes only itself.
 */
export interface ArraySource {
  readonly info: ArrayInfo;
  /** How a worker opens the same array again. */
  readonly locator: SourceLocator;
  /**
   * Decodes one chunk. `index` counts chunks per axis. The result covers the part of the chunk that lies inside the array
   * (edge chunks are clipped), in native byte order, with stride 1 on the last axis; other strides are free.
   * Missing chunks hold the fill value. Throws FormatError (path = the file and chunk) where the bytes are broken.
   */
  readChunk(index: Vec, options?: ReadChunkOptions): Promise<NdArray>;
  /** True where `readChunk` uses the place that it is lent, as a rule. */
  readonly decodesInto?: boolean | undefined;
  /** A word that changes whenever the values of this chunk may have changed: part of the key of every block that reads it. */
  identifyChunk(index: Vec): Promise<string>;
  /** Frees file handles and caches. */
  close?(): Promise<void>;
}

/** How to open an array again, as plain JSON. */
export interface SourceLocator {
  readonly store: StoreLocator;
  readonly key: string;
  /** A name in the format registry. */
  readonly format: string;
  /** Which image of the file, and which level of its pyramid (0 = full size). */
  readonly series: number;
  readonly level: number;
  /** What the format must be told beside the key: for a stack its files and axes. */
  readonly options?: { readonly [name: string]: Json } | undefined;
}

/** One image of a file; a file has one or more. */
export interface Series {
  /** The name or inner path, "" when the file has only one and does not name it. */
  readonly name: string;
  readonly info: ArrayInfo;
  /** Number of pyramid levels, 1 when there is no pyramid. */
  readonly levels: number;
  /** Bytes of the stored (compressed) data where known without reading it all, else of the decoded array. */
  readonly bytes: number;
  /** False when the header parses but the pixels cannot be decoded; `reason` says why. */
  readonly readable: boolean;
  readonly reason?: string | undefined;
  /** The file's own name of the voxel type where it is not a dtype of ours ("complex64", "|S7"); `info.dtype` is then "uint8" and means nothing. */
  readonly storedType?: string | undefined;
  /** Opens the array, or throws UnsupportedError with the reason. */
  open(level?: number): Promise<ArraySource>;
}

/** A file whose header was parsed. */
export interface ImageFile {
  readonly format: string;
  readonly series: readonly Series[];
}

/** Where a file is: a key in a store. A folder that is one image (Zarr) is the prefix without a trailing slash. */
export interface FileLocation {
  readonly store: ReadableStore;
  readonly key: string;
}

/** A reader of one family of files. */
export interface Format {
  /** Short lower-case name: "zarr", "tiff", "nifti", "npy", "npz", "png". */
  readonly name: string;
  /** Lower-case endings that say so, with the dot: ".tif", ".nii.gz". */
  readonly endings: readonly string[];
  /** True when the first bytes (up to 1,024; undefined for a folder) or the keys inside say that this format can open it. */
  sniff(location: FileLocation, head: Uint8Array | undefined): Promise<boolean>;
  /**
   * Parses the header; `options` as in a locator. Throws FormatError for broken files; never allocates by numbers it has not checked against the file's size.
   */
  open(location: FileLocation, options?: SourceLocator["options"]): Promise<ImageFile>;
}
