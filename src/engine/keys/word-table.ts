/**
 * Words of 128 bits by number: what blocks left, what chunks hold. Sixteen bytes each; zero is "not known".
 * @module
 */
import { packed } from "../../array/copy-region.ts";
import type { NdArray } from "../../array/nd-array.ts";
import { BytesHash, hexOf, wordsOfHex } from "../../hash/bytes-key.ts";

/** 32-bit parts of a word. */
export const PARTS = 4;

/** One word for each number below `count`. */
export class WordTable {
  readonly count: number;
  readonly #parts: Uint32Array;

  constructor(count: number, parts: Uint32Array = new Uint32Array(count * PARTS)) {
    this.count = count;
    this.#parts = parts;
  }
  /** The table that {@link bytes} wrote; undefined where the bytes are no such table. */
  static fromBytes(bytes: Uint8Array, count: number): WordTable | undefined {
    if (bytes.length !== count * PARTS * 4) return undefined;
    return new WordTable(count, new Uint32Array(bytes.slice().buffer));
  }
  /** The parts of a word. */
  get(n: number): Uint32Array {
    return this.#parts.subarray(n * PARTS, n * PARTS + PARTS);
  }
  set(n: number, parts: Uint32Array): void {
    this.#parts.set(parts, n * PARTS);
  }
  setHex(n: number, hex: string): void {
    this.set(n, wordsOfHex(hex));
  }
  forget(n: number): void {
    this.#parts.fill(0, n * PARTS, n * PARTS + PARTS);
  }
  known(n: number): boolean {
    const at = n * PARTS;
    for (let i = at; i < at + PARTS; i++) if (this.#parts[i] !== 0) return true;
    return false;
  }
  /** True when every word is known. */
  get complete(): boolean {
    for (let n = 0; n < this.count; n++) if (!this.known(n)) return false;
    return true;
  }
  get bytes(): Uint8Array {
    return new Uint8Array(this.#parts.buffer, this.#parts.byteOffset, this.#parts.byteLength);
  }
  /** One key for all words. */
  get key(): string {
    return hexOf(new BytesHash().update(this.bytes).digest());
  }
}

/** Parts that are gathered to be hashed together. */
export class WordList {
  #parts = new Uint32Array(256);
  #used = 0;

  clear(): this {
    this.#used = 0;
    return this;
  }
  add(parts: ArrayLike<number>): this {
    const end = this.#used + parts.length;
    if (end > this.#parts.length) {
      const larger = new Uint32Array(Math.max(end, this.#parts.length * 2));
      larger.set(this.#parts.subarray(0, this.#used));
      this.#parts = larger;
    }
    this.#parts.set(parts, this.#used);
    this.#used = end;
    return this;
  }
  get key(): string {
    return hexOf(new BytesHash().update(new Uint8Array(this.#parts.buffer, 0, this.#used * 4)).digest());
  }
}

const encoder = new TextEncoder();

/** The word of a text; never zero, which means "not known". */
export const wordOfText = (text: string): Uint32Array => new BytesHash().update(encoder.encode(`|${text}`)).digest();

/** The word of the values of an array, whatever its strides. */
export function wordOfValues(array: NdArray): Uint32Array {
  const { data } = packed(array);
  return new BytesHash().update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)).digest();
}
