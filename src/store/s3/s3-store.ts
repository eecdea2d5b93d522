/**
 * A bucket of an object store (Amazon S3, or any service that speaks as it does), or the part of one below a prefix.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { Connection, type ConnectionOptions, type HttpRequest } from "../http/connection.ts";
import { refusal } from "../http/refuse.ts";
import { RemoteReader, type RemoteReaderOptions } from "../http/remote-reader.ts";
import { encodeKey } from "../http/url.ts";
import { checkFolder, checkKey, checkPrefix, isKey } from "../key.ts";
import type { ByteRange, Store, StoreOptions } from "../store.ts";
import { S3Address, type S3Locator } from "./address.ts";
import { listPages } from "./list.ts";
import { putInParts } from "./multipart.ts";
import { type S3Credentials, type S3CredentialsSource, S3Signer } from "./sign.ts";

/** How to speak with the service; where it is stands in the locator. */
export interface S3Options extends Omit<ConnectionOptions, "sign" | "examine">, Omit<RemoteReaderOptions, "headers" | "nameOf"> {
  /** Who asks, or a function that says so. They are never part of the locator. @default nobody: anonymous requests, for public buckets */
  readonly credentials?: S3Credentials | S3CredentialsSource | undefined;
  /** Values from this size are written in parts. @default 100 MB, from where Amazon recommends it */
  readonly multipartFrom?: number | undefined;
  /** Size of the parts, at least 5 MiB by the rules of S3. @default 16 MiB */
  readonly partBytes?: number | undefined;
}

/** When a value is to be set: only where there is none, or only where it is still the one with this ETag. */
export type S3Condition = { readonly absent: true } | { readonly etag: string };

/**
 * Objects as values. Writes are atomic by nature. Passing failures are tried again; the region of the bucket is learnt from the
 * service where it was given wrongly. Listings come in the order of S3: by code points, which is that of code units but for rare signs.
 */
export class S3Store implements Store {
  readonly name: string;
  readonly locator: S3Locator;
  readonly #address: S3Address;
  readonly #connection: Connection;
  readonly #reader: RemoteReader;
  readonly #multipartFrom: number;
  readonly #partBytes: number;

  constructor(where: Omit<S3Locator, "kind">, options: S3Options = {}) {
    const { bucket, prefix, region, endpoint, pathStyle } = where;
    const { credentials, multipartFrom = 100e6, partBytes = 2 ** 24 } = options;
    if (!(multipartFrom >= 1 && partBytes >= 1))
      throw new GeometryError(`Expected parts of 1 or more bytes, found ${partBytes} from ${multipartFrom}.`);
    this.#address = new S3Address(where);
    this.name = `s3://${bucket}${prefix === undefined || prefix === "" ? "" : `/${prefix}`}`;
    this.locator = {
      kind: "s3",
      bucket,
      ...(prefix === undefined || prefix === "" ? {} : { prefix }),
      ...(region === undefined ? {} : { region }),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(pathStyle === undefined ? {} : { pathStyle }),
    };
    const source = typeof credentials === "function" ? credentials : async () => credentials;
    const signer = new S3Signer(this.#address, source, region ?? "us-east-1");
    const sign = (request: HttpRequest): Promise<HttpRequest> => signer.sign(request);
    this.#connection = new Connection({ ...options, sign, examine: (answer) => signer.examine(answer) });
    const nameOf = (path: string): string => `s3://${bucket}${decodeURIComponent(path)}`;
    this.#reader = new RemoteReader(this.#connection, { missing: options.missing, mostSkipped: options.mostSkipped, nameOf });
    this.#multipartFrom = multipartFrom;
    this.#partBytes = partBytes;
  }
  async get(key: string, options: StoreOptions = {}): Promise<Uint8Array | undefined> {
    return this.#reader.get(this.#path(key), options);
  }
  async getRange(key: string, range: ByteRange, options: StoreOptions = {}): Promise<Uint8Array | undefined> {
    return this.#reader.getRange(this.#path(key), range, options);
  }
  async size(key: string, options: StoreOptions = {}): Promise<number | undefined> {
    return this.#reader.size(this.#path(key), options);
  }
  /** The ETag. */
  async identify(key: string, options: StoreOptions = {}): Promise<string | undefined> {
    return this.#reader.identify(this.#path(key), options);
  }
  async *list(prefix: string, { signal }: StoreOptions = {}): AsyncIterable<string> {
    checkPrefix(prefix);
    for await (const page of listPages(this.#connection, { prefix: this.#address.prefix + prefix, signal, name: this.name })) {
      for (const full of page.keys) {
        const key = full.slice(this.#address.prefix.length);
        // Consoles make empty objects "folder/" to show folders; those are no values.
        if (isKey(key)) yield key;
      }
    }
  }
  async listFolder(prefix: string, { signal }: StoreOptions = {}): Promise<readonly string[]> {
    checkFolder(prefix);
    const whole = this.#address.prefix + prefix;
    const names: string[] = [];
    for await (const page of listPages(this.#connection, { prefix: whole, delimiter: "/", signal, name: this.name }))
      for (const full of [...page.keys, ...page.folders]) {
        const name = full.slice(whole.length);
        if (isKey(name.replace(/\/$/, ""))) names.push(name);
      }
    return names.sort();
  }
  async set(key: string, value: Uint8Array, options: StoreOptions = {}): Promise<void> {
    await this.#put(key, value, {}, options);
  }
  /**
   * Sets a value if a condition holds, else gives false. A write whose answer was lost is tried again and then finds itself:
   * false is also given for it, so look at the value before believing that somebody else was faster.
   */
  async setIf(key: string, value: Uint8Array, condition: S3Condition, options: StoreOptions = {}): Promise<boolean> {
    const headers: { readonly [name: string]: string } = "absent" in condition ? { "if-none-match": "*" } : { "if-match": condition.etag };
    return this.#put(key, value, headers, options);
  }
  async delete(key: string, { signal }: StoreOptions = {}): Promise<void> {
    const url = this.#path(key);
    await this.#connection.ask({ method: "DELETE", url }, signal, async (answer) => {
      if (![200, 204, 404].includes(answer.status)) throw await refusal(answer, "delete", `${this.name}/${key}`);
    });
  }
  /** False where a condition did not hold. */
  async #put(key: string, value: Uint8Array, headers: { readonly [name: string]: string }, { signal }: StoreOptions): Promise<boolean> {
    const path = this.#path(key);
    const name = `${this.name}/${key}`;
    signal?.throwIfAborted();
    // The caller may write into the value while it is sent, or sent again.
    const body = value.slice();
    if (body.length >= this.#multipartFrom)
      return (await putInParts(this.#connection, { path, value: body, partBytes: this.#partBytes, headers, signal, name })) === 200;
    return this.#connection.ask({ method: "PUT", url: path, body, headers }, signal, async (answer) => {
      if (answer.status === 412 || ("if-match" in headers && answer.status === 404)) return false;
      if (answer.status !== 200) throw await refusal(answer, "write", name);
      return true;
    });
  }
  /** What comes behind the URL of the bucket. */
  #path(key: string): string {
    checkKey(key);
    return `/${encodeKey(this.#address.prefix + key)}`;
  }
}
