/**
 * Bytes by key. Knows nothing of arrays.
 * @module
 */

/** A part of a value: `length` bytes from `offset`, or the last `suffix` bytes. */
export type ByteRange = { readonly offset: number; readonly length: number } | { readonly suffix: number };

export interface StoreOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Where a store is, as plain JSON, so that a worker can open the same one. Locators are written to disk with the stages of a run:
 * they never hold a secret. Whoever opens an object store brings its credentials along.
 *
 * A `memory` store is found by id among the resources its engine was given.
 */
export type StoreLocator =
  | { readonly kind: "memory"; readonly id: string }
  | {
      readonly kind: "file";
      readonly root: string /** False for scratch data that need not survive a power cut. */;
      readonly sync?: boolean;
    }
  /** Everything below a URL. */
  | { readonly kind: "http"; readonly url: string }
  | {
      readonly kind: "s3";
      readonly bucket: string;
      /** Put before every key; without a `/` at its end. */
      readonly prefix?: string;
      readonly region?: string;
      /** URL of the service, where that is not Amazon's. */
      readonly endpoint?: string;
      /** Whether the bucket is a step of the path rather than of the host name. */
      readonly pathStyle?: boolean;
    }
  /** What a program sends when it is run; the words of its command. Only machines that may start programs open it. */
  | { readonly kind: "command"; readonly words: readonly string[] }
  /** What lies in a zip archive, itself a value of a store. */
  | { readonly kind: "zip"; readonly store: StoreLocator; readonly key: string };

/**
 * A store that can be read. Bytes handed out belong to the caller, who may write into them.
 * Keys use `/` whatever the system; they never start with one and never contain `..`.
 */
export interface ReadableStore {
  /** Where this is, for messages: a folder, a URL. */
  readonly name: string;
  readonly locator: StoreLocator;
  /** The whole value, or undefined when there is none. */
  get(key: string, options?: StoreOptions): Promise<Uint8Array | undefined>;
  /**
   * A part of a value, or undefined when there is no such key. A range that ends past the value gives what is there
   * (fewer bytes than asked, never padding): the caller checks the length.
   */
  getRange(key: string, range: ByteRange, options?: StoreOptions): Promise<Uint8Array | undefined>;
  /** Bytes of a value, or undefined when there is no such key. */
  size(key: string, options?: StoreOptions): Promise<number | undefined>;
  /** A word that changes whenever the value does (size and mtime in ns, an ETag), or undefined when there is no such key. */
  identify(key: string, options?: StoreOptions): Promise<string | undefined>;
  /** All keys that start with `prefix` (a folder ends with `/`; "" is everything), in code-unit order. */
  list(prefix: string, options?: StoreOptions): AsyncIterable<string>;
  /**
   * What lies directly in a folder ("" is the root, else it ends with `/`): names of values, and of folders with a `/` behind,
   * without the prefix, in code-unit order. So a group can be walked without listing every chunk of its arrays.
   */
  listFolder(prefix: string, options?: StoreOptions): Promise<readonly string[]>;
}

/** A store that can be written too. */
export interface Store extends ReadableStore {
  /** Sets a value, whole or not at all: a reader sees the old bytes or the new ones, also after a crash. */
  set(key: string, value: Uint8Array, options?: StoreOptions): Promise<void>;
  /** Removes a value; removing one that is not there is not an error. */
  delete(key: string, options?: StoreOptions): Promise<void>;
}
