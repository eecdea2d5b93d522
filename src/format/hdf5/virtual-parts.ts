/**
 * The other files that a virtual dataset is made of.
 * @module
 */
import type { FileLocation } from "../source.ts";
import type { Hdf5Metadata } from "./library.ts";

/** Keys of the files, or why they cannot be followed. HDF5 itself would fill in for a file that is missing. */
export async function virtualParts(
  { store, key }: FileLocation,
  { virtual_sources: sources = [] }: Hdf5Metadata,
): Promise<{ readonly keys: readonly string[]; readonly reason?: string | undefined }> {
  const folder = key.slice(0, key.lastIndexOf("/") + 1);
  const names = [...new Set(sources.map((source) => source.file_name))].filter((name) => name !== ".");
  const keys: string[] = [];
  for (const name of names) {
    const part = `${folder}${name.replace(/^\.\//, "")}`;
    if (name.includes("%")) return { keys, reason: `its parts are named by a pattern (${name}); open them one by one` };
    if (/^(?:\/|[a-z]:)|\\|(?:^|\/)\.\.(?:\/|$)/i.test(name))
      return { keys, reason: `its part ${name} lies in another folder; open it itself` };
    if ((await store.size(part)) === undefined) return { keys, reason: `its part ${name} is missing` };
    keys.push(part);
  }
  return { keys };
}
