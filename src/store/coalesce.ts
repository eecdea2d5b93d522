/**
 * Reads parts that lie near each other in one request.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { resolveRange } from "./byte-range.ts";
import { Limit } from "./limit.ts";
import type { ByteRange, ReadableStore, StoreOptions } from "./store.ts";
import { WrappedStore } from "./wrapped.ts";

export interface CoalescingOptions {
  /**
   * Parts with at most this many bytes between them are read together.
   * @default 1 MiB, as OBJECT_STORE_COALESCE_DEFAULT of Apache Arrow's object_store: about what a line of 200 Mbit/s brings in the
   * 40 ms that a request of its own would wait
   */
  readonly gap?: number | undefined;
  /** No request becomes longer than this by merging. @default 16 MiB, the upper one of AWS's "typical sizes for byte-range requests" */
  readonly longest?: number | undefined;
  /** Requests for bytes at the same time. @default 10, as OBJECT_STORE_COALESCE_PARALLEL of object_store */
  readonly concurrency?: number | undefined;
}

/** One caller's part. */
interface Wish {
  readonly begin: number;
  readonly end: number;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (value: Uint8Array | undefined) => void;
  readonly reject: (error: unknown) => void;
}

class CoalescingStore extends WrappedStore {
  readonly #gap: number;
  readonly #longest: number;
  readonly #limit: Limit;
  readonly #waiting = new Map<string, Wish[]>();

  constructor(inner: ReadableStore, { gap = 2 ** 20, longest = 2 ** 24, concurrency = 10 }: CoalescingOptions) {
    super(inner);
    if (!(gap >= 0 && longest >= 0 && concurrency >= 1))
      throw new GeometryError(`Expected a gap and a length of 0 or more and 1 or more requests, found ${gap}, ${longest}, ${concurrency}.`);
    this.#gap = gap;
    this.#longest = longest;
    this.#limit = new Limit(concurrency);
  }
  override get(key: string, options?: StoreOptions): Promise<Uint8Array | undefined> {
    return this.#limit.run(() => this.inner.get(key, options));
  }
  override async getRange(key: string, range: ByteRange, options: StoreOptions = {}): Promise<Uint8Array | undefined> {
    resolveRange(range, 0);
    options.signal?.throwIfAborted();
    // The place of a part from the end is not known, and one of nothing needs no merging.
    if ("suffix" in range || range.length === 0 || range.length > this.#longest)
      return this.#limit.run(() => this.inner.getRange(key, range, options));
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(key) ?? [];
      waiting.push({ begin: range.offset, end: range.offset + range.length, signal: options.signal, resolve, reject });
      if (waiting.length > 1) return;
      this.#waiting.set(key, waiting);
      // Those who ask in the same turn of the event loop are waiting by then.
      setTimeout(() => this.#send(key), 0);
    });
  }
  #send(key: string): void {
    const wishes = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    for (const group of this.#groupsOf(wishes.sort((a, b) => a.begin - b.begin))) void this.#read(key, group);
  }
  #groupsOf(sorted: readonly Wish[]): Wish[][] {
    const groups: Wish[][] = [];
    let begin = 0;
    let end = 0;
    for (const wish of sorted) {
      const group = groups.at(-1);
      if (group !== undefined && wish.begin <= end + this.#gap && Math.max(end, wish.end) - begin <= this.#longest) {
        group.push(wish);
        end = Math.max(end, wish.end);
      } else {
        groups.push([wish]);
        ({ begin, end } = wish);
      }
    }
    return groups;
  }
  async #read(key: string, wishes: readonly Wish[]): Promise<void> {
    const begin = (wishes[0] as Wish).begin;
    const end = Math.max(...wishes.map((wish) => wish.end));
    const stop = new Stop(wishes);
    try {
      const range = { offset: begin, length: end - begin };
      const bytes = await this.#limit.run(async () => {
        stop.signal.throwIfAborted();
        return this.inner.getRange(key, range, { signal: stop.signal });
      });
      // Everybody gets bytes of his own; only one who is alone gets those that were read.
      for (const wish of wishes)
        wish.resolve(wishes.length === 1 ? bytes : bytes?.slice(Math.min(wish.begin - begin, bytes.length), wish.end - begin));
    } catch (error) {
      for (const wish of wishes) wish.reject(error);
    } finally {
      stop.end();
    }
  }
}

/** Rejects each wish when its caller gives up; the request itself ends when all have. */
class Stop {
  readonly #controller = new AbortController();
  readonly #undo: (() => void)[] = [];
  constructor(wishes: readonly Wish[]) {
    let left = wishes.length;
    for (const { signal, reject } of wishes) {
      if (signal === undefined) continue;
      const give = (): void => {
        reject(signal.reason);
        if (--left === 0) this.#controller.abort(signal.reason);
      };
      if (signal.aborted) give();
      else {
        signal.addEventListener("abort", give, { once: true });
        this.#undo.push(() => signal.removeEventListener("abort", give));
      }
    }
  }
  get signal(): AbortSignal {
    return this.#controller.signal;
  }
  end(): void {
    for (const undo of this.#undo) undo();
  }
}

/**
 * The same store, with parts of one value that are asked for in the same turn read together where they lie near each other, and with
 * a limit on requests for bytes at the same time. For stores where a request costs more than the bytes between two parts.
 */
export function withCoalescing<S extends ReadableStore>(store: S, options: CoalescingOptions = {}): S {
  return new CoalescingStore(store, options) as unknown as S;
}
