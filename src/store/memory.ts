/**
 * A store in memory: for tests, and for results that need no file.
 * @module
 */
import type { AppendStore } from "./append.ts";
import { resolveRange } from "./byte-range.ts";
import { fingerprint } from "./fingerprint.ts";
import { checkFolder, checkKey, checkPrefix } from "./key.ts";
import type { ByteRange, StoreLocator, StoreOptions } from "./store.ts";

let created = 0;

/** Values in a Map. They are copied on the way in and out, so nobody can change them but by `set`. */
export class MemoryStore implements AppendStore {
  readonly name: string;
  readonly locator: StoreLocator & { readonly kind: "memory" };
  readonly #values = new Map<string, Uint8Array>();

  /** `id` is how an engine finds this store again; by default a name that no other store of this thread has. */
  constructor(id = `memory-${++created}`) {
    this.name = `memory:${id}`;
    this.locator = { kind: "memory", id };
  }
  /** The word under which the locator refers to this store. */
  get id(): string {
    return this.locator.id;
  }
  async get(key: string, options: StoreOptions = {}): Promise<Uint8Array | undefined> {
    return this.#read(key, options)?.slice();
  }
  async getRange(key: string, range: ByteRange, options: StoreOptions = {}): Promise<Uint8Array | undefined> {
    const value = this.#read(key, options);
    if (value === undefined) return undefined;
    const { begin, end } = resolveRange(range, value.length);
    return value.slice(begin, end);
  }
  async size(key: string, options: StoreOptions = {}): Promise<number | undefined> {
    return this.#read(key, options)?.length;
  }
  /** A fingerprint of the bytes, so that a store filled again with the same values says the same. */
  async identify(key: string, options: StoreOptions = {}): Promise<string | undefined> {
    const value = this.#read(key, options);
    return value === undefined ? undefined : fingerprint(value);
  }
  async *list(prefix: string, options: StoreOptions = {}): AsyncIterable<string> {
    checkPrefix(prefix);
    options.signal?.throwIfAborted();
    yield* [...this.#values.keys()].filter((key) => key.startsWith(prefix)).sort();
  }
  async listFolder(prefix: string, options: StoreOptions = {}): Promise<readonly string[]> {
    checkFolder(prefix);
    options.signal?.throwIfAborted();
    const names = new Set<string>();
    for (const key of this.#values.keys()) {
      if (!key.startsWith(prefix)) continue;
      const slash = key.indexOf("/", prefix.length);
      names.add(key.slice(prefix.length, slash < 0 ? undefined : slash + 1));
    }
    return [...names].sort();
  }
  async set(key: string, value: Uint8Array, options: StoreOptions = {}): Promise<void> {
    checkKey(key);
    options.signal?.throwIfAborted();
    // Not value.slice(): a Buffer's slice shares its memory.
    this.#values.set(key, new Uint8Array(value));
  }
  async append(key: string, bytes: Uint8Array): Promise<void> {
    checkKey(key);
    const before = this.#values.get(key) ?? new Uint8Array();
    const value = new Uint8Array(before.length + bytes.length);
    value.set(before);
    value.set(bytes, before.length);
    this.#values.set(key, value);
  }
  async delete(key: string, options: StoreOptions = {}): Promise<void> {
    checkKey(key);
    options.signal?.throwIfAborted();
    this.#values.delete(key);
  }
  #read(key: string, options: StoreOptions): Uint8Array | undefined {
    checkKey(key);
    options.signal?.throwIfAborted();
    return this.#values.get(key);
  }
}
