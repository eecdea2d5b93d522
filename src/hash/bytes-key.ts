/**
 * A short name of bytes: fast enough to be taken of everything that a run writes.
 * @module
 */

/** Bytes that are copied at once where they do not lie at a multiple of four. */
const PIECE = 1 << 14;

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/** Finalizer: every bit of the state reaches every bit of the result. */
function mix(h: number): number {
  let x = h ^ (h >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/**
 * MurmurHash3 (x86, 128 bits; Austin Appleby, public domain) of bytes, fed piece by piece. Two values that differ have one key with
 * a chance of 2^-128; not for use against somebody who looks for such a pair.
 */
export class BytesHash {
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;
  #length = 0;
  /** Bytes that do not fill sixteen yet. */
  readonly #rest = new Uint8Array(16);
  #waiting = 0;

  update(bytes: Uint8Array): this {
    let at = 0;
    this.#length += bytes.length;
    if (this.#waiting > 0) {
      at = Math.min(bytes.length, 16 - this.#waiting);
      this.#rest.set(bytes.subarray(0, at), this.#waiting);
      this.#waiting += at;
      if (this.#waiting < 16) return this;
      this.#blocks(this.#rest);
      this.#waiting = 0;
    }
    const end = at + ((bytes.length - at) & ~15);
    if ((bytes.byteOffset + at) % 4 === 0) this.#blocks(bytes.subarray(at, end));
    else for (; at < end; at += PIECE) this.#blocks(bytes.slice(at, Math.min(end, at + PIECE)));
    this.#rest.set(bytes.subarray(end));
    this.#waiting = bytes.length - end;
    return this;
  }

  /** Whole groups of sixteen bytes that lie at a multiple of four. */
  #blocks(bytes: Uint8Array): void {
    const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    let [a, b, c, d] = [this.#a, this.#b, this.#c, this.#d];
    for (let i = 0; i < words.length; i += 4) {
      a ^= Math.imul(rotate(Math.imul(words[i] as number, 0x239b961b), 15), 0xab0e9789);
      a = (Math.imul((rotate(a, 19) + b) | 0, 5) + 0x561ccd1b) | 0;
      b ^= Math.imul(rotate(Math.imul(words[i + 1] as number, 0xab0e9789), 16), 0x38b34ae5);
      b = (Math.imul((rotate(b, 17) + c) | 0, 5) + 0x0bcaa747) | 0;
      c ^= Math.imul(rotate(Math.imul(words[i + 2] as number, 0x38b34ae5), 17), 0xa1e38b93);
      c = (Math.imul((rotate(c, 15) + d) | 0, 5) + 0x96cd1c35) | 0;
      d ^= Math.imul(rotate(Math.imul(words[i + 3] as number, 0xa1e38b93), 18), 0x239b961b);
      d = (Math.imul((rotate(d, 13) + a) | 0, 5) + 0x32ac3b17) | 0;
    }
    [this.#a, this.#b, this.#c, this.#d] = [a, b, c, d];
  }

  /** The four words of the result; more bytes may follow afterwards. */
  digest(): Uint32Array {
    const tail = new Uint8Array(16);
    tail.set(this.#rest.subarray(0, this.#waiting));
    const [k1, k2, k3, k4] = new Int32Array(tail.buffer) as unknown as [number, number, number, number];
    let a = this.#a ^ Math.imul(rotate(Math.imul(k1, 0x239b961b), 15), 0xab0e9789);
    let b = this.#b ^ Math.imul(rotate(Math.imul(k2, 0xab0e9789), 16), 0x38b34ae5);
    let c = this.#c ^ Math.imul(rotate(Math.imul(k3, 0x38b34ae5), 17), 0xa1e38b93);
    let d = this.#d ^ Math.imul(rotate(Math.imul(k4, 0xa1e38b93), 18), 0x239b961b);
    [a, b, c, d] = [a ^ this.#length, b ^ this.#length, c ^ this.#length, d ^ this.#length];
    a = (a + b + c + d) | 0;
    [b, c, d] = [b + a, c + a, d + a];
    [a, b, c, d] = [mix(a), mix(b), mix(c), mix(d)];
    a = (a + b + c + d) | 0;
    return Uint32Array.of(a, b + a, c + a, d + a);
  }
}

/** Four words as 32 hexadecimal digits. */
export function hexOf(words: Uint32Array): string {
  let text = "";
  for (const word of words) text += word.toString(16).padStart(8, "0");
  return text;
}

/** The four words of 32 hexadecimal digits. */
export const wordsOfHex = (hex: string): Uint32Array =>
  Uint32Array.from({ length: 4 }, (_, i) => Number.parseInt(hex.slice(i * 8, i * 8 + 8), 16));

/** 128 bits of bytes, as 32 hexadecimal digits. */
export const bytesKey = (bytes: Uint8Array): string => hexOf(new BytesHash().update(bytes).digest());
