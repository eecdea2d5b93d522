/**
 * What the chunks of one input hold, as words. Asked for once a run, many at a time, and before anything is read: an input that
 * changes while it is read has another word in the next run.
 *
 * A chunk is identified by ETag, or by size and modification time; `verify` hashes its values instead. What was found is kept
 * between runs, so that a file that was only touched is known to hold what it held, and a changed chunk can be named.
 * @module
 */
import type { ArraySource } from "../../format/source.ts";
import { ChunkGrid } from "../../geometry/chunk-grid.ts";
import type { Roi } from "../../geometry/roi.ts";
import { BytesHash, hexOf } from "../../hash/bytes-key.ts";
import { PARTS, type WordList, wordOfText, wordOfValues } from "./word-table.ts";

export interface ChunkWordsOptions {
  /** Compare what chunks hold, not what their store says of them. */
  readonly verify?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the number of chunks that were asked for since. */
  readonly onAsked?: ((chunks: number) => void) | undefined;
}

/** Questions that are open at the same time: as many as a disk queue takes, and enough to hide the latency of a server. */
const TOGETHER = 64;
/** Chunks a page. */
const PAGE = 4096;
/** Of a chunk are kept: its word, the word of its identity, the word of its values (zero where they were never hashed). */
const FIELDS = 3 * PARTS;
const [WORD, IDENTITY, VALUES] = [0, PARTS, 2 * PARTS];
/** A page that is kept begins with its number and its chunks. */
const HEADER = 2;
/** Chunks whose names are kept, of those that changed. */
const NAMED = 3;

interface Page {
  readonly parts: Uint32Array;
  readonly asked: Uint8Array;
}

export class ChunkWords {
  readonly source: ArraySource;
  readonly #grid: ChunkGrid;
  readonly #pages: Map<number, Page>;
  readonly #named: string[] = [];
  #changed = 0;
  #news = false;

  /** `kept` is what an earlier run's {@link bytes} were. */
  constructor(source: ArraySource, kept?: Uint8Array) {
    this.source = source;
    this.#grid = new ChunkGrid(source.info.shape, source.info.chunks);
    this.#pages = kept === undefined ? new Map() : pagesOf(kept);
  }

  /** Chunks that hold something else than in an earlier run: how many, and the first few by name. */
  get changed(): { readonly count: number; readonly named: readonly string[] } {
    return { count: this.#changed, named: this.#named };
  }

  /** Asks for the chunks that meet a region, as far as they are not known yet. */
  async load(region: Roi, options: ChunkWordsOptions = {}): Promise<void> {
    const pending = new Set<Promise<void>>();
    let failed: { readonly error: unknown } | undefined;
    let asked = 0;
    for (const index of this.#grid.meeting(region)) {
      const linear = this.#grid.linear(index);
      const page = this.#page(linear);
      if (page.asked[linear % PAGE] === 1) continue;
      if (pending.size >= TOGETHER) await Promise.race(pending);
      options.signal?.throwIfAborted();
      if (failed !== undefined) break;
      const task: Promise<void> = this.#ask(index, linear, page, options).then(
        () => void pending.delete(task),
        (error: unknown) => {
          failed ??= { error };
          pending.delete(task);
        },
      );
      pending.add(task);
      if (++asked % PAGE === 0) options.onAsked?.(PAGE);
    }
    await Promise.all(pending);
    if (failed !== undefined) throw (failed as { readonly error: unknown }).error;
    options.onAsked?.(asked % PAGE);
  }

