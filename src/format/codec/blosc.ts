/**
 * Blosc 1: a container of blocks, shuffled and compressed one by one.
 *
 * Container and shuffles are handled here; blocks by the codecs beside. (The Blosc of numcodecs ignores its decoder's error code and
 * hands out stale memory for broken data; and its encoder assumes four-byte items whatever it is told.)
 * Format: README_CHUNK_FORMAT.rst of c-blosc 1.21.
 * @module
 */
import { UnsupportedError } from "../../errors.ts";
import { decodeBlosclz } from "./blosclz.ts";
import { type BytesCodec, type CodecConfiguration, CorruptData, checkDecodedSize, type Decode } from "./codec.ts";
import { integerOf } from "./configuration.ts";
import { decodeZlib } from "./deflate.ts";
import { decodeLz4Block, encodeLz4 } from "./lz4.ts";
import { shuffleBytes, unshuffleBits, unshuffleBytes } from "./shuffle.ts";
import { decodeZstd, zstdCodec } from "./zstd.ts";

const headerSize = 16;
const flag = { byteShuffle: 1, copied: 2, bitShuffle: 4, unsplit: 16 } as const;
/** Blocks are split into one stream per byte of an item, if items are small and the streams are long enough. */
const mostSplits = 16;
const shortestSplit = 128;

interface Header {
  readonly flags: number;
  readonly itemSize: number;
  readonly bytes: number;
  readonly blockSize: number;
}

function readHeader(data: Uint8Array): Header {
  if (data.length < headerSize) throw new CorruptData(`expected a Blosc header of ${headerSize} bytes, found ${data.length} bytes in all`);
  const view = new DataView(data.buffer, data.byteOffset, headerSize);
  const header = {
    flags: view.getUint8(2),
    itemSize: view.getUint8(3),
    bytes: view.getUint32(4, true),
    blockSize: view.getUint32(8, true),
  };
  if (view.getUint8(0) !== 2) throw new CorruptData(`it does not begin as Blosc 1 does (version ${view.getUint8(0)}, expected 2)`);
  if (view.getUint32(12, true) !== data.length)
    throw new CorruptData(`expected ${view.getUint32(12, true)} bytes of Blosc data, found ${data.length}`);
  if (header.itemSize === 0 || header.blockSize === 0) throw new CorruptData("its Blosc header holds zeros");
  return header;
}

type BlockDecoder = (source: Uint8Array, target: Uint8Array) => void | Promise<void>;

const toTarget =
  (decode: Decode): BlockDecoder =>
  async (source, target) => {
    const found = await decode(source, { bytes: target.length, exact: true }, target);
    if (found.buffer !== target.buffer || found.byteOffset !== target.byteOffset) target.set(found);
  };

/** By the number in bits 5 to 7 of the flags. */
function blockDecoder(code: number): BlockDecoder {
  const known: readonly (BlockDecoder | undefined)[] = [
    decodeBlosclz,
    decodeLz4Block,
    undefined,
    toTarget(decodeZlib),
    toTarget(decodeZstd),
  ];
  const decoder = known[code];
  if (decoder === undefined)
    throw new UnsupportedError(`Blosc data packed with ${code === 2 ? "snappy" : `compressor ${code}`} cannot be read.`);
  return decoder;
}

/** One block: its streams one after another, each behind its length; a stream as long as what it holds is stored as it is. */
async function decodeBlock(data: Uint8Array, begin: number, target: Uint8Array, splits: number, decoder: BlockDecoder): Promise<void> {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const length = target.length / splits;
  let at = begin;
  for (let split = 0; split < splits; split++) {
    if (at < headerSize || at + 4 > data.length) throw new CorruptData("a block of its Blosc data lies outside");
    const stored = view.getInt32(at, true);
    at += 4;
    if (stored < 0 || stored > data.length - at) throw new CorruptData("a block of its Blosc data lies outside");
    const source = data.subarray(at, at + stored);
    const part = target.subarray(split * length, (split + 1) * length);
    if (stored === length) part.set(source);
    else await decoder(source, part);
    at += stored;
  }
}

const placeFor = (bytes: number, into: Uint8Array | undefined): Uint8Array =>
  into !== undefined && into.length >= bytes ? into.subarray(0, bytes) : new Uint8Array(bytes);

