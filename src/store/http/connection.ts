/**
 * One request and its answer, with time limits and retries. Uses nothing but the web's `fetch`.
 * @module
 */
import { isVoxmillError } from "../../errors.ts";
import { type RetryOptions, retried } from "../retry.ts";
import { afterRetries, TransferError } from "./transfer-error.ts";

export interface HttpRequest {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  readonly url: string;
  readonly headers?: { readonly [name: string]: string } | undefined;
  readonly body?: Uint8Array | undefined;
  /** @default "follow" */
  readonly redirect?: "follow" | "manual" | undefined;
}

export interface ConnectionOptions {
  /** Milliseconds without any sign of the server (first an answer, then each piece of its body) until it is asked again. @default 30,000 */
  readonly timeout?: number | undefined;
  /**
   * How a request that failed for a passing reason is repeated.
   * @default 5 attempts with pauses of up to 0.2, 0.4, 0.8 and 1.6 s: a server that restarts or sheds load is back by then
   */
  readonly retry?: RetryOptions | undefined;
  /** Called for every attempt, since signatures hold the time. */
  readonly sign?: ((request: HttpRequest) => Promise<HttpRequest>) | undefined;
  /** Sees every answer first; what it throws ends the attempt. */
  readonly examine?: ((answer: Answer) => void) | undefined;
}

/** An answer whose body is read, piece by piece, only as far as it is wanted. */
export interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  /** Where it came from, after redirects. */
  readonly url: string;
  readonly redirected: boolean;
  /** The decoded body. Leaving the loop early ends the transfer. */
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** The remote side of a store. */
export class Connection {
  readonly #timeout: number;
  readonly #retry: RetryOptions;
  readonly #sign: (request: HttpRequest) => Promise<HttpRequest>;
  readonly #examine: (answer: Answer) => void;

  constructor({ timeout = 30_000, retry = {}, sign = async (request) => request, examine = () => {} }: ConnectionOptions = {}) {
    this.#timeout = timeout;
    this.#examine = examine;
    this.#retry = { attempts: 5, delay: 200, passing: (error) => error instanceof TransferError, giveUp: afterRetries, ...retry };
    this.#sign = sign;
  }

  /**
   * Sends a request and hands its answer to `use`, which reads the body; all of it again when something passing goes wrong, also in
   * the middle of the body. Whatever of the body is not read is dropped.
   */
  ask<T>(request: HttpRequest, signal: AbortSignal | undefined, use: (answer: Answer) => Promise<T>): Promise<T> {
    return retried(() => this.#once(request, signal, use), this.#retry, signal);
  }

  async #once<T>(request: HttpRequest, signal: AbortSignal | undefined, use: (answer: Answer) => Promise<T>): Promise<T> {
    const { method, url, headers, body, redirect = "follow" } = await this.#sign(request);
    const clock = new Clock(this.#timeout, signal);
    try {
      const init = { method, headers: { ...headers }, redirect, signal: clock.signal };
      const response = await fetch(url, body === undefined ? init : { ...init, body: body as Uint8Array<ArrayBuffer> });
      clock.tick();
      const { status, statusText, redirected } = response;
      const answer = { status, statusText, headers: response.headers, url: response.url, redirected, pieces: piecesOf(response, clock) };
      this.#examine(answer);
      return await use(answer);
    } catch (error) {
      if (isVoxmillError(error) || error instanceof TransferError) throw error;
      signal?.throwIfAborted();
      const reason = clock.late ? `nothing came for ${this.#timeout / 1000} s` : reasonOf(error);
      throw new TransferError(`Cannot ${verbs[method]} ${withoutQuery(url)}: ${reason}`, { cause: error });
    } finally {
      clock.stop();
    }
  }
}

const verbs = { GET: "read", HEAD: "read", PUT: "write", POST: "write", DELETE: "delete" } as const;

/** A URL for messages: queries may hold secrets. */
export const withoutQuery = (url: string): string => url.replace(/[?#].*$/, "");

/** What went wrong, from the errors within the error: `fetch` itself says only that it failed. */
function reasonOf(error: unknown): string {
  const parts: string[] = [];
  for (let at = error; at instanceof Error && parts.length < 3; at = at.cause) if (at.message !== "") parts.push(at.message);
  return parts.length === 0 ? String(error) : parts.join(": ");
}

async function* piecesOf(response: Response, clock: Clock): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clock.tick();
      yield value;
    }
  } finally {
    // Ends a transfer that was left early; one that is complete does not mind.
    await reader.cancel().catch(() => undefined);
  }
}

/** Ends a request when nothing came for too long, or when the caller says so. */
class Clock {
  readonly #controller = new AbortController();
  readonly #milliseconds: number;
  readonly #outer: AbortSignal | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  late = false;

  constructor(milliseconds: number, outer: AbortSignal | undefined) {
    this.#milliseconds = milliseconds;
    this.#outer = outer;
    outer?.addEventListener("abort", this.#passOn, { once: true });
    if (outer?.aborted === true) this.#passOn();
    this.tick();
  }
  get signal(): AbortSignal {
    return this.#controller.signal;
  }
  readonly #passOn = (): void => this.#controller.abort(this.#outer?.reason);
  /** Something came: the time begins anew. */
  tick(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.late = true;
      this.#controller.abort();
    }, this.#milliseconds);
  }
  stop(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener("abort", this.#passOn);
    // A body that nobody read would keep its connection.
    this.#controller.abort();
  }
}
