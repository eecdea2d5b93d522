/**
 * A store in memory: for tests, and for results that never touch a disk.
 * @module
 */
import type { ByteRange, Store, StoreLocator } from "./store.ts";

let count = 0;

/** Values in a Map. The id is unique within this thread. */
export class MemoryStore implements Store {
  readonly locator: StoreLocator & { readonly kind: "memory" };
  readonly #values = new Map<string, { readonly bytes: Uint8Array; readonly version: number }>();
  #version = 0;

  constructor(id = `memory-${++count}`) {
    this.locator = { kind: "memory", id };
  }
  get name(): string {
    return this.locator.id;
  }
  async get(key: string): Promise<Uint8Array | undefined> {
    return this.#values.get(key)?.bytes;
  }
  async getRange(key: string, range: ByteRange): Promise<Uint8Array | undefined> {
    const bytes = this.#values.get(key)?.bytes;
    if (bytes === undefined) return undefined;
    if ("suffix" in range) return bytes.subarray(Math.max(0, bytes.length - range.suffix));
    return bytes.subarray(range.offset, range.offset + range.length);
  }
  async size(key: string): Promise<number | undefined> {
    return this.#values.get(key)?.bytes.length;
  }
  async identify(key: string): Promise<string | undefined> {
    const value = this.#values.get(key);
    return value === undefined ? undefined : `${value.version}:${value.bytes.length}`;
  }
  async *list(prefix: string): AsyncIterable<string> {
    yield* [...this.#values.keys()].filter((key) => key.startsWith(prefix)).sort();
  }
  async set(key: string, value: Uint8Array): Promise<void> {
    this.#values.set(key, { bytes: value.slice(), version: ++this.#version });
  }
  async delete(key: string): Promise<void> {
    this.#values.delete(key);
  }
}
