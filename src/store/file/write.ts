/**
 * Writes a file whole or not at all.
 * @module
 */
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { threadId } from "node:worker_threads";
import { makeFolder } from "./make-folder.ts";

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

/** A temporary name beside a path. Names hold process, thread and a counter, so that no two writers share one. */
const temporaryBeside = (path: string): string => join(dirname(path), `.voxmill-${process.pid}-${threadId}-${++written}.tmp`);

/** A file that is written piece by piece and named at the end. */
export class FileSink {
  readonly #file: FileHandle;
  readonly #temporary: string;
  readonly #path: string;
  readonly #sync: boolean;
  #length = 0;

  private constructor(file: FileHandle, temporary: string, path: string, sync: boolean) {
    this.#file = file;
    this.#temporary = temporary;
    this.#path = path;
    this.#sync = sync;
  }
  static async open(path: string, sync: boolean): Promise<FileSink> {
    const temporary = temporaryBeside(path);
    await makeFolder(dirname(path));
    return new FileSink(await open(temporary, "wx"), temporary, path, sync);
  }
  async write(bytes: Uint8Array): Promise<void> {
    await this.#put(bytes, this.#length);
    this.#length += bytes.length;
  }
  async patch(offset: number, bytes: Uint8Array): Promise<void> {
    await this.#put(bytes, offset);
  }
  async #put(bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
  }
  async commit(): Promise<void> {
    if (this.#sync) await this.#file.datasync();
    await this.#file.close();
    await rename(this.#temporary, this.#path);
  }
  async abort(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(this.#temporary, { force: true }).catch(() => undefined);
  }
}

/** Writes to a temporary name in the same folder (renames are atomic only within a file system), then renames. */
export async function writeAtomically(path: string, value: Uint8Array, sync: boolean): Promise<void> {
  const folder = dirname(path);
  const temporary = temporaryBeside(path);
  try {
    try {
      await writeNew(temporary, value, sync);
    } catch (error) {
      if ((error as { readonly code?: string }).code !== "ENOENT") throw error;
      await makeFolder(folder);
      await writeNew(temporary, value, sync);
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Puts bytes behind those of a file, and makes the file where there is none. */
export async function appendBytes(path: string, bytes: Uint8Array, sync: boolean): Promise<void> {
  const file = await openToAppend(path);
  try {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done);
      done += bytesWritten;
    }
    if (sync) await file.datasync();
  } finally {
    await file.close();
  }
}

async function openToAppend(path: string): Promise<FileHandle> {
  try {
    return await open(path, "a");
  } catch (error) {
    if ((error as { readonly code?: string }).code !== "ENOENT") throw error;
    await makeFolder(dirname(path));
    return open(path, "a");
  }
}
