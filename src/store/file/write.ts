/**
 * Writes a file whole or not at all.
 * @module
 */
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { threadId } from "node:worker_threads";

/** Files that are being written, or were when a process died. Listings hide them. */
const temporaryName = /^\.voxmill-\d+-\d+-\d+\.tmp$/;
export const isTemporary = (name: string): boolean => temporaryName.test(name);

let written = 0;

async function writeNew(path: string, value: Uint8Array, sync: boolean): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(value);
    if (sync) await file.datasync();
  } finally {
    await file.close();
  }
}

/**
 * Writes to a temporary name in the same folder (renames are atomic only within a file system), then renames.
 * Names hold process, thread and a counter, so that no two writers share one.
 */
export async function writeAtomically(path: string, value: Uint8Array, sync: boolean): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.voxmill-${process.pid}-${threadId}-${++written}.tmp`);
  try {
    try {
      await writeNew(temporary, value, sync);
    } catch (error) {
      if ((error as { readonly code?: string }).code !== "ENOENT") throw error;
      await mkdir(folder, { recursive: true });
      await writeNew(temporary, value, sync);
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
