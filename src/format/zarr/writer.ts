/**
 * Writes Zarr arrays (v3, or v2 where asked for), chunk by chunk or shard by shard, from any number of workers.
 *
 * ```ts
 * const writer = await createZarr(store, "bubbles.zarr", { shape, dtype: "uint32", chunks: [64, 64, 64], codec: "zstd", axes: ["z", "y", "x"] });
 * await writer.writeChunk([0, 0, 0], values);      // here or in a worker, which makes its own by zarrWriter(store, key, options)
 * await writer.finish();                           // now it can be opened
 * ```
 *
 * The bytes depend on options and values alone. Every chunk given is written, also one that holds nothing but the fill value: then a
 * chunk that is missing later is known to be lost.
 * @module
 */
import { isBigInt } from "../../array/dtype.ts";
import { NdArray } from "../../array/nd-array.ts";
import { GeometryError, UnsupportedError } from "../../errors.ts";
import { ceilDivide, equal, minimum, multiply, subtract, type Vec } from "../../geometry/vec.ts";
import type { Store, StoreOptions } from "../../store/store.ts";
import { compilePipeline, type Pipeline } from "../codec/pipeline.ts";
import { copyStrided } from "../codec/strided.ts";
import type { ArrayInfo } from "../source.ts";
import { type ChunkKey, defaultChunkKey, v2ChunkKey } from "./chunk-key.ts";
import { joinKey } from "./hierarchy.ts";
import { writeIndex } from "./shard-index.ts";
import { codecSpecs, metadataText, writtenInfo, type ZarrOptions } from "./written-metadata.ts";
import { metadataTextsV2 } from "./written-v2.ts";

/** Gathers the chunks of one shard; `finish` writes them in one piece. Chunks not given stay absent: they read as the fill value. */
export interface ShardWriter {
  /** `index` counts chunks of the whole array. Chunks may come in any order; the bytes are the same. */
  writeChunk(index: Vec, values: NdArray): Promise<void>;
  finish(options?: StoreOptions): Promise<void>;
}

export interface ZarrWriter {
  /** The facts of the array as they will read. */
  readonly info: ArrayInfo;
  /** Encodes one chunk, without writing it. The values cover the part of the chunk inside the array, or all of it. */
  encodeChunk(index: Vec, values: NdArray): Promise<Uint8Array>;
  /** Writes one chunk of an array without shards. */
  writeChunk(index: Vec, values: NdArray, options?: StoreOptions): Promise<void>;
  /** Begins a shard; `index` counts shards. */
  shard(index: Vec): ShardWriter;
  /** Writes one shard from the values of all of its part inside the array. */
  writeShard(index: Vec, values: NdArray, options?: StoreOptions): Promise<void>;
  /** Writes `zarr.json` (v2: `.zattrs`, `.zarray`): from here on the array can be opened. To be called once, when all chunks are written. */
  finish(options?: StoreOptions): Promise<void>;
}

/** The part of a chunk (or shard) at `index` that lies inside the array. */
function insideOf(shape: Vec, chunks: Vec, index: Vec, what: string): number[] {
  const counts = ceilDivide(shape, chunks);
  if (index.length !== counts.length || index.some((i, axis) => !Number.isInteger(i) || i < 0 || i >= (counts[axis] as number)))
    throw new GeometryError(`Expected a ${what} index within [${counts.join(", ")}], found [${index.join(", ")}].`);
  return minimum(chunks, subtract(shape, multiply(index, chunks)));
}

/** The keys of chunks (or shards) below that of their array, as they are written. */
export const writtenChunkKey = ({ zarrFormat }: Pick<ZarrOptions, "zarrFormat">): ChunkKey =>
  zarrFormat === 2 ? v2ChunkKey("/") : defaultChunkKey("/");

/** Names of all metadata of arrays and groups, of both versions. */
export const metadataNames: readonly string[] = ["zarr.json", ".zarray", ".zgroup", ".zattrs", ".zmetadata"];

class Writer implements ZarrWriter {
  readonly info: ArrayInfo;
  readonly #store: Store;
  readonly #key: string;
  readonly #options: ZarrOptions;
  readonly #chunkKey: ChunkKey;
  #pipeline: Promise<Pipeline> | undefined;

