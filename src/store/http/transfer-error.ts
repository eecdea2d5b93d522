/**
 * What goes wrong on the way and may be gone the next time.
 * @module
 */
import { UnsupportedError } from "../../errors.ts";

/**
 * A request that failed for a passing reason: the network, a busy server, an answer that was cut. Seen by the retries alone; when
 * they give up it becomes an {@link UnsupportedError}.
 */
export class TransferError extends Error {
  /** Milliseconds after which the server wants to be asked again, where it says so. */
  readonly retryAfter: number | undefined;
  constructor(message: string, details: { readonly retryAfter?: number | undefined; readonly cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "TransferError";
    this.retryAfter = details.retryAfter;
  }
}

/** What to throw after the last attempt. */
export function afterRetries(error: unknown, attempts: number): unknown {
  if (!(error instanceof TransferError)) return error;
  return new UnsupportedError(`${error.message} (tried ${attempts} ${attempts === 1 ? "time" : "times"}).`, {
    cause: error,
    hint: "Check the connection and try again later; finished work is kept.",
  });
}

/** Milliseconds of a Retry-After header: seconds or a date (RFC 9110, 10.2.3). */
export function retryAfterOf(headers: Headers, now = Date.now()): number | undefined {
  const text = headers.get("retry-after")?.trim();
  if (text === undefined || text === "") return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
