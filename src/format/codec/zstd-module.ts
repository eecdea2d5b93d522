/**
 * The Zstandard encoder in WebAssembly, called by address: bytes are copied in once and out once, and buffers and contexts stay.
 * What it writes is pinned with its version; frames are read by a decoder of our own (`zstd-decoder.ts`), which is faster.
 *
 * The module is the C library built by Emscripten, as `@bokuweb/zstd-wasm` 0.0.27 ships it; the build puts its bytes beside this
 * file. Emscripten shortens the names of exports; which is which is pinned here with the version and held by tests that compare
 * its bytes with those of another build.
 * @module
 */
import { zstdBytes } from "./zstd-bytes.ts";

interface ZstdExports {
  readonly f: WebAssembly.Memory;
  /** Initialises the module. */
  readonly g: () => void;
  /** ZSTD_isError */
  readonly h: (code: number) => number;
  /** ZSTD_compressBound */
  readonly i: (size: number) => number;
  /** ZSTD_createCCtx */
  readonly j: () => number;
  /** ZSTD_compress_usingDict */
  readonly l: (
    context: number,
    target: number,
    room: number,
    source: number,
    size: number,
    dictionary: number,
    length: number,
    level: number,
  ) => number;
  /** malloc */
  readonly s: (size: number) => number;
  /** free */
  readonly t: (address: number) => void;
}

/** Buffers larger than this are given back after use. */
const KEPT_BYTES = 64 << 20;

/** A buffer that grows. */
class Scratch {
  readonly #exports: ZstdExports;
  #address = 0;
  #size = 0;
  constructor(exports: ZstdExports) {
    this.#exports = exports;
  }
  reserve(size: number): number {
    if (size <= this.#size) return this.#address;
    this.release();
    this.#address = this.#exports.s(size) >>> 0;
    if (this.#address === 0) throw new RangeError(`no memory for ${size} bytes of zstd data`);
    this.#size = size;
    return this.#address;
  }
  release(): void {
    if (this.#size > 0) this.#exports.t(this.#address);
    this.#size = 0;
  }
  settle(): void {
    if (this.#size > KEPT_BYTES) this.release();
  }
}

/** One instance of the library. */
class ZstdModule {
  readonly #exports: ZstdExports;
  readonly #compressing: number;
  readonly #source: Scratch;
  readonly #target: Scratch;

  constructor() {
    const bytes = Uint8Array.from(atob(zstdBytes), (c) => c.charCodeAt(0));
    const stop = (): never => {
      throw new Error("The zstd module stopped.");
    };
    // proc_exit, keepalive_clear, abort, setitimer: never reached; resize_heap: up to 2 GiB.
    const imports = { a: { a: stop, b: () => {}, c: stop, d: () => 0, e: (size: number) => this.#grow(size >>> 0) } };
    this.#exports = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports as unknown as ZstdExports;
    this.#exports.g();
    this.#compressing = this.#exports.j();
    this.#source = new Scratch(this.#exports);
    this.#target = new Scratch(this.#exports);
  }

  #grow(size: number): number {
    if (size > 2 ** 31) return 0;
    const { f: memory } = this.#exports;
    const wanted = Math.max(size, Math.min(2 ** 31, memory.buffer.byteLength * 1.2));
    try {
      memory.grow(Math.ceil((wanted - memory.buffer.byteLength) / 65_536));
      return 1;
    } catch {
      return 0;
    }
  }

  compress(data: Uint8Array, level: number): Uint8Array {
    const room = this.#exports.i(data.length);
    const source = this.#put(data);
    const target = this.#target.reserve(room);
    return this.#take(this.#exports.l(this.#compressing, target, room, source, data.length, 0, 0, level), target);
  }
  #put(data: Uint8Array): number {
    const address = this.#source.reserve(Math.max(1, data.length));
    new Uint8Array(this.#exports.f.buffer, address, data.length).set(data);
    return address;
  }
  #take(length: number, target: number): Uint8Array {
    if (this.#exports.h(length) !== 0) throw new Error(`The zstd encoder stopped (error ${-length}).`);
    const result = new Uint8Array(this.#exports.f.buffer, target, length >>> 0).slice();
    this.#source.settle();
    this.#target.settle();
    return result;
  }
}

let shared: ZstdModule | undefined;

/** The instance of this thread, made when first needed. */
export function zstdModule(): ZstdModule {
  shared ??= new ZstdModule();
  return shared;
}
