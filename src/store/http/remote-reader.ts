/**
 * Reading values by URL: whole, in parts, or only what there is to know about them. The ground under the HTTP and the S3 store.
 * @module
 */
import { UnsupportedError } from "../../errors.ts";
import { resolveRange } from "../byte-range.ts";
import { fingerprint } from "../fingerprint.ts";
import type { ByteRange, StoreOptions } from "../store.ts";
import { isCompressed, readBody, statedLength } from "./body.ts";
import { type Answer, type Connection, type HttpRequest, withoutQuery } from "./connection.ts";
import { type ContentRange, parseContentRange, unsatisfiedSize } from "./content-range.ts";
import { refusal } from "./refuse.ts";
import { TransferError } from "./transfer-error.ts";

export interface RemoteReaderOptions {
  /**
   * Statuses that say that there is no such value. Add 403 for buckets that may be read but not listed: they answer so for keys that
   * are not there. It is not among the defaults, since chunks that one may not read would then pass for empty ones.
   * @default 404 and 410
   */
  readonly missing?: readonly number[] | undefined;
  /**
   * The most bytes that are read to reach a part, where a server ignores ranges and sends everything.
   * @default 64 MiB, some seconds on a common line
   */
  readonly mostSkipped?: number | undefined;
  /** Sent with every request. */
  readonly headers?: { readonly [name: string]: string } | undefined;
  /** What a URL is called in messages. @default the URL without its query */
  readonly nameOf?: ((url: string) => string) | undefined;
}

/** What a server says about a value. */
interface Facts {
  /** Undefined where only the whole value would tell. */
  readonly size: number | undefined;
  readonly etag: string | null;
  readonly modified: string | null;
}

/** Values by URL. */
export class RemoteReader {
  readonly #connection: Connection;
  readonly #missing: ReadonlySet<number>;
  readonly #mostSkipped: number;
  readonly #headers: { readonly [name: string]: string };
  readonly #nameOf: (url: string) => string;

  constructor(connection: Connection, options: RemoteReaderOptions = {}) {
    const { missing = [404, 410], mostSkipped = 2 ** 26, headers = {}, nameOf = withoutQuery } = options;
    this.#connection = connection;
    this.#missing = new Set(missing);
    this.#mostSkipped = mostSkipped;
    this.#headers = headers;
    this.#nameOf = nameOf;
  }

  get(url: string, { signal }: StoreOptions): Promise<Uint8Array | undefined> {
    return this.#connection.ask(this.#request("GET", url), signal, async (answer) => {
      if (this.#isMissing(answer, url)) return undefined;
      if (answer.status !== 200) throw await refusal(answer, "read", this.#nameOf(url));
      return readBody(answer);
    });
  }

