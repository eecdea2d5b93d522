/**
 * A dataset of an HDF5 file, read chunk by chunk.
 * @module
 */
import { NdArray } from "../../array/nd-array.ts";
import { ChunkGrid } from "../../geometry/chunk-grid.ts";
import type { Vec } from "../../geometry/vec.ts";
import { decodeVoxels, type StoredType, storedBytes } from "../raw/index.ts";
import type { ArrayInfo, ArraySource, SourceLocator } from "../source.ts";
import { Hdf5File } from "./hdf5-file.ts";

export interface Hdf5SourceOptions {
  readonly info: ArrayInfo;
  readonly locator: SourceLocator;
  /** Path of the file on disk. */
  readonly path: string;
  /** Path of the dataset in the file. */
  readonly dataset: string;
  readonly type: StoredType;
  readonly identify: () => Promise<string>;
}

/** The file is opened at the first chunk and stays open until `close`. */
export class Hdf5Source implements ArraySource {
  readonly info: ArrayInfo;
  readonly locator: SourceLocator;
  readonly #options: Hdf5SourceOptions;
  readonly #grid: ChunkGrid;
  #file: Promise<Hdf5File> | undefined;
  constructor(options: Hdf5SourceOptions) {
    this.info = options.info;
    this.locator = options.locator;
    this.#options = options;
    this.#grid = new ChunkGrid(options.info.shape, options.info.chunks);
  }
  async readChunk(index: Vec, { signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<NdArray> {
    const { offset, shape } = this.#grid.roi(index);
    const { dataset, type } = this.#options;
    const file = await this.#opened();
    signal?.throwIfAborted();
    return new NdArray(this.info.dtype, decodeVoxels(file.read(dataset, offset, shape, storedBytes(type)), type, true), shape);
  }
  identifyChunk(_index: Vec): Promise<string> {
    return this.#options.identify();
  }
  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    (await file?.catch(() => undefined))?.close();
  }
  /** The open file; opened again where an error in another file used up the library under it. */
  async #opened(): Promise<Hdf5File> {
    const opened = this.#file;
    if (opened !== undefined && (await opened).usable) return opened;
    // Another chunk may have opened it again meanwhile.
    if (this.#file === opened) {
      const file = Hdf5File.open(this.#options.path);
      this.#file = file;
      file.catch(() => {
        if (this.#file === file) this.#file = undefined;
      });
    }
    return this.#opened();
  }
}
