/**
 * An array whose voxels lie one after another in a file.
 * @module
 */
import type { TypedArray } from "../../array/dtype.ts";
import { cStrides, NdArray } from "../../array/nd-array.ts";
import { GeometryError } from "../../errors.ts";
import { product, type Vec } from "../../geometry/vec.ts";
import type { ArrayInfo, ArraySource, SourceLocator } from "../source.ts";
import type { ByteReader } from "./byte-reader.ts";
import { contiguousCopy } from "./c-order-bytes.ts";

export interface LayeredOptions {
  /** Its `chunks` must each be one contiguous run of the stored order ({@link layerChunks} gives such). */
  readonly info: ArrayInfo;
  readonly locator: SourceLocator;
  readonly reader: ByteReader;
  /** Offset of the first voxel for the reader. */
  readonly dataOffset: number;
  /** Bytes of one stored voxel. */
  readonly itemBytes: number;
  /** Makes stored bytes into voxels of `info.dtype`. */
  readonly decode: (bytes: Uint8Array) => TypedArray;
  /** True when the first axis varies fastest in the file (Fortran order). @default false */
  readonly fortran?: boolean | undefined;
  /** A word for the bytes of one chunk, where they begin after `dataOffset` and how many they are. */
  readonly identify: (offset: number, length: number) => Promise<string>;
}

/** Reads chunks that are contiguous runs of a file. */
export class LayeredSource implements ArraySource {
  readonly info: ArrayInfo;
  readonly locator: SourceLocator;
  readonly #options: LayeredOptions;
  constructor(options: LayeredOptions) {
    this.info = options.info;
    this.locator = options.locator;
    this.#options = options;
  }
  async readChunk(index: Vec, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<NdArray> {
    const { dtype } = this.info;
    const { reader, dataOffset, decode, fortran } = this.#options;
    const { clipped, offset, length } = this.#place(index);
    const voxels = decode(await reader.read(dataOffset + offset, length, options));
    if (fortran === true) return contiguousCopy(new NdArray(dtype, voxels, clipped, cStrides(clipped.toReversed()).toReversed()));
    return new NdArray(dtype, voxels, clipped);
  }
  identifyChunk(index: Vec): Promise<string> {
    const { offset, length } = this.#place(index);
    return this.#options.identify(offset, length);
  }
  close(): Promise<void> {
    return this.#options.reader.close();
  }
  /** The shape of a chunk inside the array, and its bytes after the first voxel. */
  #place(index: Vec): { readonly clipped: Vec; readonly offset: number; readonly length: number } {
    const { shape, chunks } = this.info;
    const { itemBytes, fortran } = this.#options;
    const start = chunkStart(index, chunks, shape);
    const clipped = start.map((s, axis) => Math.min(chunks[axis] as number, (shape[axis] as number) - s));
    const stride = fortran === true ? cStrides(shape.toReversed()).toReversed() : cStrides(shape);
    const first = start.reduce((sum, s, axis) => sum + s * (stride[axis] as number), 0);
    return { clipped, offset: first * itemBytes, length: product(clipped) * itemBytes };
  }
}

/** The first voxel of a chunk. Throws GeometryError where the array has no such chunk. */
function chunkStart(index: Vec, chunks: Vec, shape: Vec): number[] {
  const start = index.map((i, axis) => i * (chunks[axis] as number));
  const inside =
    index.length === shape.length && index.every(Number.isInteger) && start.every((s, axis) => s >= 0 && s < (shape[axis] as number));
  if (!inside) {
    const counts = shape.map((n, axis) => Math.ceil(n / (chunks[axis] as number)));
    throw new GeometryError(`Expected a chunk index below [${counts.join(", ")}], found [${index.join(", ")}].`);
  }
  return start;
}
