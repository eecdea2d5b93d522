/**
 * Where a writer puts its bytes: forwards, with small corrections of what was written before.
 * @module
 */
import type { Store } from "./store.ts";

/** A file being written. */
export interface ByteSink {
  /** Appends bytes. The sink may keep a reference until the promise resolves, not after. */
  write(bytes: Uint8Array): Promise<void>;
  /** Overwrites bytes that were written before, all of them within what was written. */
  patch(offset: number, bytes: Uint8Array): Promise<void>;
}

/** A sink for one key of a store. */
export interface StoreSink extends ByteSink {
  /** Gives the file its name: until then nobody sees it. */
  commit(): Promise<void>;
  /** Throws away what was written. */
  abort(): Promise<void>;
}

/** A store that can take a file piece by piece. */
export interface SinkStore {
  openSink(key: string): Promise<StoreSink>;
}

/** A sink for a key of any store: straight to its place where the store can, else by way of memory. */
export async function openSink(store: Store, key: string): Promise<StoreSink> {
  if ("openSink" in store) return (store as unknown as SinkStore).openSink(key);
  const sink = new MemorySink();
  return {
    write: (bytes) => sink.write(bytes),
    patch: (offset, bytes) => sink.patch(offset, bytes),
    commit: () => store.set(key, sink.bytes),
    abort: async () => {},
  };
}

/** A sink in memory, for files that are small enough to be set in a store at once. */
export class MemorySink implements ByteSink {
  #bytes = new Uint8Array(65_536);
  #length = 0;

  async write(bytes: Uint8Array): Promise<void> {
    const needed = this.#length + bytes.length;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = needed;
  }

  async patch(offset: number, bytes: Uint8Array): Promise<void> {
    if (offset < 0 || offset + bytes.length > this.#length) {
      throw new RangeError(`a patch of ${bytes.length} bytes at ${offset}, past the ${this.#length} bytes written`);
    }
    this.#bytes.set(bytes, offset);
  }

  /** What was written so far. */
  get bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}
