/**
 * Paths and URLs of this machine as places in stores.
 * @module
 */
import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { UnsupportedError } from "../errors.ts";
import { FileStore } from "../store/file/index.ts";

/** A file or folder as a key in the store of the folder above it. */
export interface PathLocation {
  readonly path: string;
  readonly store: FileStore;
  readonly key: string;
}

/** Finds the store and key of a path or file: URL. */
export function locate(target: string | URL): PathLocation {
  const text = String(target);
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text) && !text.startsWith("file:")) {
    throw new UnsupportedError(`Expected a path of this machine, found ${text}.`, { hint: "Copy the data to a disk first." });
  }
  const path = resolve(text.startsWith("file:") ? fileURLToPath(text) : text);
  return { path, store: new FileStore(dirname(path)), key: basename(path) };
}
