/**
 * Reads a little more than asked: the headers of files are read in many small steps, each of which would be a request.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { resolveRange } from "./byte-range.ts";
import type { ByteRange, ReadableStore, StoreOptions } from "./store.ts";
import { WrappedStore } from "./wrapped.ts";

export interface ReadAheadOptions {
  /**
   * Parts of less than this are read as a window of this many bytes, which is kept for those that follow.
   * @default 64 KiB: 3 ms on a line of 200 Mbit/s, little beside the request itself; GDAL's /vsicurl/ begins with 16 KiB and doubles
   */
  readonly bytes?: number | undefined;
  /** Windows that are kept. @default 32 */
  readonly windows?: number | undefined;
  /** Milliseconds for which a window is believed: somebody else may change the value. @default 2,000, enough to read a header */
  readonly believed?: number | undefined;
}

interface Window {
  readonly offset: number;
  readonly read: Promise<Uint8Array | undefined>;
  readonly since: number;
}

class ReadingAheadStore extends WrappedStore {
  readonly #bytes: number;
  readonly #most: number;
  readonly #believed: number;
  /** The newest last. */
  readonly #windows: { readonly key: string; readonly window: Window }[] = [];

  constructor(inner: ReadableStore, { bytes = 2 ** 16, windows = 32, believed = 2000 }: ReadAheadOptions) {
    super(inner);
    if (!(bytes >= 1 && windows >= 0 && believed >= 0))
      throw new GeometryError(`Expected 1 or more bytes and 0 or more windows and milliseconds, found ${bytes}, ${windows}, ${believed}.`);
    this.#bytes = bytes;
    this.#most = windows;
    this.#believed = believed;
  }
  override async getRange(key: string, range: ByteRange, options: StoreOptions = {}): Promise<Uint8Array | undefined> {
    resolveRange(range, 0);
    options.signal?.throwIfAborted();
    if ("suffix" in range || range.length === 0 || range.length >= this.#bytes) return this.inner.getRange(key, range, options);
    const { offset, read } = this.#windowFor(key, range.offset, range.offset + range.length);
    const bytes = await abortable(read, options.signal);
    return bytes?.slice(Math.min(range.offset - offset, bytes.length), range.offset + range.length - offset);
  }
  override async set(key: string, value: Uint8Array, options?: StoreOptions): Promise<void> {
    this.#forget(key);
    await this.writable().set(key, value, options);
    this.#forget(key);
  }
  override async delete(key: string, options?: StoreOptions): Promise<void> {
    this.#forget(key);
    await this.writable().delete(key, options);
    this.#forget(key);
  }
  #windowFor(key: string, begin: number, end: number): Window {
    const now = Date.now();
    const fits = ({ offset, since }: Window): boolean => offset <= begin && end <= offset + this.#bytes && now - since <= this.#believed;
    const kept = this.#windows.find((entry) => entry.key === key && fits(entry.window));
    if (kept !== undefined) return kept.window;
    // The signal of one caller must not stop the others that wait for the same window.
    const window: Window = { offset: begin, read: this.inner.getRange(key, { offset: begin, length: this.#bytes }), since: now };
    const entry = { key, window };
    this.#windows.push(entry);
    if (this.#windows.length > this.#most) this.#windows.shift();
    const drop = (): void => {
      const at = this.#windows.indexOf(entry);
      if (at >= 0) this.#windows.splice(at, 1);
    };
    // What is not there may be there soon.
    window.read.then((bytes) => bytes ?? drop(), drop);
    return window;
  }
  #forget(key: string): void {
    for (let at = this.#windows.length - 1; at >= 0; at--) if (this.#windows[at]?.key === key) this.#windows.splice(at, 1);
  }
}

/** The same promise, given up by one caller when his signal says so. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const give = (): void => reject(signal.reason);
    signal.addEventListener("abort", give, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", give));
  });
}

/** The same store, with small parts read as larger windows that serve the parts that follow. For stores where a request is dear. */
export function withReadAhead<S extends ReadableStore>(store: S, options: ReadAheadOptions = {}): S {
  return new ReadingAheadStore(store, options) as unknown as S;
}
