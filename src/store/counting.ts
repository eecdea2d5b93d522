/**
 * Counts what is asked of a store: how tests show that reading a block touches only its own bytes.
 * @module
 */
import type { ByteRange, ReadableStore, StoreOptions } from "./store.ts";
import { WrappedStore } from "./wrapped.ts";

/** What was asked since the counting began or was reset. */
export interface StoreCounts {
  /** Calls by method; `read` is get and getRange together, `ask` is size and identify, `list` also listFolder. */
  read: number;
  ask: number;
  list: number;
  set: number;
  delete: number;
  /** Bytes handed out and taken in. */
  bytesRead: number;
  bytesWritten: number;
  /** Every key that was read, in order, with repeats. */
  keysRead: string[];
}

const none = (): StoreCounts => ({ read: 0, ask: 0, list: 0, set: 0, delete: 0, bytesRead: 0, bytesWritten: 0, keysRead: [] });

class CountingStore extends WrappedStore {
  counts = none();
  /** Begins to count anew. */
  reset(): void {
    this.counts = none();
  }
  override async get(key: string, options?: StoreOptions): Promise<Uint8Array | undefined> {
    return this.#count(key, await this.inner.get(key, options));
  }
  override async getRange(key: string, range: ByteRange, options?: StoreOptions): Promise<Uint8Array | undefined> {
    return this.#count(key, await this.inner.getRange(key, range, options));
  }
  override size(key: string, options?: StoreOptions): Promise<number | undefined> {
    this.counts.ask++;
    return this.inner.size(key, options);
  }
  override identify(key: string, options?: StoreOptions): Promise<string | undefined> {
    this.counts.ask++;
    return this.inner.identify(key, options);
  }
  override list(prefix: string, options?: StoreOptions): AsyncIterable<string> {
    this.counts.list++;
    return this.inner.list(prefix, options);
  }
  override listFolder(prefix: string, options?: StoreOptions): Promise<readonly string[]> {
    this.counts.list++;
    return this.inner.listFolder(prefix, options);
  }
  override async set(key: string, value: Uint8Array, options?: StoreOptions): Promise<void> {
    this.counts.set++;
    this.counts.bytesWritten += value.length;
    await this.writable().set(key, value, options);
  }
  override async delete(key: string, options?: StoreOptions): Promise<void> {
    this.counts.delete++;
    await this.writable().delete(key, options);
  }
  #count(key: string, value: Uint8Array | undefined): Uint8Array | undefined {
    this.counts.read++;
    this.counts.bytesRead += value?.length ?? 0;
    this.counts.keysRead.push(key);
    return value;
  }
}

/** What {@link withCounting} adds to a store. */
export interface Counting {
  readonly counts: Readonly<StoreCounts>;
  reset(): void;
}

/** The same store, with `counts` of what was asked of it. */
export function withCounting<S extends ReadableStore>(store: S): S & Counting {
  return new CountingStore(store) as unknown as S & Counting;
}
