/**
 * Which of the members of an archive is meant, when only the archive is named.
 * @module
 */
import { FormatError, UnsupportedError } from "../../errors.ts";
import { looksLikeZip } from "../looks-like-zip.ts";
import { pathOf } from "../raw/index.ts";
import type { FileLocation } from "../source.ts";
import { ZipStore } from "./zip-store.ts";

/** Any of these at the root makes the archive itself the Zarr container. */
const zarrMetadata: ReadonlySet<string> = new Set(["zarr.json", ".zarray", ".zgroup", ".zmetadata"]);

/** What operating systems add on their own. */
const clutter: ReadonlySet<string> = new Set(["__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini"]);

/**
 * The place of the image: the root where it is a Zarr container, else the only file or folder there. Throws FormatError where there
 * are none or several, UnsupportedError for an archive within an archive.
 */
export async function imageInside(archive: FileLocation): Promise<FileLocation> {
  const store = new ZipStore(archive);
  const names = (await store.listFolder("")).filter((name) => !clutter.has(name));
  if (names.some((name) => zarrMetadata.has(name))) return { store, key: "" };
  const [only, ...more] = names;
  const path = pathOf(archive);
  if (only === undefined || more.length > 0)
    throw new FormatError(
      `Expected one image in the zip archive ${path}, found ${only === undefined ? "no files" : names.slice(0, 10).join(", ")}.`,
      { path, ...(only === undefined ? {} : { hint: `Name the one to open: ${path}/${only.replace(/\/$/, "")}.` }) },
    );
  const key = only.replace(/\/$/, "");
  const head = await store.getRange(key, { offset: 0, length: 4 });
  // Archives can be made that hold themselves.
  if (head !== undefined && looksLikeZip(head))
    throw new UnsupportedError(`Found the zip archive ${key} within the zip archive ${path}.`, { hint: "Unpack the outer one first." });
  return { store, key };
}
