/**
 * Brings the stored bytes of a chunk: from its own file, or from within a shard.
 * @module
 */
import { FormatError, isVoxmillError } from "../../errors.ts";
import { product, type Vec } from "../../geometry/vec.ts";
import type { ReadableStore, StoreOptions } from "../../store/store.ts";
import { CorruptData } from "../codec/codec.ts";
import { isLfsPointer } from "../lfs-pointer.ts";
import { joinKey } from "./hierarchy.ts";
import type { ArrayMetadata, ShardForm } from "./metadata.ts";
import { indexSize, readIndex, type ShardIndex } from "./shard-index.ts";

/** Tables of shards to keep, in bytes. A table is 16 bytes a chunk: this is enough for a million chunks. */
const keptTables = 16 * 2 ** 20;

/** Brings stored bytes; undefined where a chunk is not stored. */
export interface ChunkReader {
  /** Key of the file that holds a chunk. */
  keyOf(index: Vec): string;
  read(index: Vec, options?: StoreOptions): Promise<Uint8Array | undefined>;
}

function lfsError(where: string): FormatError {
  return new FormatError(`Expected the data of ${where}, found a Git LFS pointer.`, {
    path: where,
    hint: 'Fetch the data with "git lfs pull".',
  });
}

function tooLong(where: string, limit: number): FormatError {
  return new FormatError(`Expected a chunk of at most ${limit} bytes in ${where}, found more.`, { path: where });
}

/** Chunks in files of their own. `limit` bytes are the most that is read. */
function plainReader(store: ReadableStore, keyOf: (index: Vec) => string, limit: number): ChunkReader {
  return {
    keyOf,
    async read(index, options) {
      const bytes = await store.getRange(keyOf(index), { offset: 0, length: limit + 1 }, options);
      if (bytes !== undefined && bytes.length > limit) throw tooLong(`${store.name}/${keyOf(index)}`, limit);
      return bytes;
    },
  };
}

/** Chunks in shards: the table first, then only the bytes of the chunk. Tables are kept for the chunks that follow. */
class ShardReader implements ChunkReader {
  readonly #store: ReadableStore;
  readonly #keyOfShard: (index: Vec) => string;
  readonly #form: ShardForm;
  /** Chunks per shard and axis. */
  readonly #per: Vec;
  readonly #limit: number;
  readonly #tables = new Map<string, Promise<ShardIndex | undefined>>();

  constructor(store: ReadableStore, keyOfShard: (index: Vec) => string, form: ShardForm, per: Vec, limit: number) {
    this.#store = store;
    this.#keyOfShard = keyOfShard;
    this.#form = form;
    this.#per = per;
    this.#limit = limit;
  }
  keyOf(index: Vec): string {
    return this.#keyOfShard(index.map((i, axis) => Math.floor(i / (this.#per[axis] as number))));
  }
  async read(index: Vec, options?: StoreOptions): Promise<Uint8Array | undefined> {
    const key = this.keyOf(index);
    const table = await this.#table(key, options);
    const number = index.reduce((at, i, axis) => at * (this.#per[axis] as number) + (i % (this.#per[axis] as number)), 0);
    const found = table && this.#checked(key, () => table.find(number));
    if (found === undefined) return undefined;
    const where = `${this.#store.name}/${key}`;
    if (found.length > this.#limit) throw tooLong(where, this.#limit);
    const bytes = await this.#store.getRange(key, found, options);
    if (bytes?.length !== found.length) {
      const message = `Expected ${found.length} bytes from byte ${found.offset} of ${where}, found ${bytes?.length ?? 0}: the shard is cut short or its index is wrong.`;
      throw new FormatError(message, { path: where });
    }
    return bytes;
  }
  /** One read per table, also when many chunks ask at once; one that failed is asked for again. */
  #table(key: string, options?: StoreOptions): Promise<ShardIndex | undefined> {
    const kept = this.#tables.get(key);
    if (kept !== undefined) return kept;
    const size = indexSize(product(this.#per), this.#form.index);
    const most = Math.max(1, Math.floor(keptTables / size));
    for (const oldest of this.#tables.keys()) {
      if (this.#tables.size < most) break;
      this.#tables.delete(oldest);
    }
    // The signal of one reader must not stop the others that wait for the same table.
    const table = this.#load(key, size);
    this.#tables.set(key, table);
    table.catch(() => this.#tables.delete(key));
    options?.signal?.throwIfAborted();
    return table;
  }
  async #load(key: string, size: number): Promise<ShardIndex | undefined> {
    const bytes = await this.#store.getRange(key, this.#form.index.atStart ? { offset: 0, length: size } : { suffix: size });
    if (bytes === undefined) return undefined;
    try {
      return this.#checked(key, () => readIndex(bytes, product(this.#per), this.#form.index));
    } catch (error) {
      const where = `${this.#store.name}/${key}`;
      const head = await this.#store.getRange(key, { offset: 0, length: 1024 });
      throw head !== undefined && isLfsPointer(head) ? lfsError(where) : error;
    }
  }
  #checked<T>(key: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (isVoxmillError(error) || !(error instanceof CorruptData)) throw error;
      const where = `${this.#store.name}/${key}`;
      throw new FormatError(`Cannot read the shard ${where}: ${error.message}.`, { path: where, cause: error });
    }
  }
}

/** The reader for an array at `key`, whose chunks take at most `limit` bytes stored. */
export function chunkReader(store: ReadableStore, key: string, metadata: ArrayMetadata, limit: number): ChunkReader {
  const keyOf = (index: Vec): string => joinKey(key, metadata.chunkKey(index));
  if (metadata.shard === undefined) return plainReader(store, keyOf, limit);
  const { chunks } = metadata.shard;
  const per = metadata.grid.map((n, axis) => n / (chunks[axis] as number));
  return new ShardReader(store, keyOf, metadata.shard, per, limit);
}
