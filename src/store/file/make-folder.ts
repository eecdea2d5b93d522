/**
 * Folders, made with all those above them.
 * @module
 */
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

const codeOf = (error: unknown): string | undefined => (error as { readonly code?: string }).code;

/**
 * Makes a folder and what is missing above it. Node's own recursive mkdir never ends where the system answers "no such folder" for a folder
 * that may not be made, as below /proc (https://github.com/nodejs/node/issues/27198); here each folder is tried twice at most.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const above = dirname(path);
    if (codeOf(error) === "ENOENT" && above !== path) {
      await makeFolder(above);
      await makeLast(path);
    } else await checkFolder(path, error);
  }
}

/** The folder above is there now; another writer may have made this one meanwhile. */
async function makeLast(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    await checkFolder(path, error);
  }
}

/** Throws the error again unless there is a folder: systems answer differently for folders that are there but may not be written. */
async function checkFolder(path: string, error: unknown): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() !== true) throw error;
}
