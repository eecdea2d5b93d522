/**
 * How to open zip stores by locator.
 * @module
 */
import type { StoreOpener } from "../../store/open.ts";
import { ZipStore, type ZipStoreOptions } from "./zip-store.ts";

/** For {@link storeResolver}: `{ zip: zipOpener(), file: fileOpener() }`; the store that holds the archive is opened by the others. */
export function zipOpener(options: ZipStoreOptions = {}): StoreOpener<"zip"> {
  return ({ store, key }, resolve) => new ZipStore({ store: resolve(store), key }, options);
}
