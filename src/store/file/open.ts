/**
 * How to open file stores by locator.
 * @module
 */
import type { StoreOpener } from "../open.ts";
import { FileStore, type FileStoreOptions } from "./file-store.ts";

/** For {@link storeResolver}: `{ file: fileOpener() }`. */
export function fileOpener(options: FileStoreOptions = {}): StoreOpener<"file"> {
  return ({ root, sync }) => new FileStore(root, sync === undefined ? options : { ...options, sync });
}
