/**
 * The Zstandard decoder in WebAssembly: `assembly/zstd` has it in source.
 *
 * The module owns its memory: tables, then the frames, then what they hold. It never reads or writes outside of these, whatever the
 * data says, and never writes more than it is given room for.
 * @module
 */
import { CorruptData } from "./codec.ts";
import { zstdDecoderBytes } from "./zstd-decoder-bytes.ts";

interface DecoderExports {
  readonly memory: WebAssembly.Memory;
  /** Address of the first byte behind the tables. */
  readonly buffers: WebAssembly.Global;
  /** Decodes the `size` bytes at `buffers` to `target`. Gives the bytes written, or what is wrong, as a number below zero. */
  readonly decode: (size: number, target: number, room: number) => number;
}

const PAGE = 65_536;
/** Room between the buffers and behind the last one that the decoder may read or write. */
const MARGIN = 64;
/** A memory larger than this is given back after use. */
const KEPT_BYTES = 64 << 20;
/** Addresses and lengths are 32 bits, lengths with a sign. */
const MOST_BYTES = 2 ** 31 - PAGE;

/** What the numbers of assembly/zstd/errors.ts say; `room` is what the caller expected. */
const faults: ReadonlyMap<number, (room: number) => string> = new Map<number, (room: number) => string>([
  [-1, () => "its zstd frame is cut short"],
  [-2, () => "it does not begin as zstd does"],
  [-3, () => "its zstd frame is broken"],
  [-4, (room) => `expected at most ${room} bytes when decoded, found more`],
  [-5, () => "its zstd frame does not hold as many bytes as it says"],
  [-6, () => "the checksum of its zstd frame does not fit"],
  [-7, () => "its zstd frame needs a dictionary, which nobody gives"],
]);

const align = (n: number): number => Math.ceil(n / MARGIN) * MARGIN;

let module: WebAssembly.Module | undefined;

/** One instance, with buffers that grow. */
class ZstdDecoder {
  readonly #exports: DecoderExports;
  readonly #base: number;

  constructor() {
    const abort = (): never => {
      throw new Error("The zstd decoder stopped on a broken invariant.");
    };
    module ??= new WebAssembly.Module(Uint8Array.from(atob(zstdDecoderBytes), (c) => c.charCodeAt(0)));
    this.#exports = new WebAssembly.Instance(module, { env: { abort } }).exports as unknown as DecoderExports;
    this.#base = this.#exports.buffers.value as number;
  }
  /** Bytes of the memory now. */
  get bytes(): number {
    return this.#exports.memory.buffer.byteLength;
  }
  decode(data: Uint8Array, room: number, into: Uint8Array | undefined): Uint8Array {
    const { memory, decode } = this.#exports;
    const target = align(this.#base + data.length + MARGIN);
    const missing = target + room + MARGIN - this.bytes;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    new Uint8Array(memory.buffer, this.#base, data.length).set(data);
    const length = decode(data.length, target, room);
    if (length < 0) throw new CorruptData((faults.get(length) as (room: number) => string)(room));
    const found = new Uint8Array(memory.buffer, target, length);
    if (into === undefined || into.length < length) return found.slice();
    into.set(found);
    return into.subarray(0, length);
  }
}

let shared: ZstdDecoder | undefined;

/**
 * Decodes all frames of the data, which hold at most `room` bytes: to the beginning of `into` where they fit, else to a new array.
 * Throws CorruptData, or RangeError where data and room are too much for one memory.
 */
export function decodeZstdFrames(data: Uint8Array, room: number, into?: Uint8Array): Uint8Array {
  if (data.length > MOST_BYTES || room > MOST_BYTES)
    throw new RangeError(`no memory for ${Math.max(data.length, room)} bytes of zstd data`);
  shared ??= new ZstdDecoder();
  try {
    return shared.decode(data, room, into);
  } finally {
    if (shared.bytes > KEPT_BYTES) shared = undefined;
  }
}
