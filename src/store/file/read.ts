/**
 * Reads from files.
 * @module
 */
import { closeSync, fstatSync, openSync, read } from "node:fs";

/** Bytes read at `position` into `target` from `filled` on; fewer than asked for at the end of the file. */
function readSome(file: number, target: Uint8Array, filled: number, position: number): Promise<number> {
  return new Promise((done, fail) => {
    read(file, target, filled, target.length - filled, position, (error, bytes) => (error === null ? done(bytes) : fail(error)));
  });
}

/**
 * The part of a file that `rangeOf` chooses by its size; undefined for what is no file.
 *
 * Only the bytes are waited for. Opening and closing are a few microseconds each, less than it takes to hand them to another thread
 * and hear of it: a chunk of 1 MB in the cache of the system costs half the processor time so. Reading, which may have to wait for
 * the disk, goes on beside the work of the caller.
 */
export async function readPart(
  path: string,
  rangeOf: (size: number) => { readonly begin: number; readonly end: number },
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  const file = openSync(path, "r");
  try {
    // Opening a folder succeeds; only reading it would fail.
    const facts = fstatSync(file);
    if (!facts.isFile()) return undefined;
    const { begin, end } = rangeOf(facts.size);
    const value = new Uint8Array(end - begin);
    let filled = 0;
    while (filled < value.length) {
      const bytes = await readSome(file, value, filled, begin + filled);
      signal?.throwIfAborted();
      if (bytes === 0) break;
      filled += bytes;
    }
    return value.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}