  async getRange(url: string, range: ByteRange, options: StoreOptions): Promise<Uint8Array | undefined> {
    resolveRange(range, 0);
    const wanted = "suffix" in range ? range.suffix : range.length;
    // Ranges of nothing cannot be written in a header: whether the value is there must be asked.
    if (wanted === 0) return (await this.#facts(url, options)) === undefined ? undefined : new Uint8Array(0);
    const text = "suffix" in range ? `bytes=-${range.suffix}` : `bytes=${range.offset}-${range.offset + range.length - 1}`;
    const found = await this.#connection.ask(this.#request("GET", url, { range: text }), options.signal, async (answer) => {
      if (this.#isMissing(answer, url)) return undefined;
      if (answer.status === 206) return readPart(answer, range, this.#nameOf(url));
      if (answer.status === 200) return this.#cut(answer, range, url);
      if (answer.status === 416) return notSatisfied(answer, range);
      throw await refusal(answer, "read", this.#nameOf(url));
    });
    return found === "ask from the front" ? this.#fromFront(url, wanted, options) : found;
  }

  async size(url: string, options: StoreOptions): Promise<number | undefined> {
    const facts = await this.#facts(url, options);
    return facts === undefined ? undefined : (facts.size ?? (await this.get(url, options))?.length);
  }

  /** The ETag, else the time of the last change with the size, else (a server that says neither) a fingerprint of the value. */
  async identify(url: string, options: StoreOptions): Promise<string | undefined> {
    const facts = await this.#facts(url, options);
    if (facts === undefined) return undefined;
    if (facts.etag !== null) return facts.etag;
    if (facts.modified !== null) return `${facts.size ?? ""}-${facts.modified}`;
    const value = await this.get(url, options);
    return value === undefined ? undefined : fingerprint(value);
  }

  #request(method: "GET" | "HEAD", url: string, more: { readonly [name: string]: string } = {}): HttpRequest {
    // Lengths and ranges count the bytes of what is sent, so that must be the value itself. With a range `fetch` says so by itself.
    const plain = "range" in more ? more : { "accept-encoding": "identity" };
    return { method, url, headers: { ...this.#headers, ...plain } };
  }

  #isMissing({ status, redirected, url }: Answer, asked: string): boolean {
    // Servers of files send those who ask for a folder to the same path with a slash behind, where a page lists it.
    return this.#missing.has(status) || (redirected && withoutQuery(url) === `${withoutQuery(asked)}/`);
  }

  /** By HEAD; where a server does not answer that, or leaves out the size, by the first byte. */
  async #facts(url: string, { signal }: StoreOptions): Promise<Facts | undefined> {
    const byHead = await this.#connection.ask(this.#request("HEAD", url), signal, async (answer) => {
      if (this.#isMissing(answer, url)) return undefined;
      // Answers to HEAD have no body that could explain them: what is not plain is asked again by GET, also a missing one.
      return answer.status === 200 && statedLength(answer) !== undefined ? factsOf(answer, statedLength(answer)) : "unclear";
    });
    if (byHead !== "unclear") return byHead;
    return this.#connection.ask(this.#request("GET", url, { range: "bytes=0-0" }), signal, async (answer) => {
      if (this.#isMissing(answer, url)) return undefined;
      if (answer.status === 206) return factsOf(answer, partOf(answer, this.#nameOf(url)).total);
      if (answer.status === 416) return factsOf(answer, unsatisfiedSize(answer.headers.get("content-range")) ?? 0);
      if (answer.status === 200) return factsOf(answer, statedLength(answer));
      throw await refusal(answer, "read", this.#nameOf(url));
    });
  }

  /** The part of a whole value that was sent where a part was wanted. */
  async #cut(answer: Answer, range: ByteRange, url: string): Promise<Uint8Array | "ask from the front"> {
    const size = statedLength(answer);
    if (!("suffix" in range)) {
      if (range.offset > this.#mostSkipped) throw this.#ignoresRanges(url);
      return (await readBody(answer, range.offset + range.length)).slice(range.offset);
    }
    if (size !== undefined && size > this.#mostSkipped) return "ask from the front";
    const whole = await readBody(answer, this.#mostSkipped + 1);
    if (whole.length > this.#mostSkipped) throw this.#ignoresRanges(url);
    return whole.slice(resolveRange(range, whole.length).begin);
  }

  /** The last bytes, for servers that know ranges but none from the end (Azure's are such). */
  async #fromFront(url: string, suffix: number, options: StoreOptions): Promise<Uint8Array | undefined> {
    const size = await this.size(url, options);
    if (size === undefined) return undefined;
    const { begin, end } = resolveRange({ suffix }, size);
    return this.getRange(url, { offset: begin, length: end - begin }, options);
  }

  #ignoresRanges(url: string): UnsupportedError {
    return new UnsupportedError(
      `Cannot read a part of ${this.#nameOf(url)}: the server sends the whole file instead, and more than ${this.#mostSkipped} bytes of it would be thrown away.`,
      { hint: "Download the file, or put it on a server that supports range requests." },
    );
  }
}

const factsOf = ({ headers }: Answer, size: number | undefined): Facts => ({
  size,
  etag: headers.get("etag"),
  modified: headers.get("last-modified"),
});

/** Reads an answer 206 and checks that it holds what was asked for. */
async function readPart(answer: Answer, range: ByteRange, name: string): Promise<Uint8Array> {
  const part = partOf(answer, name);
  const total = part.total ?? Number.POSITIVE_INFINITY;
  const asked =
    "suffix" in range
      ? { begin: part.total === undefined ? part.begin : Math.max(0, total - range.suffix), end: part.total ?? part.end }
      : { begin: range.offset, end: Math.min(range.offset + range.length, total) };
  // Without a total, fewer bytes than asked for can only mean that the value ends there.
  const whole = part.end === asked.end || (part.total === undefined && part.end < asked.end);
  if (part.begin !== asked.begin || !whole)
    throw wrongPart(name, `bytes ${asked.begin} to ${asked.end}`, `bytes ${part.begin} to ${part.end}`);
  const bytes = await readBody(answer, part.end - part.begin + 1);
  if (bytes.length > part.end - part.begin) throw wrongPart(name, `${part.end - part.begin} bytes`, "more");
  if (bytes.length < part.end - part.begin)
    throw new TransferError(`The answer of ${name} was cut: ${bytes.length} of ${part.end - part.begin} bytes came`);
  return bytes;
}

function partOf(answer: Answer, name: string): ContentRange {
  if (isCompressed(answer.headers))
    throw new UnsupportedError(`Cannot read a part of ${name}: the server compresses what it sends, so that parts mean nothing.`, {
      hint: "Turn off compression (Content-Encoding) for these files, or download them.",
    });
  const text = answer.headers.get("content-range");
  return parseContentRange(text) ?? fail(name, text);
}

function fail(name: string, text: string | null): never {
  throw wrongPart(name, "a Content-Range header", text === null ? "none" : `"${text.slice(0, 80)}"`);
}

const wrongPart = (name: string, expected: string, found: string): UnsupportedError =>
  new UnsupportedError(`Expected ${expected} in the partial answer of ${name}, found ${found}.`, {
    hint: "The server, or a cache before it, does not serve ranges as HTTP demands; download the file.",
  });

/** A range past the end; or one from the end of a value that is empty, or on a server that knows no such ranges. */
function notSatisfied(answer: Answer, range: ByteRange): Uint8Array | "ask from the front" {
  const size = unsatisfiedSize(answer.headers.get("content-range"));
  return "suffix" in range && size !== 0 ? "ask from the front" : new Uint8Array(0);
}
