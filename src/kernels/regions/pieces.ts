/**
 * Pieces of records in a store, and what they add up to: an external merge sort.
 *
 * However many regions there are, memory holds one section of every piece; where there are very many pieces, they are first
 * merged to fewer.
 * @module
 */
import { FormatError } from "../../errors.ts";
import { openSink } from "../../store/sink.ts";
import type { Store } from "../../store/store.ts";
import { type Band, decodeSection, encodePiece, HEADER_BYTES, sectionBytes, sectionRecords } from "./partial.ts";
import type { RecordLayout } from "./record.ts";
import { type AddRecord, Records, recordAdder } from "./records.ts";

/** Pieces that are read side by side. */
const FAN_IN = 256;
/** Bytes that all pieces together have in memory, about; and each of them at least and at most: every read opens a file anew. */
const AHEAD_BYTES = 32 << 20;
const LEAST_AHEAD = 64 << 10;
const MOST_AHEAD = 1 << 20;

/** Where pieces lie. */
export interface PieceStore {
  readonly store: Store;
  /** Keys of pieces, each with ascending labels. */
  readonly keys: readonly string[];
  /** A key for a piece that is made on the way. */
  temporaryKey(number: number): string;
}

/** The records of all pieces, those of one label added up, labels ascending, a few hundred at a time. */
export async function* mergePieces(layout: RecordLayout, pieces: PieceStore): AsyncGenerator<Band> {
  let { keys } = pieces;
  for (let made = 0; keys.length > FAN_IN; ) {
    const fewer: string[] = [];
    for (let first = 0; first < keys.length; first += FAN_IN) {
      const key = pieces.temporaryKey(made++);
      await join(layout, pieces.store, keys.slice(first, first + FAN_IN), key);
      fewer.push(key);
    }
    keys = fewer;
  }
  yield* merge(layout, pieces.store, keys);
}

/** Makes one piece of several. */
async function join(layout: RecordLayout, store: Store, keys: readonly string[], target: string): Promise<void> {
  const sink = await openSink(store, target);
  for await (const { labels, records } of merge(layout, store, keys)) {
    const positions = Array.from(labels, (_, i) => (i * layout.bytes) / 4);
    await sink.write(encodePiece(layout, records, positions, labels));
  }
  await sink.commit();
}

/** A piece while it is read: one section in memory. */
class PieceReader {
  readonly #layout: RecordLayout;
  readonly #store: Store;
  readonly #key: string;
  /** Bytes to read at once. */
  readonly #length: number;
  #offset = 0;
  /** Bytes from `#offset` on that are in memory. */
  #ahead = new Uint8Array(0);
  /** The section in memory: its labels, none past the last one, and its records. */
  #labels = new Uint32Array(0);
  readonly #records: Records;
  #index = 0;

  constructor(layout: RecordLayout, store: Store, key: string, pieces: number) {
    this.#layout = layout;
    this.#records = new Records(layout, sectionRecords(layout));
    this.#length = Math.min(MOST_AHEAD, Math.max(LEAST_AHEAD, Math.floor(AHEAD_BYTES / pieces)));
    this.#store = store;
    this.#key = key;
  }
  /** The label of the current record; infinite past the last. */
  get label(): number {
    return this.#index < this.#labels.length ? (this.#labels[this.#index] as number) : Number.POSITIVE_INFINITY;
  }
  get records(): Records {
    return this.#records;
  }
  /** Where the current record is in `records`. */
  get at(): number {
    return (this.#index * this.#layout.bytes) / 4;
  }
  /** Goes to the next record of the section; false where there is none. */
  step(): boolean {
    this.#index++;
    return this.#index < this.#labels.length;
  }
  /** Reads the next section. */
  async load(): Promise<void> {
    this.#index = 0;
    this.#labels = this.#labels.subarray(0, 0);
    await this.#need(HEADER_BYTES);
    if (this.#ahead.length === 0) return;
    const length = this.#ahead.length < HEADER_BYTES ? HEADER_BYTES : sectionBytes(this.#ahead.subarray(0, HEADER_BYTES));
    await this.#need(length);
    if (this.#ahead.length < length || length < HEADER_BYTES)
      throw new FormatError(
        `Expected ${length} bytes at ${this.#offset} of ${this.#store.name}/${this.#key}, found ${this.#ahead.length}.`,
        {
          path: this.#key,
          hint: "The scratch of this run was damaged; run again with --fresh.",
        },
      );
    this.#labels = decodeSection(this.#layout, this.#ahead.subarray(0, length), this.#records, 0) as Uint32Array<ArrayBuffer>;
    this.#ahead = this.#ahead.subarray(length);
    this.#offset += length;
  }
  /** Makes sure that so many bytes are in memory, where there are so many. */
  async #need(length: number): Promise<void> {
    if (this.#ahead.length >= length) return;
    const range = { offset: this.#offset, length: Math.max(length, this.#length) };
    this.#ahead = ((await this.#store.getRange(this.#key, range)) ?? new Uint8Array(0)) as Uint8Array<ArrayBuffer>;
  }
}

async function* merge(layout: RecordLayout, store: Store, keys: readonly string[]): AsyncGenerator<Band> {
  const readers = keys.map((key) => new PieceReader(layout, store, key, keys.length));
  for (const reader of readers) await reader.load();
  const heap = readers.filter((reader) => reader.label !== Number.POSITIVE_INFINITY).sort((a, b) => a.label - b.label);
  const add = recordAdder(layout);
  const most = sectionRecords(layout);
  // One band after the other in the same memory: whoever takes them is done with one when asking for the next.
  const band = { labels: new Uint32Array(most), records: new Records(layout, most) };
  while (heap.length > 0) yield await mergeBand(layout, heap, add, band);
}

/** The next labels of all readers. */
async function mergeBand(layout: RecordLayout, heap: PieceReader[], add: AddRecord, { labels, records }: Band): Promise<Band> {
  const length = layout.bytes / 4;
  records.words.fill(0);
  let count = 0;
  while (heap.length > 0) {
    const reader = heap[0] as PieceReader;
    const { label } = reader;
    if (count === 0 || labels[count - 1] !== label) {
      if (count === labels.length) break;
      labels[count++] = label;
    }
    add(records, (count - 1) * length, reader.records, reader.at);
    if (!reader.step()) await reader.load();
    sink(heap);
  }
  return { labels: labels.subarray(0, count), records };
}

/** Puts the first reader of a heap where its label belongs; takes it out when it is done. */
function sink(heap: PieceReader[]): void {
  if ((heap[0] as PieceReader).label === Number.POSITIVE_INFINITY) {
    const last = heap.pop() as PieceReader;
    if (heap.length === 0) return;
    heap[0] = last;
  }
  const moving = heap[0] as PieceReader;
  const { label } = moving;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] as PieceReader).label < (heap[child] as PieceReader).label) child++;
    if ((heap[child] as PieceReader).label >= label) break;
    heap[at] = heap[child] as PieceReader;
    at = child;
  }
  heap[at] = moving;
}
