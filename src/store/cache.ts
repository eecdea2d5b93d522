/**
 * Keeps values that were read, up to a number of bytes.
 * @module
 */
import { GeometryError } from "../errors.ts";
import type { ByteRange, ReadableStore, StoreOptions } from "./store.ts";
import { WrappedStore } from "./wrapped.ts";

export interface CacheOptions {
  /** Most bytes of values to keep. A value above a quarter of it is not kept, or it would drive out everything else. */
  readonly bytes: number;
}

const rangeWord = (range: ByteRange): string => ("suffix" in range ? `-${range.suffix}` : `${range.offset}+${range.length}`);

/** Least recently used goes first: a Map keeps its keys in the order they were set. */
class CachingStore extends WrappedStore {
  readonly #limit: number;
  /** By key, then by range, so that a write forgets all ranges of its key. */
  readonly #kept = new Map<string, { readonly key: string; readonly value: Uint8Array }>();
  #bytes = 0;

  constructor(inner: ReadableStore, { bytes }: CacheOptions) {
    super(inner);
    if (!(bytes >= 0)) throw new GeometryError(`Expected a cache of 0 or more bytes, found ${bytes}.`);
    this.#limit = bytes;
  }
  override get(key: string, options?: StoreOptions): Promise<Uint8Array | undefined> {
    return this.#through(key, `${key}\n`, () => this.inner.get(key, options));
  }
  override getRange(key: string, range: ByteRange, options?: StoreOptions): Promise<Uint8Array | undefined> {
    return this.#through(key, `${key}\n${rangeWord(range)}`, () => this.inner.getRange(key, range, options));
  }
  override async set(key: string, value: Uint8Array, options?: StoreOptions): Promise<void> {
    await this.writable().set(key, value, options);
    this.#forget(key);
  }
  override async delete(key: string, options?: StoreOptions): Promise<void> {
    await this.writable().delete(key, options);
    this.#forget(key);
  }
  async #through(key: string, word: string, read: () => Promise<Uint8Array | undefined>): Promise<Uint8Array | undefined> {
    const kept = this.#kept.get(word);
    if (kept !== undefined) {
      this.#kept.delete(word);
      this.#kept.set(word, kept);
      return kept.value.slice();
    }
    const writes = this.#writes;
    const value = await read();
    // A write that came between may have made these bytes old.
    if (value !== undefined && writes === this.#writes) this.#keep(key, word, value);
    return value;
  }
  #writes = 0;
  #keep(key: string, word: string, value: Uint8Array): void {
    if (value.length > this.#limit / 4) return;
    this.#drop(word);
    this.#kept.set(word, { key, value: value.slice() });
    this.#bytes += value.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#limit) break;
      this.#drop(oldest);
    }
  }
  #drop(word: string): void {
    this.#bytes -= this.#kept.get(word)?.value.length ?? 0;
    this.#kept.delete(word);
  }
  #forget(key: string): void {
    this.#writes++;
    for (const [word, kept] of this.#kept) if (kept.key === key) this.#drop(word);
  }
}

/**
 * The same store with a cache of its values. Use it where nobody else writes: a change behind its back is not seen.
 * Keys that are not there, sizes and listings are asked anew each time.
 */
export function withCache<S extends ReadableStore>(store: S, options: CacheOptions): S {
  return new CachingStore(store, options) as unknown as S;
}
