/**
 * Bits of a byte array, highest first.
 * @module
 */
import { CorruptData } from "./codec.ts";

/** Reads up to 24 bits at a time. Throws CorruptData at the end. */
export class BitReader {
  readonly #data: Uint8Array;
  #at = 0;
  #buffer = 0;
  #held = 0;
  constructor(data: Uint8Array) {
    this.#data = data;
  }
  /** True when no whole byte is left. */
  get ended(): boolean {
    return this.#at >= this.#data.length && this.#held < 8;
  }
  read(count: number): number {
    while (this.#held < count) {
      if (this.#at >= this.#data.length) throw new CorruptData("the data is cut short");
      this.#buffer = ((this.#buffer << 8) | (this.#data[this.#at++] as number)) >>> 0;
      this.#held += 8;
    }
    this.#held -= count;
    const value = (this.#buffer >>> this.#held) & (2 ** count - 1);
    // What was read goes, so that the buffer never holds more than 32 bits.
    this.#buffer &= 2 ** this.#held - 1;
    return value;
  }
  read32(): number {
    return this.read(16) * 65_536 + this.read(16);
  }
  /** Drops what is left of the byte that was begun. */
  alignToByte(): void {
    this.read(this.#held % 8);
  }
}
