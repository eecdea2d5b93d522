// A folder for one test, taken away at its end.

import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileStore } from "#dist/store/file/index.js";

export interface ScratchFolder extends AsyncDisposable {
  readonly path: string;
  /** A store in a folder below. */
  store(name: string): FileStore;
}

export async function scratchFolder(): Promise<ScratchFolder> {
  const path = await mkdtemp(join(tmpdir(), "voxmill-real-"));
  return {
    path,
    store: (name) => new FileStore(join(path, name), { sync: false }),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** Hashes of all files below a folder by relative path, without the journal in .voxmill. */
export async function hashesOf(folder: string): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) {
    const name = file.slice(folder.length + 1);
    if (!name.startsWith(".voxmill"))
      hashes.set(
        name,
        createHash("sha256")
          .update(await readFile(file))
          .digest("hex"),
      );
  }
  return hashes;
}
