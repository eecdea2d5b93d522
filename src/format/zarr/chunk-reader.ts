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

/** One depth of shards: in plain arrays there is one, in shards within shards there are several. */
interface Depth {
  readonly form: ShardForm;
  /** Chunks per shard and axis. */
  readonly per: Vec;
  /** Innermost chunks per chunk of this depth and axis. */
  readonly span: Vec;
}

/** The depths of an array, outermost first. */
function depthsOf({ grid, shard }: ArrayMetadata): Depth[] {
  const forms: { form: ShardForm; per: Vec }[] = [];
  let outer = grid;
  for (let form = shard; form !== undefined; form = form.inner) {
    forms.push({ form, per: divide(outer, form.chunks) });
    outer = form.chunks;
  }
  const innermost = outer;
  return forms.map(({ form, per }) => ({ form, per, span: divide(form.chunks, innermost) }));
}

const divide = (a: Vec, b: Vec): number[] => a.map((n, axis) => n / (b[axis] as number));

/** A shard: a file, or a part of one. */
interface Part {
  /** Of its table among those that are kept. */
  readonly name: string;
  readonly offset: number;
  /** Undefined for a file, whose end its store knows. */
  readonly length: number | undefined;
}

/** Chunks in shards: the table first, then only the bytes of the chunk. Tables are kept for the chunks that follow. */
class ShardReader implements ChunkReader {
  readonly #store: ReadableStore;
  readonly #keyOfShard: (index: Vec) => string;
  readonly #depths: readonly Depth[];
  readonly #limit: number;
  readonly #tables = new Map<string, Promise<ShardIndex | undefined>>();
  readonly #mostTables: number;

  constructor(store: ReadableStore, keyOfShard: (index: Vec) => string, depths: readonly Depth[], limit: number) {
    this.#store = store;
    this.#keyOfShard = keyOfShard;
    this.#depths = depths;
    this.#limit = limit;
    const largest = Math.max(...depths.map(({ form, per }) => indexSize(product(per), form.index)));
    this.#mostTables = Math.max(depths.length, Math.floor(keptTables / largest));
  }
  keyOf(index: Vec): string {
    const { per, span } = this.#depths[0] as Depth;
    return this.#keyOfShard(index.map((i, axis) => Math.floor(i / ((per[axis] as number) * (span[axis] as number)))));
  }
  async read(index: Vec, options?: StoreOptions): Promise<Uint8Array | undefined> {
    const key = this.keyOf(index);
    const where = `${this.#store.name}/${key}`;
    let part: Part = { name: key, offset: 0, length: undefined };
    for (const depth of this.#depths) {
      const table = await this.#table(key, part, depth, options);
      const { per, span } = depth;
      const number = index.reduce(
        (at, i, axis) => at * (per[axis] as number) + (Math.floor(i / (span[axis] as number)) % (per[axis] as number)),
        0,
      );
      const found = table && this.#checked(key, () => table.find(number));
      if (found === undefined) return undefined;
      if (part.length !== undefined && found.offset + found.length > part.length)
        throw new FormatError(
          `Expected a chunk within the ${part.length} bytes of its shard in ${where}, found one to byte ${found.offset + found.length}.`,
          {
            path: where,
          },
        );
      part = { name: `${part.name} ${number}`, offset: part.offset + found.offset, length: found.length };
    }
    const length = part.length as number;
    if (length > this.#limit) throw tooLong(where, this.#limit);
    const bytes = await this.#store.getRange(key, { offset: part.offset, length }, options);
    if (bytes?.length !== length) {
      const message = `Expected ${length} bytes from byte ${part.offset} of ${where}, found ${bytes?.length ?? 0}: the shard is cut short or its index is wrong.`;
      throw new FormatError(message, { path: where });
    }
    return bytes;
  }
  /** One read per table, also when many chunks ask at once; one that failed is asked for again. */
  #table(key: string, part: Part, depth: Depth, options?: StoreOptions): Promise<ShardIndex | undefined> {
    const kept = this.#tables.get(part.name);
    if (kept !== undefined) return kept;
    for (const oldest of this.#tables.keys()) {
      if (this.#tables.size < this.#mostTables) break;
      this.#tables.delete(oldest);
    }
    // The signal of one reader must not stop the others that wait for the same table.
    const table = this.#load(key, part, depth);
    this.#tables.set(part.name, table);
    table.catch(() => this.#tables.delete(part.name));
    options?.signal?.throwIfAborted();
    return table;
  }
  async #load(key: string, { offset, length }: Part, { form, per }: Depth): Promise<ShardIndex | undefined> {
    const count = product(per);
    const size = indexSize(count, form.index);
    const atEnd = length === undefined ? { suffix: size } : { offset: offset + Math.max(0, length - size), length: Math.min(size, length) };
    const bytes = await this.#store.getRange(key, form.index.atStart ? { offset, length: Math.min(size, length ?? size) } : atEnd);
    if (bytes === undefined) return undefined;
    try {
      return this.#checked(key, () => readIndex(bytes, count, form.index));
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
  return new ShardReader(store, keyOf, depthsOf(metadata), limit);
}
