/**
 * Reading bytes at an offset from a stream that can only be decoded forward (gzip, deflate).
 * @module
 */
import { FormatError } from "../../errors.ts";
import type { ByteReader } from "./byte-reader.ts";

export interface StreamReaderOptions {
  /** Starts decoding from the beginning: once at first, and again whenever a read goes back further than the history. */
  readonly start: () => AsyncIterable<Uint8Array>;
  /** How many decoded bytes matter. When the last of them is read the stream is read to its end, so that its checksum is checked. */
  readonly length: number;
  /** The file, for errors. */
  readonly path: string;
  /** Decoded bytes that are kept (the last piece always is), so that neighbours that read slightly out of order do not start again. @default 64 MiB */
  readonly historyBytes?: number | undefined;
}

interface Request {
  readonly offset: number;
  readonly length: number;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

/** A file may hold this many decoded bytes after those that matter; more is not decoded only to reach a checksum. */
const maxTail = 16 * 1024 * 1024;

/**
 * A decoder that stays where it is:
 *
 *     decoded   |----- forgotten -----|------ history ------|
 *     stream    0                     oldest                position ->
 *
 * Ascending reads never start again. Of several waiting reads the lowest that needs no restart goes first, so the order in which
 * blocks ask does not matter much.
 */
export class StreamReader implements ByteReader {
  readonly #options: StreamReaderOptions;
  readonly #historyBytes: number;
  #stream: AsyncIterator<Uint8Array> | undefined;
  #history: Uint8Array[] = [];
  #oldest = 0;
  #position = 0;
  #finished = false;
  #waiting: Request[] = [];
  #running = false;
  #starts = 0;
  constructor(options: StreamReaderOptions) {
    this.#options = options;
    this.#historyBytes = options.historyBytes ?? 64 * 1024 * 1024;
  }
  /** How often decoding began: 1 as long as nothing went back further than the history. */
  get starts(): number {
    return this.#starts;
  }
  read(offset: number, length: number, { signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ offset, length, signal, resolve, reject });
      if (!this.#running) void this.#serveAll();
    });
  }
  async close(): Promise<void> {
    const stream = this.#stream;
    this.#forget();
    await stream?.return?.();
  }
  async #serveAll(): Promise<void> {
    this.#running = true;
    // Reads that were asked for in the same turn are waiting before the first is chosen.
    await Promise.resolve();
    for (let request = this.#next(); request !== undefined; request = this.#next()) {
      try {
        request.signal?.throwIfAborted();
        request.resolve(await this.#serve(request.offset, request.length));
      } catch (error) {
        request.reject(error);
      }
    }
    this.#running = false;
  }
  #next(): Request | undefined {
    const reachable = this.#waiting.filter(({ offset }) => offset >= this.#oldest);
    const candidates = reachable.length > 0 ? reachable : this.#waiting;
    const first = candidates.reduce<Request | undefined>((best, r) => (best === undefined || r.offset < best.offset ? r : best), undefined);
    if (first !== undefined) this.#waiting.splice(this.#waiting.indexOf(first), 1);
    return first;
  }
  async #serve(offset: number, length: number): Promise<Uint8Array> {
    const out = new Uint8Array(length);
    try {
      if (offset < this.#oldest) await this.close();
      this.#copyHistory(offset, out);
      while (this.#position < offset + length) {
        const at = this.#position;
        const piece = await this.#advance();
        copyOverlap(piece, at, offset, out);
      }
      if (offset + length >= this.#options.length) await this.#finish();
      return out;
    } catch (error) {
      this.#forget();
      throw error;
    }
  }
  #copyHistory(offset: number, out: Uint8Array): void {
    let at = this.#oldest;
    for (const piece of this.#history) {
      copyOverlap(piece, at, offset, out);
      at += piece.length;
    }
  }
  async #pull(): Promise<Uint8Array | undefined> {
    if (this.#stream === undefined) {
      this.#stream = this.#options.start()[Symbol.asyncIterator]();
      this.#starts++;
    }
    const next = await this.#stream.next();
    return next.done === true ? undefined : next.value;
  }
  async #advance(): Promise<Uint8Array> {
    const piece = await this.#pull();
    if (piece === undefined) {
      const { path, length } = this.#options;
      throw new FormatError(`Expected ${length} decoded bytes in ${path}, found ${this.#position}.`, {
        path,
        hint: "The file is cut short, or its header promises more than there is.",
      });
    }
    this.#position += piece.length;
    this.#history.push(piece);
    while (this.#position - this.#oldest > this.#historyBytes && this.#history.length > 1) {
      this.#oldest += (this.#history.shift() as Uint8Array).length;
    }
    return piece;
  }
  /** Decodes what follows the bytes that matter, and lets the decoder check its checksum. */
  async #finish(): Promise<void> {
    if (this.#finished) return;
    let tail = this.#position - this.#options.length;
    for (let piece = await this.#pull(); piece !== undefined; piece = await this.#pull()) {
      tail += piece.length;
      if (tail > maxTail) {
        const { path, length } = this.#options;
        throw new FormatError(`Expected ${length} decoded bytes in ${path}, found over ${maxTail} more after them.`, {
          path,
          hint: "The header does not fit the file.",
        });
      }
    }
    this.#finished = true;
  }
  #forget(): void {
    this.#stream = undefined;
    this.#history = [];
    this.#oldest = 0;
    this.#position = 0;
    this.#finished = false;
  }
}

/** Copies the part of `piece` (which lies at `at`) that falls into `out` (which lies at `offset`). */
function copyOverlap(piece: Uint8Array, at: number, offset: number, out: Uint8Array): void {
  const begin = Math.max(at, offset);
  const end = Math.min(at + piece.length, offset + out.length);
  if (begin < end) out.set(piece.subarray(begin - at, end - at), begin - offset);
}
