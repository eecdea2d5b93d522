/**
 * Where the objects of a bucket are.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { checkedUrl } from "../http/url.ts";
import { checkKey } from "../key.ts";
import type { StoreLocator } from "../store.ts";

export type S3Locator = StoreLocator & { readonly kind: "s3" };

/** URLs of the keys of a bucket, or of the part of it below a prefix. */
export class S3Address {
  /** "" or a folder with a `/` at its end. */
  readonly prefix: string;
  readonly #bucket: string;
  readonly #endpoint: URL | undefined;
  readonly #pathStyle: boolean;

  constructor({ bucket, prefix = "", endpoint, pathStyle }: Omit<S3Locator, "kind">) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/.test(bucket))
      throw new GeometryError(`Expected the name of a bucket, found "${bucket}".`, {
        hint: "Addresses look like s3://bucket/folder/name.zarr.",
      });
    if (prefix !== "") checkKey(prefix);
    this.prefix = prefix === "" ? "" : `${prefix}/`;
    this.#bucket = bucket;
    this.#endpoint = endpoint === undefined ? undefined : checkedUrl(endpoint);
    // Certificates of *.s3.amazonaws.com do not fit names with dots; other services seldom have a host name per bucket.
    this.#pathStyle = pathStyle ?? (endpoint !== undefined || bucket.includes("."));
  }
  /** The URL of the bucket in a region. */
  bucketUrl(region: string): string {
    const service = new URL(this.#endpoint ?? `https://s3.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`);
    if (this.#pathStyle) service.pathname = `${service.pathname.replace(/\/$/, "")}/${this.#bucket}`;
    else service.host = `${this.#bucket}.${service.host}`;
    return service.href.replace(/\/$/, "");
  }
}
