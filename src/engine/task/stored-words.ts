/**
 * Remembers what a task stored, for the journal.
 * @module
 */
import type { Store, StoreOptions } from "../../store/store.ts";
import { WrappedStore } from "../../store/wrapped.ts";
import { storedWord } from "../journal/entry.ts";
import type { Address } from "../protocol.ts";

/** Size and checksum of values, noted as they are set. */
export class StoredWords {
  readonly #words = new Map<string, string>();

  /** The same store, whose values are noted. */
  noting(store: Store): Store {
    return new NotingStore(store, (key, value) => this.#words.set(key, storedWord(value)));
  }
  /** The words of some values, in their order; "" for one that was not set. */
  words(addresses: Iterable<Address>): string[] {
    return Array.from(addresses, ({ key }) => this.#words.get(key) ?? "");
  }
}

class NotingStore extends WrappedStore {
  readonly #note: (key: string, value: Uint8Array) => void;
  constructor(inner: Store, note: (key: string, value: Uint8Array) => void) {
    super(inner);
    this.#note = note;
  }
  override async set(key: string, value: Uint8Array, options?: StoreOptions): Promise<void> {
    await super.set(key, value, options);
    this.#note(key, value);
  }
}
