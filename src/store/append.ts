/**
 * Stores whose values can grow.
 * @module
 */
import type { ReadableStore, Store } from "./store.ts";

/** A store that can put bytes behind a value. */
export interface AppendStore extends Store {
  /**
   * Puts bytes behind a value, which begins with them where there is none. Not atomic: after a crash any number of them may be
   * there, so a reader must be able to tell (by lines with checksums).
   */
  append(key: string, bytes: Uint8Array): Promise<void>;
}

/** True for stores that can append. */
export const appends = (store: ReadableStore): store is AppendStore => "append" in store;
