/**
 * Everything below a URL, to be read.
 * @module
 */
import { UnsupportedError } from "../../errors.ts";
import { checkFolder, checkKey, checkPrefix } from "../key.ts";
import type { ByteRange, ReadableStore, StoreLocator, StoreOptions } from "../store.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";
import { RemoteReader, type RemoteReaderOptions } from "./remote-reader.ts";
import { checkedUrl, urlOf } from "./url.ts";

export interface HttpStoreOptions extends Omit<ConnectionOptions, "sign" | "examine">, Omit<RemoteReaderOptions, "nameOf"> {}

/**
 * A folder of a web server as a store; key "a/b" is the URL with `/a/b` behind. Parts are read by range requests. Passing failures
 * (the network, 429, 500 and above, answers that are cut) are tried again; the rest throws UnsupportedError with what to do.
 *
 * Web servers cannot be listed: `list` and `listFolder` throw UnsupportedError. Zarr arrays, OME-Zarr images and groups with
 * consolidated metadata open all the same.
 */
export class HttpStore implements ReadableStore {
  readonly name: string;
  readonly locator: StoreLocator & { readonly kind: "http" };
  readonly #folder: URL;
  readonly #reader: RemoteReader;

  constructor(url: string | URL, options: HttpStoreOptions = {}) {
    this.#folder = checkedUrl(String(url));
    this.name = this.#folder.href.replace(/[?].*$/, "").replace(/\/$/, "");
    this.locator = { kind: "http", url: this.#folder.href };
    this.#reader = new RemoteReader(new Connection(options), options);
  }
  async get(key: string, options: StoreOptions = {}): Promise<Uint8Array | undefined> {
    return this.#reader.get(this.#url(key), options);
  }
  async getRange(key: string, range: ByteRange, options: StoreOptions = {}): Promise<Uint8Array | undefined> {
    return this.#reader.getRange(this.#url(key), range, options);
  }
  async size(key: string, options: StoreOptions = {}): Promise<number | undefined> {
    return this.#reader.size(this.#url(key), options);
  }
  async identify(key: string, options: StoreOptions = {}): Promise<string | undefined> {
    return this.#reader.identify(this.#url(key), options);
  }
  // biome-ignore lint/correctness/useYield: it only says why there is nothing to yield
  async *list(prefix: string): AsyncIterable<string> {
    checkPrefix(prefix);
    throw this.#unlisted(prefix);
  }
  async listFolder(prefix: string): Promise<readonly string[]> {
    checkFolder(prefix);
    throw this.#unlisted(prefix);
  }
  #url(key: string): string {
    checkKey(key);
    return urlOf(this.#folder, key);
  }
  #unlisted(prefix: string): UnsupportedError {
    return new UnsupportedError(`Cannot list ${this.name}/${prefix}: web servers do not say what they hold.`, {
      hint: "Open the array or image inside by its own URL, or consolidate the metadata of the group (zarr.consolidate_metadata).",
    });
  }
}
