/**
 * Taking away everything below a folder.
 * @module
 */
import type { Store } from "./store.ts";

/** A store that can do it at once, and leaves no empty folders. */
export interface FolderStore extends Store {
  /** Removes all values below a folder (it ends with `/`); one that is not there is not an error. */
  deleteFolder(prefix: string): Promise<void>;
}

/** Removes all values below a folder (it ends with `/`), one by one where the store knows no better. */
export async function deleteFolder(store: Store, prefix: string): Promise<void> {
  if ("deleteFolder" in store) await (store as FolderStore).deleteFolder(prefix);
  else for await (const key of store.list(prefix)) await store.delete(key);
}
