/**
 * A small S3: objects in memory, signatures checked by an implementation of its own (AWS Signature Version 4), pages, conditions, parts.
 */
import { createHash, createHmac } from "node:crypto";
import { type Handler, Loopback, partial, type Reply } from "./loopback.js";

export const testCredentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };

export interface S3ServerOptions {
  readonly bucket?: string;
  readonly region?: string;
  /** Keys per page of a listing. */
  readonly pageSize?: number;
  /** Requests without a signature are served. */
  readonly anonymous?: boolean;
  /** Keys in listings are not percent-encoded, whatever was asked. */
  readonly plainKeys?: boolean;
}

type SeenByS3 = Parameters<Handler>[0];

const sha256 = (data: Uint8Array | string): string => createHash("sha256").update(data).digest("hex");
const hmac = (key: Uint8Array | string, data: string): Buffer => createHmac("sha256", key).update(data).digest();
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const xml = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

const failure = (status: number, code: string, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { "content-type": "application/xml", ...headers },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>made for a test</Message></Error>`,
});

export class S3Server {
  readonly objects = new Map<string, Uint8Array>();
  readonly uploads = new Map<string, { readonly key: string; readonly parts: Map<number, Uint8Array> }>();
  readonly bucket: string;
  readonly #region: string;
  readonly #pageSize: number;
  readonly #options: S3ServerOptions;
  #loopback: Loopback | undefined;
  #uploads = 0;

  private constructor(options: S3ServerOptions) {
    this.bucket = options.bucket ?? "bucket";
    this.#region = options.region ?? "us-east-1";
    this.#pageSize = options.pageSize ?? 1000;
    this.#options = options;
  }
  static async start(options: S3ServerOptions = {}): Promise<S3Server> {
    const server = new S3Server(options);
    server.#loopback = await Loopback.start((request) => server.#answer(request));
    return server;
  }
  get http(): Loopback {
    return this.#loopback as Loopback;
  }
  get endpoint(): string {
    return this.http.url;
  }
  close(): Promise<void> {
    return this.http.close();
  }

  #answer(request: SeenByS3): Reply {
    const refused = this.#refused(request);
    if (refused !== undefined) return refused;
    const [, bucket, ...steps] = request.url.pathname.split("/");
    if (bucket !== this.bucket) return failure(404, "NoSuchBucket");
    const key = decodeURIComponent(steps.join("/"));
    const query = request.url.searchParams;
    if (key === "") return this.#list(query);
    if (request.method === "POST" && query.has("uploads")) return this.#begin(key);
    const upload = query.get("uploadId");
    if (upload !== null) return this.#part(request, key, upload, query.get("partNumber"));
    return this.#object(request, key);
  }

  /** Checks region, hash of the body and signature; undefined when all is well. */
  #refused({ method, url, headers, body }: SeenByS3): Reply | undefined {
    const { authorization } = headers;
    if (authorization === undefined) return this.#options.anonymous === true ? undefined : failure(403, "AccessDenied");
    const match =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
        authorization,
      );
    if (match === null) return failure(400, "AuthorizationHeaderMalformed");
    const [, id, date, region, signed, signature] = match as unknown as [string, string, string, string, string, string];
    if (region !== this.#region) return failure(400, "AuthorizationHeaderMalformed", { "x-amz-bucket-region": this.#region });
    if (id !== testCredentials.accessKeyId) return failure(403, "InvalidAccessKeyId");
    const claimed = String(headers["x-amz-content-sha256"]);
    if (claimed !== "UNSIGNED-PAYLOAD" && claimed !== sha256(body)) return failure(400, "XAmzContentSHA256Mismatch");
    const path = url.pathname
      .split("/")
      .map((step) => encode(decodeURIComponent(step)))
      .join("/");
    const query = [...url.searchParams]
      .map(([k, v]) => `${encode(k)}=${encode(v)}`)
      .sort()
      .join("&");
    const lines = signed
      .split(";")
      .map((name) => `${name}:${String(headers[name]).trim()}\n`)
      .join("");
    const canonical = [method, path, query, lines, signed, claimed].join("\n");
    const scope = `${date}/${region}/s3/aws4_request`;
    const text = ["AWS4-HMAC-SHA256", String(headers["x-amz-date"]), scope, sha256(canonical)].join("\n");
    const key = [region, "s3", "aws4_request"].reduce<Buffer>(hmac, hmac(`AWS4${testCredentials.secretAccessKey}`, date));
    const must = ["host", "x-amz-date", "x-amz-content-sha256"].every((name) => signed.split(";").includes(name));
    return must && hmac(key, text).toString("hex") === signature ? undefined : failure(403, "SignatureDoesNotMatch");
  }

  #object({ method, headers, body }: SeenByS3, key: string): Reply {
    const value = this.objects.get(key);
    if (method === "PUT") return this.#put(key, body, headers["if-none-match"], headers["if-match"]);
    if (method === "DELETE") {
      this.objects.delete(key);
      return { status: 204 };
    }
    if (value === undefined) return failure(404, "NoSuchKey");
    return partial(value, headers.range, { etag: etagOf(value), "accept-ranges": "bytes" });
  }
  #put(key: string, value: Uint8Array, absent: string | undefined, match: string | undefined): Reply {
    const old = this.objects.get(key);
    if (absent === "*" && old !== undefined) return failure(412, "PreconditionFailed");
    if (match !== undefined && old === undefined) return failure(404, "NoSuchKey");
    if (match !== undefined && etagOf(old as Uint8Array) !== match) return failure(412, "PreconditionFailed");
    this.objects.set(key, value);
    return { status: 200, headers: { etag: etagOf(value) } };
  }

  #begin(key: string): Reply {
    const id = `upload&${++this.#uploads}`;
    this.uploads.set(id, { key, parts: new Map() });
    return {
      status: 200,
      body: `<InitiateMultipartUploadResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><UploadId>${xml(id)}</UploadId></InitiateMultipartUploadResult>`,
    };
  }
  #part({ method, body, headers }: SeenByS3, key: string, id: string, number: string | null): Reply {
    const upload = this.uploads.get(id);
    if (upload === undefined || upload.key !== key) return failure(404, "NoSuchUpload");
    if (method === "PUT") {
      upload.parts.set(Number(number), body);
      return { status: 200, headers: { etag: etagOf(body) } };
    }
    if (method === "DELETE") {
      this.uploads.delete(id);
      return { status: 204 };
    }
    const wanted = [...new TextDecoder().decode(body).matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>(.*?)<\/ETag>/g)];
    const parts = wanted.map(([, n, etag]) => {
      const part = upload.parts.get(Number(n));
      return part !== undefined && xml(etagOf(part)) === etag ? part : undefined;
    });
    if (parts.length === 0 || parts.includes(undefined)) return failure(400, "InvalidPart");
    const reply = this.#put(key, new Uint8Array(Buffer.concat(parts as Uint8Array[])), headers["if-none-match"], headers["if-match"]);
    if (reply.status !== 200) return reply;
    this.uploads.delete(id);
    return { status: 200, body: `<CompleteMultipartUploadResult><Key>${xml(key)}</Key></CompleteMultipartUploadResult>` };
  }

  #list(query: URLSearchParams): Reply {
    const prefix = query.get("prefix") ?? "";
    const delimiter = query.get("delimiter");
    const after = query.get("continuation-token") ?? "";
    const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
    const items = new Map<string, "key" | "folder">();
    for (const key of [...this.objects.keys()].filter((k) => k.startsWith(prefix)).sort(byBytes)) {
      const slash = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length);
      items.set(slash < 0 ? key : key.slice(0, slash + 1), slash < 0 ? "key" : "folder");
    }
    const rest = [...items].filter(([name]) => after === "" || byBytes(name, after) > 0);
    const page = rest.slice(0, this.#pageSize);
    const encoded = query.get("encoding-type") === "url" && this.#options.plainKeys !== true;
    const show = (name: string): string => (encoded ? encode(name).replaceAll("%2F", "/").replaceAll("%20", "+") : xml(name));
    const lines = page.map(([name, kind]) =>
      kind === "key"
        ? `<Contents><Key>${show(name)}</Key><Size>1</Size></Contents>`
        : `<CommonPrefixes><Prefix>${show(name)}</Prefix></CommonPrefixes>`,
    );
    const more = rest.length > page.length;
    const token = more ? `<NextContinuationToken>${xml((page.at(-1) as [string, string])[0])}</NextContinuationToken>` : "";
    return {
      status: 200,
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${this.bucket}</Name><IsTruncated>${more}</IsTruncated>${
        encoded ? "<EncodingType>url</EncodingType>" : ""
      }${token}${lines.join("")}</ListBucketResult>`,
    };
  }
}

const etagOf = (value: Uint8Array): string => `"${createHash("md5").update(value).digest("hex")}"`;