  /** Adds the words of the chunks that meet a region; they must have been loaded. */
  addTo(list: WordList, region: Roi): void {
    const range = this.#grid.range(region);
    if (range.empty) return;
    const counts = this.#grid.counts;
    const last = counts.length - 1;
    const run = last < 0 ? 1 : (range.shape[last] as number);
    const rows = range.size === 0 ? 0 : range.size / run;
    const index = [...range.offset];
    for (let row = 0; row < rows; row++) {
      let linear = 0;
      for (let axis = 0; axis <= last; axis++) linear = linear * (counts[axis] as number) + (index[axis] as number);
      for (let n = linear; n < linear + run; n++) list.add(this.#field(n, WORD));
      for (let axis = last - 1; axis >= 0; axis--) {
        index[axis] = (index[axis] as number) + 1;
        if ((index[axis] as number) < (range.offset[axis] as number) + (range.shape[axis] as number)) break;
        index[axis] = range.offset[axis] as number;
      }
    }
  }

  /** True once something was found that is not kept yet; asking takes it down. */
  takeNews(): boolean {
    const news = this.#news;
    this.#news = false;
    return news;
  }

  /** A key of all chunks that were asked for. */
  get key(): string {
    const hash = new BytesHash();
    for (const [number, { parts, asked }] of [...this.#pages].sort(([a], [b]) => a - b)) {
      for (let n = 0; n < PAGE; n++) {
        if (asked[n] !== 1) continue;
        const word = Uint32Array.of(number, n, ...parts.subarray(n * FIELDS, n * FIELDS + PARTS));
        hash.update(new Uint8Array(word.buffer));
      }
    }
    return hexOf(hash.digest());
  }

  /** What a later run is to know. */
  get bytes(): Uint8Array {
    // Most inputs are one chunk or few: of the last page only what there is.
    const sizes = new Map(Array.from(this.#pages.keys(), (number) => [number, Math.min(PAGE, this.#grid.count - number * PAGE)]));
    const words = new Uint32Array([...sizes.values()].reduce((sum, n) => sum + HEADER + n * FIELDS, 0));
    let at = 0;
    for (const [number, { parts }] of this.#pages) {
      const chunks = sizes.get(number) as number;
      words.set([number, chunks], at);
      words.set(parts.subarray(0, chunks * FIELDS), at + HEADER);
      at += HEADER + chunks * FIELDS;
    }
    return new Uint8Array(words.buffer);
  }

  async #ask(index: readonly number[], linear: number, { asked }: Page, { verify = false, signal }: ChunkWordsOptions): Promise<void> {
    const identity = wordOfText(await this.source.identifyChunk(index));
    const values = verify ? wordOfValues(await this.source.readChunk(index, { signal })) : undefined;
    const [word, known, hashed] = [WORD, IDENTITY, VALUES].map((field) => this.#field(linear, field)) as [
      Uint32Array,
      Uint32Array,
      Uint32Array,
    ];
    const first = isZero(word);
    const sameFile = !first && equal(known, identity);
    // Values that were never hashed are those of the file that was known then.
    const same = values === undefined || (isZero(hashed) && sameFile) ? sameFile : equal(hashed, values);
    if (!same) {
      // Not that of the identity, where the values are known: they may have changed behind it.
      word.set(values ?? identity);
      if (!first) this.#note(index);
      hashed.fill(0);
    }
    this.#news ||= !same || !sameFile || (values !== undefined && isZero(hashed));
    known.set(identity);
    if (values !== undefined) hashed.set(values);
    asked[linear % PAGE] = 1;
  }

  #note(index: readonly number[]): void {
    this.#changed++;
    if (this.#named.length < NAMED) this.#named.push(`c/${index.join("/")}`);
  }
  #page(linear: number): Page {
    const number = Math.floor(linear / PAGE);
    let page = this.#pages.get(number);
    if (page === undefined) {
      page = { parts: new Uint32Array(PAGE * FIELDS), asked: new Uint8Array(PAGE) };
      this.#pages.set(number, page);
    }
    return page;
  }
  #field(linear: number, field: number): Uint32Array {
    const at = (linear % PAGE) * FIELDS + field;
    return this.#page(linear).parts.subarray(at, at + PARTS);
  }
}

/** The pages in bytes that may be torn: what is not whole is not known. */
function pagesOf(bytes: Uint8Array): Map<number, Page> {
  const pages = new Map<number, Page>();
  const words = new Uint32Array(bytes.slice(0, bytes.length - (bytes.length % 4)).buffer);
  for (let at = 0; at + HEADER < words.length; ) {
    const [number = 0, chunks = 0] = words.subarray(at, at + HEADER);
    const end = at + HEADER + chunks * FIELDS;
    if (chunks === 0 || chunks > PAGE || end > words.length) break;
    const parts = new Uint32Array(PAGE * FIELDS);
    parts.set(words.subarray(at + HEADER, end));
    pages.set(number, { parts, asked: new Uint8Array(PAGE) });
    at = end;
  }
  return pages;
}

const isZero = (parts: Uint32Array): boolean => parts.every((part) => part === 0);
const equal = (a: Uint32Array, b: Uint32Array): boolean => a.every((part, i) => part === b[i]);
