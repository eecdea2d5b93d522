/**
 * Requests as S3 wants them: signed (AWS Signature Version 4), in the region of the bucket.
 * @module
 */
import { AwsV4Signer } from "aws4fetch";
import type { Answer, HttpRequest } from "../http/connection.ts";
import { TransferError } from "../http/transfer-error.ts";
import type { S3Address } from "./address.ts";

/** Who asks. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** Brings credentials whenever they are needed: temporary ones change. Undefined: anonymous. */
export type S3CredentialsSource = () => Promise<S3Credentials | undefined>;

/** Signs requests, and learns the region of the bucket where it was not given rightly. */
export class S3Signer {
  readonly #address: S3Address;
  readonly #credentials: S3CredentialsSource;
  #region: string;

  constructor(address: S3Address, credentials: S3CredentialsSource, region: string) {
    this.#address = address;
    this.#credentials = credentials;
    this.#region = region;
  }
  get region(): string {
    return this.#region;
  }
  /** `request.url` is the part behind the bucket: "/key" or "?query". */
  async sign(request: HttpRequest): Promise<HttpRequest> {
    const credentials = await this.#credentials();
    const url = this.#address.bucketUrl(this.#region) + request.url;
    // A redirect leads to another host or region, for which the signature is not made.
    const complete: HttpRequest = { ...request, url, redirect: "manual" };
    if (credentials === undefined) return complete;
    // Proxies and gateways change this one; it must not be part of the signature.
    const { "accept-encoding": encoding, ...headers } = request.headers ?? {};
    const signed = await new AwsV4Signer({
      method: request.method,
      url,
      headers: { ...headers, "x-amz-content-sha256": await sha256(request.body) },
      service: "s3",
      region: this.#region,
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      ...(credentials.sessionToken === undefined ? {} : { sessionToken: credentials.sessionToken }),
    }).sign();
    const all = Object.fromEntries(signed.headers.entries());
    return { ...complete, url: signed.url.href, headers: encoding === undefined ? all : { ...all, "accept-encoding": encoding } };
  }
  /** Throws TransferError, so that it is asked again, where an answer says that the bucket is in another region. */
  examine({ status, headers }: Answer): void {
    const region = headers.get("x-amz-bucket-region");
    if (region === null || region === this.#region || ![301, 307, 400, 403].includes(status)) return;
    this.#region = region;
    throw new TransferError(`The bucket is in the region ${region}`);
  }
}

/** The hash of what is sent, in hexadecimal: the server refuses a body that was damaged on the way. */
async function sha256(body: Uint8Array = new Uint8Array(0)): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", body as Uint8Array<ArrayBuffer>);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
