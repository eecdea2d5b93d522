/**
 * The base of the `with...` wrappers: hands every call on to the store inside.
 * @module
 */
import { UnsupportedError } from "../errors.ts";
import type { ByteRange, ReadableStore, Store, StoreLocator, StoreOptions } from "./store.ts";

/** A wrapper keeps the kind of store it was given: a readable one stays readable, a writable one stays writable. */
export class WrappedStore implements Store {
  readonly inner: ReadableStore;
  constructor(inner: ReadableStore) {
    this.inner = inner;
  }
  get name(): string {
    return this.inner.name;
  }
  get locator(): StoreLocator {
    return this.inner.locator;
  }
  get(key: string, options?: StoreOptions): Promise<Uint8Array | undefined> {
    return this.inner.get(key, options);
  }
  getRange(key: string, range: ByteRange, options?: StoreOptions): Promise<Uint8Array | undefined> {
    return this.inner.getRange(key, range, options);
  }
  size(key: string, options?: StoreOptions): Promise<number | undefined> {
    return this.inner.size(key, options);
  }
  identify(key: string, options?: StoreOptions): Promise<string | undefined> {
    return this.inner.identify(key, options);
  }
  list(prefix: string, options?: StoreOptions): AsyncIterable<string> {
    return this.inner.list(prefix, options);
  }
  listFolder(prefix: string, options?: StoreOptions): Promise<readonly string[]> {
    return this.inner.listFolder(prefix, options);
  }
  set(key: string, value: Uint8Array, options?: StoreOptions): Promise<void> {
    return this.writable().set(key, value, options);
  }
  delete(key: string, options?: StoreOptions): Promise<void> {
    return this.writable().delete(key, options);
  }
  /** The store inside as one that can be written; the wrappers' own types promise this only where it holds. */
  protected writable(): Store {
    if (!("set" in this.inner)) throw new UnsupportedError(`The store ${this.name} can only be read.`);
    return this.inner as Store;
  }
}
