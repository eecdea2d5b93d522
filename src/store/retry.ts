/**
 * Asks again when a store fails for a passing reason.
 * @module
 */
import { GeometryError, isVoxmillError } from "../errors.ts";
import type { ByteRange, ReadableStore, StoreOptions } from "./store.ts";
import { WrappedStore } from "./wrapped.ts";

export interface RetryOptions {
  /** How often to ask in all. @default 3 */
  readonly attempts?: number | undefined;
  /** Pause before the second attempt in milliseconds; it doubles each time. @default 100, about one network round trip and a bit */
  readonly delay?: number | undefined;
  /** The longest pause in milliseconds, also where a server asks for a longer one. @default 20,000, as AWS's own clients */
  readonly longest?: number | undefined;
  /** Which errors may pass. @default all but voxmill's own six, which say that asking again gives the same, and an abort */
  readonly passing?: ((error: unknown) => boolean) | undefined;
  /** What to throw when the last attempt failed too. @default its error */
  readonly giveUp?: ((error: unknown, attempts: number) => unknown) | undefined;
}

const mayPass = (error: unknown): boolean => !isVoxmillError(error) && !(error instanceof Error && error.name === "AbortError");

/** Milliseconds that an error asks for (a server's Retry-After), 0 where it does not. */
function askedPause(error: unknown): number {
  const asked = typeof error === "object" && error !== null && "retryAfter" in error ? error.retryAfter : undefined;
  return typeof asked === "number" && asked > 0 ? asked : 0;
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/**
 * Calls until it works. Pauses double; each is shortened by up to a half at random, so that many workers that were refused together
 * do not come back together. An error with a number `retryAfter` (milliseconds) is waited for at least as long.
 */
export async function retried<T>(call: () => Promise<T>, options: RetryOptions = {}, signal?: AbortSignal | undefined): Promise<T> {
  const { attempts = 3, delay = 100, longest = 20_000, passing = mayPass, giveUp = (error) => error } = options;
  if (!(attempts >= 1)) throw new GeometryError(`Expected 1 or more attempts, found ${attempts}.`);
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    let failed: unknown;
    try {
      return await call();
    } catch (error) {
      if (!passing(error)) throw error;
      if (attempt >= attempts) throw giveUp(error, attempt);
      failed = error;
    }
    const own = delay * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
    await pause(Math.min(longest, Math.max(own, askedPause(failed))), signal);
  }
}

class RetryingStore extends WrappedStore {
  readonly #options: RetryOptions;
  constructor(inner: ReadableStore, options: RetryOptions) {
    super(inner);
    const { attempts = 3 } = options;
    if (!(attempts >= 1)) throw new GeometryError(`Expected 1 or more attempts, found ${attempts}.`);
    this.#options = options;
  }
  override get(key: string, options?: StoreOptions): Promise<Uint8Array | undefined> {
    return this.#try(options, () => this.inner.get(key, options));
  }
  override getRange(key: string, range: ByteRange, options?: StoreOptions): Promise<Uint8Array | undefined> {
    return this.#try(options, () => this.inner.getRange(key, range, options));
  }
  override size(key: string, options?: StoreOptions): Promise<number | undefined> {
    return this.#try(options, () => this.inner.size(key, options));
  }
  override identify(key: string, options?: StoreOptions): Promise<string | undefined> {
    return this.#try(options, () => this.inner.identify(key, options));
  }
  override listFolder(prefix: string, options?: StoreOptions): Promise<readonly string[]> {
    return this.#try(options, () => this.inner.listFolder(prefix, options));
  }
  override set(key: string, value: Uint8Array, options?: StoreOptions): Promise<void> {
    return this.#try(options, () => this.writable().set(key, value, options));
  }
  override delete(key: string, options?: StoreOptions): Promise<void> {
    return this.#try(options, () => this.writable().delete(key, options));
  }
  #try<T>(options: StoreOptions | undefined, call: () => Promise<T>): Promise<T> {
    return retried(call, this.#options, options?.signal);
  }
}

/** The same store, asked again when it fails for a passing reason. `list` is not repeated: its first keys are already out. */
export function withRetry<S extends ReadableStore>(store: S, options: RetryOptions = {}): S {
  return new RetryingStore(store, options) as unknown as S;
}