/** Decodes all block sizes, shuffles and compressors of Blosc 1 but snappy. */
export const decodeBlosc: Decode = async (data, size, into) => {
  const { flags, itemSize, bytes, blockSize } = readHeader(data);
  checkDecodedSize(bytes, size);
  if (bytes === 0) return new Uint8Array(0);
  if (flags & flag.copied) {
    if (data.length - headerSize !== bytes)
      throw new CorruptData(`expected ${bytes} bytes copied into Blosc, found ${data.length - headerSize}`);
    const result = placeFor(bytes, into);
    result.set(data.subarray(headerSize));
    return result;
  }
  const blocks = Math.ceil(bytes / blockSize);
  if (headerSize + 4 * blocks > data.length) throw new CorruptData("its Blosc block table is cut short");
  const decoder = blockDecoder(flags >> 5);
  const unshuffle =
    flags & flag.byteShuffle && itemSize > 1
      ? unshuffleBytes
      : flags & flag.bitShuffle && blockSize >= itemSize
        ? unshuffleBits
        : undefined;
  const starts = new DataView(data.buffer, data.byteOffset + headerSize, 4 * blocks);
  const result = placeFor(bytes, into);
  const scratch = unshuffle === undefined ? result : new Uint8Array(Math.min(blockSize, bytes));
  for (let block = 0; block < blocks; block++) {
    const target = result.subarray(block * blockSize, (block + 1) * blockSize);
    const whole = target.length === blockSize;
    const splits = !(flags & flag.unsplit) && whole && itemSize <= mostSplits && blockSize / itemSize >= shortestSplit ? itemSize : 1;
    const unpacked = unshuffle === undefined ? target : scratch.subarray(0, target.length);
    await decodeBlock(data, starts.getInt32(4 * block, true), unpacked, splits, decoder);
    unshuffle?.(unpacked, target, itemSize);
  }
  return result;
};

interface Packing {
  /** Number of the compressor in the flags. */
  readonly code: number;
  /** Version of the compressor's format, as Blosc writes it. */
  readonly version: number;
  readonly pack: (block: Uint8Array) => Promise<Uint8Array>;
}

function packing(name: unknown, level: number): Packing {
  if (name === "lz4") return { code: 1, version: 1, pack: async (block) => (await encodeLz4(block, 1)).subarray(4) };
  if (name === "zstd") {
    const { encode } = zstdCodec({ level: Math.max(1, level < 9 ? 2 * level - 1 : 22) });
    return { code: 4, version: 1, pack: async (block) => encode(block) };
  }
  throw new UnsupportedError(`Blosc data is written with cname "lz4" or "zstd", not ${JSON.stringify(name)}.`);
}

/** Fits the second-level cache of common processors, together with its shuffled copy. A multiple of all item sizes. */
const writtenBlock = 262_144;

async function encodeBlosc(data: Uint8Array, itemSize: number, shuffle: boolean, { code, version, pack }: Packing): Promise<Uint8Array> {
  const blockSize = Math.max(1, Math.min(writtenBlock, data.length));
  const parts: Uint8Array[] = [];
  const blocks = Math.ceil(data.length / blockSize);
  const starts = new DataView(new ArrayBuffer(4 * blocks));
  let at = headerSize + 4 * blocks;
  for (let block = 0; block < blocks; block++) {
    const source = data.subarray(block * blockSize, (block + 1) * blockSize);
    const shuffled = shuffle ? new Uint8Array(source.length) : source;
    if (shuffle) shuffleBytes(source, shuffled, itemSize);
    const packed = await pack(shuffled);
    const stored = packed.length < shuffled.length ? packed : shuffled;
    starts.setInt32(4 * block, at, true);
    parts.push(stored);
    at += 4 + stored.length;
  }
  const copied = at >= headerSize + data.length;
  const result = new Uint8Array(copied ? headerSize + data.length : at);
  const view = new DataView(result.buffer);
  const flags = (shuffle ? flag.byteShuffle : 0) | flag.unsplit | (copied ? flag.copied : 0) | (code << 5);
  result.set([2, version, flags, itemSize]);
  view.setUint32(4, data.length, true);
  view.setUint32(8, blockSize, true);
  view.setUint32(12, result.length, true);
  if (copied) result.set(data, headerSize);
  else {
    result.set(new Uint8Array(starts.buffer), headerSize);
    parts.forEach((part, block) => {
      const begin = starts.getInt32(4 * block, true);
      view.setInt32(begin, part.length, true);
      result.set(part, begin + 4);
    });
  }
  return result;
}

/**
 * `cname` (written: "lz4", "zstd"; read: all but "snappy"), `clevel` 0 to 9, `shuffle` ("noshuffle", "shuffle", "bitshuffle", or 0, 1, 2
 * in Zarr v2), `typesize`. Bit shuffle is read but not written.
 */
export function bloscCodec(configuration: CodecConfiguration): BytesCodec {
  const encode = async (data: Uint8Array): Promise<Uint8Array> => {
    const level = integerOf("blosc", configuration, "clevel", 0, 9, 5);
    const itemSize = integerOf("blosc", configuration, "typesize", 1, 255, 1);
    const shuffle = configuration["shuffle"] ?? "noshuffle";
    if (!["noshuffle", "shuffle", 0, 1].includes(shuffle as string | number))
      throw new UnsupportedError(`Blosc data is written with "noshuffle" or "shuffle", not ${JSON.stringify(shuffle)}.`);
    return encodeBlosc(data, itemSize, itemSize > 1 && (shuffle === "shuffle" || shuffle === 1), packing(configuration["cname"], level));
  };
  return { decode: decodeBlosc, decodesInto: true, encode };
}
