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
  /** Which errors may pass. @default all but voxmill's own six, which say that asking again gives the same, and an abort */
  readonly passing?: ((error: unknown) => boolean) | undefined;
}

const mayPass = (error: unknown): boolean => !isVoxmillError(error) && !(error instanceof Error && error.name === "AbortError");

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

class RetryingStore extends WrappedStore {
  readonly #attempts: number;
  readonly #delay: number;
  readonly #passing: (error: unknown) => boolean;
  constructor(inner: ReadableStore, { attempts = 3, delay = 100, passing = mayPass }: RetryOptions) {
    super(inner);
    if (!(attempts >= 1)) throw new GeometryError(`Expected 1 or more attempts, found ${attempts}.`);
    this.#attempts = attempts;
    this.#delay = delay;
    this.#passing = passing;
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
  async #try<T>(options: StoreOptions | undefined, call: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      options?.signal?.throwIfAborted();
      try {
        return await call();
      } catch (error) {
        if (attempt >= this.#attempts || !this.#passing(error)) throw error;
      }
      await pause(this.#delay * 2 ** (attempt - 1), options?.signal);
    }
  }
}

/** The same store, asked again when it fails for a passing reason. `list` is not repeated: its first keys are already out. */
export function withRetry<S extends ReadableStore>(store: S, options: RetryOptions = {}): S {
  return new RetryingStore(store, options) as unknown as S;
}