  constructor(store: Store, key: string, options: ZarrOptions) {
    this.info = writtenInfo(options);
    this.#store = store;
    this.#key = key;
    this.#options = options;
    this.#chunkKey = writtenChunkKey(options);
  }
  async encodeChunk(index: Vec, values: NdArray): Promise<Uint8Array> {
    const { shape, chunks, dtype } = this.info;
    const inside = insideOf(shape, chunks, index, "chunk");
    if (values.dtype !== dtype) throw new GeometryError(`Expected ${dtype} values for chunk [${index.join(", ")}], found ${values.dtype}.`);
    if (!equal(values.shape, inside) && !equal(values.shape, chunks))
      throw new GeometryError(`Expected shape [${inside.join(", ")}] for chunk [${index.join(", ")}], found [${values.shape.join(", ")}].`);
    this.#pipeline ??= compilePipeline(
      { order: shape.map((_, axis) => axis), filters: [], littleEndian: true, bytes: codecSpecs(this.#options) },
      { shape: chunks, stored: dtype },
    );
    return (await this.#pipeline).encode(this.#padded(values, inside));
  }
  async writeChunk(index: Vec, values: NdArray, options?: StoreOptions): Promise<void> {
    if (this.info.shards !== undefined)
      throw new UnsupportedError("Chunks of a sharded array are written by whole shards: use shard or writeShard.");
    await this.#store.set(joinKey(this.#key, this.#chunkKey(index)), await this.encodeChunk(index, values), options);
  }
  shard(index: Vec): ShardWriter {
    const { chunks, shards, shape } = this.info;
    if (shards === undefined) throw new UnsupportedError("This array has no shards: use writeChunk.");
    insideOf(shape, shards, index, "shard");
    const per = shards.map((n, axis) => n / (chunks[axis] as number));
    const encoded: (Uint8Array | undefined)[] = new Array(per.reduce((n, m) => n * m, 1)).fill(undefined);
    const begin = multiply(index, per);
    return {
      writeChunk: async (chunk, values) => {
        const within = subtract(chunk, begin);
        if (within.some((i, axis) => !(i >= 0 && i < (per[axis] as number))))
          throw new GeometryError(`Expected a chunk of shard [${index.join(", ")}], found chunk [${chunk.join(", ")}].`);
        const number = within.reduce((at, i, axis) => at * (per[axis] as number) + i, 0);
        encoded[number] = await this.encodeChunk(chunk, values);
      },
      finish: (options) => this.#store.set(joinKey(this.#key, this.#chunkKey(index)), joinShard(encoded), options),
    };
  }
  async writeShard(index: Vec, values: NdArray, options?: StoreOptions): Promise<void> {
    const shard = this.shard(index);
    const { chunks, shards, shape, dtype } = this.info;
    const inside = insideOf(shape, shards as Vec, index, "shard");
    if (values.dtype !== dtype || !equal(values.shape, inside))
      throw new GeometryError(
        `Expected ${dtype} [${inside.join(", ")}] for shard [${index.join(", ")}], found ${values.dtype} [${values.shape.join(", ")}].`,
      );
    const begin = multiply(index, shards as Vec);
    for (const within of gridOf(ceilDivide(inside, chunks))) {
      const start = multiply(within, chunks);
      const stop = minimum(
        start.map((s, axis) => s + (chunks[axis] as number)),
        inside,
      );
      const chunk = within.map((i, axis) => i + (begin[axis] as number) / (chunks[axis] as number));
      await shard.writeChunk(chunk, values.view(start, stop));
    }
    await shard.finish(options);
  }
  async finish(options?: StoreOptions): Promise<void> {
    const files: readonly (readonly [name: string, text: string])[] =
      this.#options.zarrFormat === 2 ? metadataTextsV2(this.#options) : [["zarr.json", metadataText(this.#options)]];
    // The file that makes it an array comes last.
    for (const [name, text] of files) await this.#store.set(joinKey(this.#key, name), new TextEncoder().encode(text), options);
  }
  /** Edge chunks are stored whole; what lies outside the array is the fill value, whatever was given there. */
  #padded(values: NdArray, inside: Vec): NdArray {
    const { chunks, dtype } = this.info;
    if (equal(inside, chunks)) return values;
    const whole = NdArray.zeros(dtype, chunks);
    const fill = this.#options.fillValue ?? 0;
    (whole.data as { fill(value: number | bigint): void }).fill(isBigInt(dtype) ? BigInt(fill) : Number(fill));
    const zero = inside.map(() => 0);
    copyStrided(values.view(zero, inside), whole.view(zero, inside));
    return whole;
  }
}

/** All indices of a grid, in C order. */
function* gridOf(counts: Vec): Generator<number[]> {
  const [first, ...rest] = counts;
  if (first === undefined) return yield [];
  for (let i = 0; i < first; i++) for (const inner of gridOf(rest)) yield [i, ...inner];
}

/** Chunks in C order, then the table. */
function joinShard(encoded: readonly (Uint8Array | undefined)[]): Uint8Array {
  const table = writeIndex(encoded.map((chunk) => chunk?.length));
  const result = new Uint8Array(encoded.reduce((sum, chunk) => sum + (chunk?.length ?? 0), table.length));
  let at = 0;
  for (const chunk of [...encoded, table]) {
    if (chunk !== undefined) result.set(chunk, at);
    at += chunk?.length ?? 0;
  }
  return result;
}

/**
 * A writer for the array at `key`. Touches nothing before it is told to write: workers make their own from the same options (plain JSON
 * but for a bigint fill value). Throws GeometryError for options that do not fit together.
 */
export function zarrWriter(store: Store, key: string, options: ZarrOptions): ZarrWriter {
  return new Writer(store, key, options);
}

/**
 * Begins a new array at `key`: takes away the metadata of one that was there, so that it cannot be opened half old and half new.
 * Old chunks stay until they are written over.
 */
export async function createZarr(store: Store, key: string, options: ZarrOptions): Promise<ZarrWriter> {
  const writer = zarrWriter(store, key, options);
  for (const name of metadataNames) await store.delete(joinKey(key, name));
  return writer;
}
