/**
 * LZ4 blocks and byte shuffles in WebAssembly: `assembly/codecs` has them in source.
 *
 * The module owns its memory: what is to be read, then what is written, each with room behind it for copies in words.
 * @module
 */
import { lz4DecoderBytes } from "./lz4-decoder-bytes.ts";

interface DecoderExports {
  readonly memory: WebAssembly.Memory;
  readonly decodeLz4: (source: number, length: number, target: number, size: number) => number;
  readonly unshuffle2: (source: number, target: number, items: number) => void;
  readonly unshuffle4: (source: number, target: number, items: number) => void;
}

const PAGE = 65_536;
/** Behind what the module keeps for itself. */
const BASE = 4096;
/** Room behind each buffer: copies in words read and write up to 32 bytes past an end. */
const MARGIN = 64;
/** Both buffers together; addresses have a sign in JavaScript, and memory must not stay large for one odd chunk. */
const MOST_BYTES = 256 << 20;

const align = (n: number): number => Math.ceil(n / MARGIN) * MARGIN;

/** One instance, whose memory grows. */
class Lz4Decoder {
  readonly #exports: DecoderExports;

  constructor() {
    const abort = (): never => {
      throw new Error("The LZ4 decoder stopped on a broken invariant.");
    };
    const module = new WebAssembly.Module(Uint8Array.from(atob(lz4DecoderBytes), (c) => c.charCodeAt(0)));
    this.#exports = new WebAssembly.Instance(module, { env: { abort } }).exports as unknown as DecoderExports;
  }
  /** Fills `target` from one block. False where the block is broken or holds another number of bytes. */
  decode(source: Uint8Array, target: Uint8Array): boolean {
    const to = this.#place(source, target.length);
    if (this.#exports.decodeLz4(BASE, source.length, to, target.length) !== 1) return false;
    this.#take(to, target);
    return true;
  }
  /** Items of 2 or 4 bytes from their bytes side by side. */
  unshuffle(source: Uint8Array, target: Uint8Array, itemSize: 2 | 4): void {
    const to = this.#place(source, target.length);
    this.#exports[itemSize === 2 ? "unshuffle2" : "unshuffle4"](BASE, to, Math.floor(source.length / itemSize));
    this.#take(to, target);
  }
  /** Copies the source in, and gives the address for `size` bytes of results. */
  #place(source: Uint8Array, size: number): number {
    const to = BASE + align(source.length + MARGIN);
    const needed = to + align(size + MARGIN);
    const { memory } = this.#exports;
    if (needed > memory.buffer.byteLength) memory.grow(Math.ceil((needed - memory.buffer.byteLength) / PAGE));
    new Uint8Array(memory.buffer, BASE, source.length).set(source);
    return to;
  }
  #take(from: number, target: Uint8Array): void {
    target.set(new Uint8Array(this.#exports.memory.buffer, from, target.length));
  }
}

let shared: Lz4Decoder | undefined;

/** The instance of this thread, made when first needed; undefined for data that it should not take into its memory. */
export function lz4Decoder(bytes: number): Lz4Decoder | undefined {
  if (bytes > MOST_BYTES) return undefined;
  shared ??= new Lz4Decoder();
  return shared;
}
