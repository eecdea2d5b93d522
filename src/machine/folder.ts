/**
 * Folders to write into.
 * @module
 */
import { join } from "node:path";
import { UnsupportedError } from "../errors.ts";
import type { StoreLocator } from "../store/store.ts";
import { placeOf } from "./location.ts";

/** A folder as a store of its own, to write into: a path, s3://bucket or s3://bucket/folder. */
export function folderLocator(text: string): StoreLocator {
  const bucket = /^s3:\/\/[^/]+\/*$/i.test(text);
  // A bucket is no place in a store, but anything in it is.
  const { store, key } = placeOf(bucket ? `${text}/x` : text);
  return bucket ? store : childLocator(store, key, text);
}

/** A folder in a folder. Throws UnsupportedError where nothing can be written: on web servers and in archives. */
export function childLocator(folder: StoreLocator, name: string, shown = name): StoreLocator {
  if (folder.kind === "file") return { ...folder, root: join(folder.root, name) };
  if (folder.kind === "s3") return { ...folder, prefix: folder.prefix === undefined ? name : `${folder.prefix}/${name}` };
  throw new UnsupportedError(`Cannot write to ${shown}.`, { hint: "Write to a folder of this machine, or to s3://bucket/folder." });
}
