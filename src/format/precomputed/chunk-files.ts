/**
 * Brings the stored bytes of a chunk: from a file of its own, or from a shard.
 * @module
 */
import { FormatError, isVoxmillError } from "../../errors.ts";
import { ceilDivide, type Vec } from "../../geometry/vec.ts";
import type { ReadableStore, StoreOptions } from "../../store/store.ts";
import { CorruptData, storedLimit } from "../codec/codec.ts";
import { decodeGzip } from "../codec/deflate.ts";
import { isLfsPointer } from "../lfs-pointer.ts";
import { joinKey } from "../zarr/hierarchy.ts";
import type { Scale } from "./info.ts";
import { chunkId, type Minishard, mostMinishardBytes, placeOf, readMinishard, type Sharding } from "./sharding.ts";

/** Minishards whose index is kept. */
const keptMinishards = 64;

/** Brings stored bytes, unpacked; undefined where a chunk is not stored. `place` counts chunks along x, y, z. */
export interface ChunkFiles {
  /** Key of the file that holds a chunk. */
  keyOf(place: Vec): string;
  read(place: Vec, options?: StoreOptions): Promise<Uint8Array | undefined>;
}

/** Runs a step of decoding; what it finds broken becomes a FormatError with the file. */
export async function decoding<T>(where: string, bytes: Uint8Array, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (isVoxmillError(error)) throw error;
    const what = isLfsPointer(bytes) ? "it is a Git LFS pointer instead of the data" : (error as Error).message;
    throw new FormatError(`Cannot decode ${where}: ${what}.`, { path: where, cause: error });
  }
}

/** The files "0-64_0-64_0-32"; some writers pack them and add ".gz". `limit` bounds a decoded chunk. */
function plainFiles(store: ReadableStore, key: string, { size, chunk, voxelOffset }: Scale, limit: number): ChunkFiles {
  const keyOf = (place: Vec): string => {
    const ranges = place.map((p, axis) => {
      const begin = p * (chunk[axis] as number);
      const end = Math.min(begin + (chunk[axis] as number), size[axis] as number);
      return `${begin + (voxelOffset[axis] as number)}-${end + (voxelOffset[axis] as number)}`;
    });
    return joinKey(key, ranges.join("_"));
  };
  return {
    keyOf,
    async read(place, options) {
      const own = keyOf(place);
      const plain = await store.getRange(own, { offset: 0, length: limit + 1 }, options);
      if (plain !== undefined) return plain;
      const packed = await store.getRange(`${own}.gz`, { offset: 0, length: storedLimit(limit) }, options);
      if (packed === undefined) return undefined;
      return decoding(`${store.name}/${own}.gz`, packed, () => decodeGzip(packed, { bytes: limit, exact: false }));
    },
  };
}

class ShardFiles implements ChunkFiles {
  readonly #store: ReadableStore;
  readonly #key: string;
  readonly #sharding: Sharding;
  readonly #counts: Vec;
  readonly #limit: number;
  readonly #minishards = new Map<string, Promise<Minishard | undefined>>();

  constructor(store: ReadableStore, key: string, scale: Scale, sharding: Sharding, limit: number) {
    this.#store = store;
    this.#key = key;
    this.#sharding = sharding;
    this.#counts = ceilDivide(scale.size, scale.chunk);
    this.#limit = limit;
  }
  keyOf(place: Vec): string {
    return joinKey(this.#key, placeOf(chunkId(place, this.#counts), this.#sharding).file);
  }
  async read(place: Vec, options?: StoreOptions): Promise<Uint8Array | undefined> {
    const id = chunkId(place, this.#counts);
    const { file, minishard } = placeOf(id, this.#sharding);
    const key = joinKey(this.#key, file);
    const found = (await this.#minishard(key, minishard, options))?.get(id);
    if (found === undefined) return undefined;
    const where = `${this.#store.name}/${key}`;
    const limit = this.#sharding.gzipData ? storedLimit(this.#limit) : this.#limit;
    if (found.length > limit)
      throw new FormatError(`Expected a chunk of at most ${limit} bytes in ${where}, found ${found.length}.`, { path: where });
    const bytes = await this.#range(key, found.offset, found.length, options);
    if (!this.#sharding.gzipData) return bytes;
    return decoding(`${where} (chunk ${id})`, bytes, () => decodeGzip(bytes, { bytes: this.#limit, exact: false }));
  }
  /** One read for a minishard's index, also when many chunks ask at once; one that failed is asked for again. */
  #minishard(key: string, number: number, options?: StoreOptions): Promise<Minishard | undefined> {
    const name = `${key} ${number}`;
    const kept = this.#minishards.get(name);
    if (kept !== undefined) return kept;
    const [oldest] = this.#minishards.keys();
    if (oldest !== undefined && this.#minishards.size >= keptMinishards) this.#minishards.delete(oldest);
    const loaded = this.#load(key, number);
    this.#minishards.set(name, loaded);
    loaded.catch(() => this.#minishards.delete(name));
    options?.signal?.throwIfAborted();
    return loaded;
  }
  async #load(key: string, number: number): Promise<Minishard | undefined> {
    const entry = await this.#store.getRange(key, { offset: 16 * number, length: 16 });
    if (entry === undefined) return undefined;
    const where = `${this.#store.name}/${key}`;
    const { start, length } = await decoding(where, entry, () => {
      if (entry.length !== 16) throw new CorruptData("its shard index is cut short");
      const view = new DataView(entry.buffer, entry.byteOffset, 16);
      const [first, end] = [view.getBigUint64(0, true), view.getBigUint64(8, true)];
      if (end < first || end - first > BigInt(mostMinishardBytes) || end > BigInt(Number.MAX_SAFE_INTEGER))
        throw new CorruptData(`its shard index points from byte ${first} to ${end}`);
      return { start: Number(first), length: Number(end - first) };
    });
    if (length === 0) return undefined;
    const bytes = await this.#range(key, start, length);
    const unpack = (): Uint8Array | Promise<Uint8Array> =>
      this.#sharding.gzipIndex ? decodeGzip(bytes, { bytes: mostMinishardBytes, exact: false }) : bytes;
    return decoding(where, bytes, async () => readMinishard(await unpack()));
  }
  /** Bytes that are counted from the end of the shard's index. */
  async #range(key: string, offset: number, length: number, options?: StoreOptions): Promise<Uint8Array> {
    const begin = 16 * 2 ** this.#sharding.minishardBits + offset;
    const bytes = await this.#store.getRange(key, { offset: begin, length }, options);
    if (bytes?.length === length) return bytes;
    const where = `${this.#store.name}/${key}`;
    const text = `Expected ${length} bytes from byte ${begin} of ${where}, found ${bytes?.length ?? 0}: the shard is cut short or its index is wrong.`;
    throw new FormatError(text, { path: where });
  }
}

/** The chunks of one scale, each at most `limit` bytes long once unpacked. */
export function chunkFiles(store: ReadableStore, root: string, scale: Scale, limit: number): ChunkFiles {
  const key = joinKey(root, scale.key);
  return scale.sharding === undefined ? plainFiles(store, key, scale, limit) : new ShardFiles(store, key, scale, scale.sharding, limit);
}
