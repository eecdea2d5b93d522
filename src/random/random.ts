/**
 * Sequences of random numbers that can be split and repeated.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { hashNormal, hashUint32 } from "./hash-uint32.ts";

/**
 * A sequence of random numbers: number i is a hash of (seed, stream, i), so two generators with the same seed give the same numbers.
 * `split` makes independent sequences by name, so that adding a draw in one part of a program does not change the others.
 * Good for tests, phantoms and sampling; not for secrets.
 */
export class Random {
  readonly seed: number;
  readonly #stream: number;
  #count = 0;
  constructor(seed: number, stream = 0) {
    this.seed = seed >>> 0;
    this.#stream = stream;
  }
  /** A sequence of its own for this key. The same key gives the same sequence, whatever was drawn before. */
  split(key: number | string): Random {
    return new Random(this.seed, typeof key === "number" ? hashUint32(this.#stream, key, 1) : hashText(this.#stream, key));
  }
  /** The next number: 0 to 2^32 - 1. */
  uint32(): number {
    const at = this.#count++;
    return hashUint32(this.seed, at, Math.floor(at / 2 ** 32), this.#stream);
  }
  /** In [0, 1), a multiple of 2^-53. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 2 ** 26 + low) * 2 ** -53;
  }
  /** An integer from `low` to `high`, both included, each exactly as likely as the others. Their distance must be below 2^32. */
  integer(low: number, high: number): number {
    const count = high - low + 1;
    if (!(Number.isSafeInteger(low) && Number.isSafeInteger(high) && count >= 1 && count <= 2 ** 32)) {
      throw new GeometryError(`Expected integers low <= high less than 2^32 apart, found ${low} and ${high}.`);
    }
    // Numbers past the last whole multiple of `count` would make the first ones more likely: draw again.
    const limit = 2 ** 32 - (2 ** 32 % count);
    let drawn = this.uint32();
    while (drawn >= limit) drawn = this.uint32();
    return low + (drawn % count);
  }
  /** Nearly normal with mean 0 and standard deviation 1, within +-3.464; see {@link hashNormal}. */
  normal(): number {
    const at = this.#count++;
    return hashNormal(this.seed, at, Math.floor(at / 2 ** 32), this.#stream);
  }
  /** Puts the items in random order, in place (Fisher and Yates). */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(0, i);
      [items[i], items[j]] = [items[j] as T, items[i] as T];
    }
    return items;
  }
}

/** A key made into a number: the hash chained over its UTF-16 code units. */
function hashText(seed: number, text: string): number {
  let hash = hashUint32(seed, text.length, 2);
  for (let i = 0; i < text.length; i++) hash = hashUint32(hash, text.charCodeAt(i), 2);
  return hash;
}
