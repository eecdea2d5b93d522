/**
 * A Zarr array, read chunk by chunk.
 * @module
 */
import { allocate, type Dtype, type TypedArrayOf } from "../../array/dtype.ts";
import { NdArray } from "../../array/nd-array.ts";
import { GeometryError, UnsupportedError } from "../../errors.ts";
import { ceilDivide, minimum, multiply, product, subtract, type Vec } from "../../geometry/vec.ts";
import { fingerprint } from "../../store/fingerprint.ts";
import type { ReadableStore } from "../../store/store.ts";
import { type CodecParts, compilePipeline, type Pipeline } from "../codec/pipeline.ts";
import type { StoredType } from "../codec/stored-type.ts";
import type { ArrayInfo, ArraySource, ReadChunkOptions, SourceLocator } from "../source.ts";
import { type ChunkReader, chunkReader } from "./chunk-reader.ts";
import { type ArrayMetadata, innermostChunks } from "./metadata.ts";

/** An array whose codecs are loaded. */
class ZarrSource implements ArraySource {
  readonly info: ArrayInfo;
  readonly locator: SourceLocator;
  readonly #store: ReadableStore;
  readonly #reader: ChunkReader;
  readonly #pipeline: Pipeline;
  readonly #fill: number | bigint;
  readonly #counts: Vec;
  /** What of the metadata decides the values, so that a change of it changes the identity of every chunk. */
  readonly #meaning: string;

  constructor(
    store: ReadableStore,
    info: ArrayInfo,
    locator: SourceLocator,
    reader: ChunkReader,
    pipeline: Pipeline,
    metadata: ArrayMetadata,
  ) {
    this.info = info;
    this.locator = locator;
    this.#store = store;
    this.#reader = reader;
    this.#pipeline = pipeline;
    this.#fill = metadata.fill;
    this.#counts = ceilDivide(info.shape, info.chunks);
    const { shape, grid, shard, stored, fill, codecs } = metadata;
    this.#meaning = fingerprint(new TextEncoder().encode(JSON.stringify([shape, grid, shard, stored, String(fill), codecs])));
  }
  get decodesInto(): boolean {
    return this.#pipeline.decodesInto;
  }
  async readChunk(index: Vec, { signal, into }: ReadChunkOptions = {}): Promise<NdArray> {
    this.#check(index);
    signal?.throwIfAborted();
    const inside = minimum(this.info.chunks, subtract(this.info.shape, multiply(index, this.info.chunks)));
    const stored = await this.#reader.read(index, { signal });
    if (stored === undefined) return this.#filled(inside);
    const chunk = await this.#pipeline.decode(
      stored,
      `${this.#store.name}/${this.#reader.keyOf(index)} (chunk ${index.join(", ") || "0"})`,
      into,
    );
    return chunk.view(
      index.map(() => 0),
      inside,
    );
  }
  async identifyChunk(index: Vec): Promise<string> {
    this.#check(index);
    return `${this.#meaning}:${(await this.#store.identify(this.#reader.keyOf(index))) ?? "absent"}`;
  }
  #filled(shape: Vec): NdArray {
    const data = allocate(this.info.dtype, product(shape));
    if (!Object.is(this.#fill, 0) && this.#fill !== 0n) (data as TypedArrayOf["float64"]).fill(this.#fill as number);
    return new NdArray<Dtype>(this.info.dtype, data, shape);
  }
  #check(index: Vec): void {
    const good =
      index.length === this.#counts.length && index.every((i, axis) => Number.isInteger(i) && i >= 0 && i < (this.#counts[axis] as number));
    if (!good)
      throw new GeometryError(
        `Expected a chunk index within [${this.#counts.join(", ")}] of ${this.locator.key}, found [${index.join(", ")}].`,
      );
  }
}

/** Loads the codecs of an array. Throws UnsupportedError where they cannot be read. */
export function arrayPipeline(metadata: ArrayMetadata): Promise<Pipeline> {
  const { stored, codecs, unreadable } = metadata;
  if (unreadable !== undefined) throw new UnsupportedError(`This array cannot be read: ${unreadable}.`);
  return compilePipeline(codecs as CodecParts, { shape: innermostChunks(metadata), stored: stored as StoredType });
}

/** Opens the array at `key`. Throws UnsupportedError where it cannot be read. */
export async function openZarrArray(
  store: ReadableStore,
  key: string,
  metadata: ArrayMetadata,
  info: ArrayInfo,
  locator: SourceLocator,
): Promise<ArraySource> {
  const pipeline = await arrayPipeline(metadata);
  return new ZarrSource(store, info, locator, chunkReader(store, key, metadata, pipeline.limit), pipeline, metadata);
}
