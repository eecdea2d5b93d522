/** @module */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Bytes of a file, or of all files in a folder; 0 where there is none. */
export async function sizeOnDisk(path: string): Promise<number> {
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) return 0;
  if (!facts.isDirectory()) return facts.size;
  let bytes = 0;
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
