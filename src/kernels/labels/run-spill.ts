/**
 * The runs of a block outside memory: a few files of layer records, and an index that says where each layer lies.
 *
 * A record is little-endian u32 words: `rowStart` (height + 1), the runs (one word each, or two where rows have 65,536 columns or
 * more), their provisional ids. A layer without runs has no record.
 * @module
 */
import type { LayerRuns } from "./layer-labeller.ts";

/** Bytes of records that are gathered before they are spilled: large enough to make few files. */
const FILE_BYTES = 4 << 20;
/** Words an index has for each layer: file, first word, number of words. */
const INDEX_WORDS = 3;

export const runFile = (file: number): string => `runs-${file}`;

/** Gathers the records of a block. */
export class RunSpill {
  readonly #spill: (name: string, bytes: Uint8Array) => Promise<void>;
  readonly #index: number[] = [];
  #words = new Uint32Array(1024);
  #used = 0;
  #file = 0;

  constructor(spill: (name: string, bytes: Uint8Array) => Promise<void>) {
    this.#spill = spill;
  }
  /** Adds the next layer. */
  add(layer: LayerRuns): void {
    const length = layer.count === 0 ? 0 : layer.rowStart.length + layer.runs.length + layer.ids.length;
    this.#index.push(this.#file, this.#used, length);
    if (length === 0) return;
    if (this.#used + length > this.#words.length) {
      const larger = new Uint32Array(Math.max(this.#used + length, this.#words.length * 2));
      larger.set(this.#words.subarray(0, this.#used));
      this.#words = larger;
    }
    for (const words of [layer.rowStart, layer.runs, layer.ids]) {
      this.#words.set(words, this.#used);
      this.#used += words.length;
    }
  }
  /** True when enough has been gathered to {@link flush}. */
  get full(): boolean {
    return this.#used * 4 >= FILE_BYTES;
  }
  async flush(): Promise<void> {
    if (this.#used === 0) return;
    await this.#spill(runFile(this.#file), new Uint8Array(this.#words.buffer, 0, this.#used * 4));
    this.#file++;
    this.#used = 0;
  }
  /** Spills what is left, and the index. */
  async finish(): Promise<void> {
    await this.flush();
    await this.#spill("layers", bytesOf(Uint32Array.from(this.#index)));
  }
}

/** Where the records of consecutive layers lie. */
export interface RecordRange {
  readonly file: number;
  /** Bytes. */
  readonly offset: number;
  readonly length: number;
  /** Per layer: layer of the block, and first word and number of words within the range. */
  readonly records: readonly { readonly layer: number; readonly start: number; readonly length: number }[];
}

/** The byte ranges, one a file, that hold layers `[from, to)` of a block. */
export function recordRanges(index: Uint32Array, from: number, to: number): RecordRange[] {
  const ranges: { file: number; offset: number; length: number; records: { layer: number; start: number; length: number }[] }[] = [];
  for (let layer = from; layer < to; layer++) {
    const [file, start, length] = index.subarray(layer * INDEX_WORDS, (layer + 1) * INDEX_WORDS) as unknown as [number, number, number];
    if (length === 0) continue;
    let range = ranges.at(-1);
    if (range === undefined || range.file !== file) {
      range = { file, offset: start * 4, length: 0, records: [] };
      ranges.push(range);
    }
    range.records.push({ layer, start: start - range.offset / 4, length });
    range.length += length * 4;
  }
  return ranges;
}

/** The bytes of words or of doubles. */
export const bytesOf = (words: Uint32Array | Float64Array): Uint8Array => new Uint8Array(words.buffer, words.byteOffset, words.byteLength);

/** Bytes from a store as words; copied only where they are not aligned. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}

/** Bytes from a store as doubles. */
export function doublesOf(bytes: Uint8Array): Float64Array {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  return new Float64Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 8);
}
