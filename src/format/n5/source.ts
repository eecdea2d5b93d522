/**
 * An N5 dataset, read block by block.
 *
 * ```
 *   mode (2)  ndim (2)  one extent per axis (4 each)  [voxels (4), if mode is 1]  packed voxels, high byte first
 * ```
 * @module
 */
import { allocate, type Dtype } from "../../array/dtype.ts";
import { NdArray } from "../../array/nd-array.ts";
import { FormatError, GeometryError, isVoxmillError, UnsupportedError } from "../../errors.ts";
import { ceilDivide, equal, minimum, multiply, product, subtract, type Vec } from "../../geometry/vec.ts";
import { fingerprint } from "../../store/fingerprint.ts";
import type { ReadableStore, StoreOptions } from "../../store/store.ts";
import { type CodecSpec, CorruptData, storedLimit } from "../codec/codec.ts";
import { compilePipeline, type Pipeline } from "../codec/pipeline.ts";
import { type StoredType, storedItemSize } from "../codec/stored-type.ts";
import { isLfsPointer } from "../lfs-pointer.ts";
import type { ArrayInfo, ArraySource, SourceLocator } from "../source.ts";
import { joinKey } from "../zarr/hierarchy.ts";
import { decodeLz4Stream } from "./lz4-stream.ts";
import type { N5Metadata } from "./metadata.ts";

interface BlockHeader {
  /** Extents, slowest axis first. */
  readonly shape: Vec;
  readonly length: number;
}

/** Reads the header of a block. Throws CorruptData. */
function readHeader(bytes: Uint8Array, ndim: number): BlockHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cut = (): CorruptData => new CorruptData(`expected a block header, found ${bytes.length} bytes in all`);
  if (bytes.length < 4) throw cut();
  const mode = view.getUint16(0);
  if (mode !== 0 && mode !== 1) throw new CorruptData(`expected a block of mode 0 or 1, found mode ${mode}`);
  const found = view.getUint16(2);
  if (found !== ndim) throw new CorruptData(`expected a block of ${ndim} axes, found ${found}`);
  const length = 4 + 4 * ndim + (mode === 1 ? 4 : 0);
  if (bytes.length < length) throw cut();
  const shape = Array.from({ length: ndim }, (_, axis) => view.getUint32(4 + 4 * (ndim - 1 - axis)));
  if (mode === 1 && view.getUint32(4 + 4 * ndim) !== product(shape))
    throw new CorruptData(`expected ${product(shape)} voxels in the block, found ${view.getUint32(4 + 4 * ndim)}`);
  return { shape, length };
}

class N5Source implements ArraySource {
  readonly info: ArrayInfo;
  readonly locator: SourceLocator;
  readonly #store: ReadableStore;
  readonly #key: string;
  readonly #stored: StoredType;
  readonly #codec: CodecSpec | undefined;
  readonly #meaning: string;
  /** Blocks at the end of an axis are shorter: one pipeline for each shape there is. */
  readonly #pipelines = new Map<string, Promise<Pipeline>>();

  constructor(store: ReadableStore, key: string, metadata: N5Metadata, info: ArrayInfo, locator: SourceLocator) {
    const { shape, chunks, dataType, compression, unreadable, stored, codec } = metadata;
    if (unreadable !== undefined || stored === undefined) throw new UnsupportedError(`This dataset cannot be read: ${unreadable}.`);
    this.info = info;
    this.locator = locator;
    this.#store = store;
    this.#key = key;
    this.#stored = stored;
    this.#codec = codec;
    this.#meaning = fingerprint(new TextEncoder().encode(JSON.stringify([shape, chunks, dataType, compression])));
  }
  async readChunk(index: Vec, options: StoreOptions = {}): Promise<NdArray> {
    const inside = this.#inside(index);
    options.signal?.throwIfAborted();
    const key = this.#keyOf(index);
    const { chunks, dtype } = this.info;
    const limit = storedLimit(product(chunks) * storedItemSize(this.#stored)) + 8 + 4 * chunks.length;
    const bytes = await this.#store.getRange(key, { offset: 0, length: limit + 1 }, options);
    // A block that is not there holds zeros; N5 has no other fill value.
    if (bytes === undefined) return new NdArray<Dtype>(dtype, allocate(dtype, product(inside)), inside);
    const where = `${this.#store.name}/${key}`;
    if (bytes.length > limit) throw new FormatError(`Expected a block of at most ${limit} bytes in ${where}, found more.`, { path: where });
    try {
      const { shape, length } = readHeader(bytes, chunks.length);
      if (!equal(shape, inside) && !equal(shape, chunks))
        throw new CorruptData(`expected a block of [${inside.join(", ")}], its header says [${shape.join(", ")}]`);
      const block = await this.#decode(bytes.subarray(length), shape, where);
      return block.view(
        index.map(() => 0),
        inside,
      );
    } catch (error) {
      if (isVoxmillError(error)) throw error;
      const what = isLfsPointer(bytes) ? "it is a Git LFS pointer instead of the data" : (error as Error).message;
      throw new FormatError(`Cannot decode ${where}: ${what}.`, { path: where, cause: error });
    }
  }
  async identifyChunk(index: Vec): Promise<string> {
    this.#inside(index);
    return `${this.#meaning}:${(await this.#store.identify(this.#keyOf(index))) ?? "absent"}`;
  }
  async #decode(packed: Uint8Array, shape: Vec, where: string): Promise<NdArray> {
    const stream = this.#codec?.name === "lz4-stream";
    const bytes = stream ? decodeLz4Stream(packed, { bytes: product(shape) * storedItemSize(this.#stored), exact: true }) : packed;
    const own = shape.join();
    const pipeline =
      this.#pipelines.get(own) ??
      compilePipeline(
        {
          order: shape.map((_, axis) => axis),
          filters: [],
          littleEndian: false,
          bytes: stream || this.#codec === undefined ? [] : [this.#codec],
        },
        { shape, stored: this.#stored },
      );
    this.#pipelines.set(own, pipeline);
    return (await pipeline).decode(bytes, where);
  }
  /** "2/1/0" for the block [0, 1, 2]: fastest axis first. */
  #keyOf(index: Vec): string {
    return joinKey(this.#key, ...index.toReversed().map(String));
  }
  #inside(index: Vec): number[] {
    const { shape, chunks } = this.info;
    const counts = ceilDivide(shape, chunks);
    const good = index.length === counts.length && index.every((i, axis) => Number.isInteger(i) && i >= 0 && i < (counts[axis] as number));
    if (!good)
      throw new GeometryError(`Expected a block index within [${counts.join(", ")}] of ${this.#key}, found [${index.join(", ")}].`);
    return minimum(chunks, subtract(shape, multiply(index, chunks)));
  }
}

/** Opens the dataset at `key`. Throws UnsupportedError where it cannot be read. */
export function openN5Dataset(
  store: ReadableStore,
  key: string,
  metadata: N5Metadata,
  info: ArrayInfo,
  locator: SourceLocator,
): ArraySource {
  return new N5Source(store, key, metadata, info, locator);
}
