/**
 * A store in a folder of the file system.
 * @module
 */
import { rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { AppendStore } from "../append.ts";
import { resolveRange } from "../byte-range.ts";
import { checkFolder, checkKey, checkPrefix } from "../key.ts";
import type { StoreSink } from "../sink.ts";
import type { ByteRange, StoreLocator, StoreOptions } from "../store.ts";
import { explain, saysMissing } from "./errors.ts";
import { readPart } from "./read.ts";
import { entriesOf, walk } from "./walk.ts";
import { appendBytes, FileSink, writeAtomically } from "./write.ts";

export interface FileStoreOptions {
  /**
   * Whether `set` waits until the bytes are on the disk before they get their name.
   *
   * With `true` a power cut leaves the old value or the new one. The name itself is left to the file system, which may bring back
   * the old value after a power cut, never a mixture. With `false` a power cut may leave an empty or torn file: good for scratch
   * data. A process that is killed does no harm in either case.
   * @default true
   */
  readonly sync?: boolean | undefined;
}

/**
 * A folder as a store; key "a/b" is the file `b` in the folder `a`. The folder need not exist until the first `set`.
 * A missing file reads as undefined; a full disk, missing permission and the like throw UnsupportedError with what to do.
 */
export class FileStore implements AppendStore {
  readonly name: string;
  readonly locator: StoreLocator & { readonly kind: "file" };
  readonly #sync: boolean;

  constructor(root: string, { sync = true }: FileStoreOptions = {}) {
    this.name = resolve(root);
    this.locator = sync ? { kind: "file", root: this.name } : { kind: "file", root: this.name, sync };
    this.#sync = sync;
  }
  get(key: string, options: StoreOptions = {}): Promise<Uint8Array | undefined> {
    return this.#read(key, options, (path) => readPart(path, (size) => ({ begin: 0, end: size }), options.signal));
  }
  getRange(key: string, range: ByteRange, options: StoreOptions = {}): Promise<Uint8Array | undefined> {
    return this.#read(key, options, (path) => readPart(path, (size) => resolveRange(range, size), options.signal));
  }
  size(key: string, options: StoreOptions = {}): Promise<number | undefined> {
    return this.#read(key, options, async (path) => {
      const facts = await stat(path);
      return facts.isFile() ? facts.size : undefined;
    });
  }
  /** Size and modification time in nanoseconds. */
  identify(key: string, options: StoreOptions = {}): Promise<string | undefined> {
    return this.#read(key, options, async (path) => {
      const facts = await stat(path, { bigint: true });
      return facts.isFile() ? `${facts.size}-${facts.mtimeNs}` : undefined;
    });
  }
  async *list(prefix: string, options: StoreOptions = {}): AsyncIterable<string> {
    checkPrefix(prefix);
    const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
    try {
      for await (const key of walk(this.name, folder, prefix)) {
        options.signal?.throwIfAborted();
        yield key;
      }
    } catch (error) {
      throw explain(error, "list", join(this.name, folder));
    }
  }
  async listFolder(prefix: string, options: StoreOptions = {}): Promise<readonly string[]> {
    checkFolder(prefix);
    options.signal?.throwIfAborted();
    try {
      return await entriesOf(join(this.name, prefix));
    } catch (error) {
      throw explain(error, "list", join(this.name, prefix));
    }
  }
  /** A file that is written piece by piece, and seen under its name only when it is committed. */
  async openSink(key: string): Promise<StoreSink> {
    const path = this.#path(key, {});
    const told = async <T>(step: Promise<T>): Promise<T> => {
      try {
        return await step;
      } catch (error) {
        throw explain(error, "write", path);
      }
    };
    const file = await told(FileSink.open(path, this.#sync));
    return {
      write: (bytes) => told(file.write(bytes)),
      patch: (offset, bytes) => told(file.patch(offset, bytes)),
      commit: () => told(file.commit()),
      abort: () => file.abort(),
    };
  }
  async set(key: string, value: Uint8Array, options: StoreOptions = {}): Promise<void> {
    const path = this.#path(key, options);
    try {
      await writeAtomically(path, value, this.#sync);
    } catch (error) {
      throw explain(error, "write", path);
    }
  }
  /** Appends in one call of the system: lines of two writers do not mix. */
  async append(key: string, bytes: Uint8Array): Promise<void> {
    const path = this.#path(key, {});
    try {
      await appendBytes(path, bytes, this.#sync);
    } catch (error) {
      throw explain(error, "write", path);
    }
  }
  async delete(key: string, options: StoreOptions = {}): Promise<void> {
    const path = this.#path(key, options);
    try {
      await rm(path, { force: true });
    } catch (error) {
      // A folder is not a value.
      if (saysMissing(error) || (error as { readonly code?: string }).code === "ERR_FS_EISDIR") return;
      throw explain(error, "delete", path);
    }
  }
  #path(key: string, { signal }: StoreOptions): string {
    checkKey(key);
    signal?.throwIfAborted();
    return join(this.name, key);
  }
  async #read<T>(key: string, options: StoreOptions, read: (path: string) => Promise<T>): Promise<T | undefined> {
    const path = this.#path(key, options);
    try {
      return await read(path);
    } catch (error) {
      if (saysMissing(error)) return undefined;
      throw explain(error, "read", path);
    }
  }
}
