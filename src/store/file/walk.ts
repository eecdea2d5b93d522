/**
 * Lists folders in the order of keys.
 * @module
 */
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { saysMissing } from "./errors.ts";
import { isTemporary } from "./write.ts";

/**
 * The entries of a folder, folders with a `/` behind, in code-unit order; none where there is no such folder.
 * With the slash a folder sorts as its keys do: "a.b" comes before "a/b".
 */
export async function entriesOf(folder: string): Promise<string[]> {
  try {
    const names: string[] = [];
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (isTemporary(entry.name) || entry.name.includes("\\")) continue;
      const kind = entry.isSymbolicLink() ? await stat(join(folder, entry.name)).catch(() => undefined) : entry;
      if (kind?.isDirectory()) names.push(`${entry.name}/`);
      else if (kind?.isFile()) names.push(entry.name);
    }
    return names.sort();
  } catch (error) {
    if (saysMissing(error)) return [];
    throw error;
  }
}

/** All files under a folder that start with `prefix`, as keys. Links to folders above are not followed: they would never end. */
export async function* walk(root: string, folder: string, prefix: string, above: readonly string[] = []): AsyncIterable<string> {
  const path = join(root, folder);
  const here = await realpath(path).catch(() => path);
  if (above.includes(here)) return;
  for (const name of await entriesOf(path)) {
    const key = folder + name;
    if (!key.startsWith(prefix)) continue;
    if (name.endsWith("/")) yield* walk(root, key, prefix, [...above, here]);
    else yield key;
  }
}
