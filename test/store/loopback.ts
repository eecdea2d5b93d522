/**
 * A web server on this machine for the tests of stores that lie elsewhere: counts requests, and fails in the ways that servers do.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How one request goes wrong, instead of being answered. */
export type Fault =
  /** An answer of this status. */
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  /** The connection is closed before any answer. */
  | "reset"
  /** The answer is right, but the connection ends in the middle of its body. */
  | "cut"
  /** No answer ever comes. */
  | "silent"
  /** Half of the body comes, then nothing more. */
  | "stall";

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly range: string | undefined;
  readonly headers: IncomingMessage["headers"];
}

/** What is to be answered. */
export interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array | string;
}

export type Handler = (request: SeenRequest & { readonly url: URL; readonly body: Uint8Array }) => Reply | Promise<Reply>;

export class Loopback {
  readonly seen: SeenRequest[] = [];
  /** The next requests fail in this order; undefined lets one pass. */
  readonly faults: (Fault | undefined)[] = [];
  /** Milliseconds before every answer. */
  delay = 0;
  /** The most requests that were open at the same time. */
  mostOpen = 0;
  #open = 0;
  readonly #server: Server;
  readonly #handler: Handler;

  private constructor(handler: Handler) {
    this.#handler = handler;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }
  static async start(handler: Handler): Promise<Loopback> {
    const loopback = new Loopback(handler);
    await new Promise<void>((resolve) => loopback.#server.listen(0, "127.0.0.1", resolve));
    return loopback;
  }
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  /** Requests since the last call, as "GET /path bytes=0-1". */
  take(): string[] {
    return this.seen.splice(0).map(({ method, path, range }) => [method, path, range].filter(Boolean).join(" "));
  }
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.mostOpen = Math.max(this.mostOpen, ++this.#open);
    response.on("close", () => this.#open--);
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const url = new URL(request.url ?? "/", this.url);
    const { method = "GET", headers } = request;
    const seen = { method, path: url.pathname, range: headers.range, headers };
    this.seen.push(seen);
    const fault = this.faults.shift();
    if (this.delay > 0) await new Promise((resolve) => setTimeout(resolve, this.delay));
    if (fault === "silent") return;
    if (fault === "reset") return void request.socket.destroy();
    const failing = typeof fault === "object" ? fault : undefined;
    const reply = failing ?? (await this.#handler({ ...seen, url, body: new Uint8Array(Buffer.concat(pieces)) }));
    const body = Buffer.from((reply.body as Uint8Array | string | undefined) ?? "");
    response.writeHead(reply.status, { "content-length": String(body.length), ...reply.headers });
    if (method === "HEAD") return void response.end();
    if (fault !== "cut" && fault !== "stall") return void response.end(body);
    response.write(body.subarray(0, body.length >> 1), () => {
      if (fault === "cut") setTimeout(() => request.socket.destroy(), 20);
    });
  }
}

/** The bytes that a Range header asks for; undefined where it asks for none that are there. */
export function rangeOf(header: string, size: number): { readonly begin: number; readonly end: number } | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  if (first === "") return size === 0 || Number(last) === 0 ? undefined : { begin: Math.max(0, size - Number(last)), end: size };
  if (Number(first) >= size) return undefined;
  return { begin: Number(first), end: last === "" ? size : Math.min(size, Number(last) + 1) };
}

/** The whole value or the part that was asked for, as servers answer. */
export function partial(value: Uint8Array, range: string | undefined, headers: Record<string, string>): Reply {
  if (range === undefined) return { status: 200, headers, body: value };
  const part = rangeOf(range, value.length);
  if (part === undefined) return { status: 416, headers: { ...headers, "content-range": `bytes */${value.length}` } };
  const { begin, end } = part;
  return {
    status: 206,
    headers: { ...headers, "content-range": `bytes ${begin}-${end - 1}/${value.length}` },
    body: value.slice(begin, end),
  };
}
