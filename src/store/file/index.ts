/** Stores in the file system (Node). @module */
export { FileStore, type FileStoreOptions } from "./file-store.ts";
export { fileOpener } from "./open.ts";
