/**
 * bzip2. Decoder only: block-sorted, Huffman-coded data is slow to write and met in old files.
 * Format after "bzip2 and libbzip2, version 1.0" (Seward) and the format description of Tsai (2016).
 * @module
 */
import { UnsupportedError } from "../../errors.ts";
import { BitReader } from "./bit-reader.ts";
import { BlockCrc } from "./bzip2-crc.ts";
import { readCodes, readSelectors, readSymbols, symbolReader } from "./bzip2-huffman.ts";
import { type BytesCodec, CorruptData, checkDecodedSize, type Decode, type DecodedSize } from "./codec.ts";

const blockMagic = [0x314159, 0x265359] as const;
const endMagic = [0x177245, 0x385090] as const;

/** What a decoder writes into; it never grows past what is allowed. */
class Output {
  readonly bytes: Uint8Array;
  length = 0;
  constructor(most: number) {
    this.bytes = new Uint8Array(most);
  }
  push(byte: number, count: number): void {
    if (count > this.bytes.length - this.length)
      throw new CorruptData(`expected at most ${this.bytes.length} bytes when decoded, found more`);
    this.bytes.fill(byte, this.length, this.length + count);
    this.length += count;
  }
}

/**
 * The last column of the sorted rotations of a block: symbols are places in a list that moves the latest byte to its front; the two
 * lowest code runs of that byte, as a number in bijective base two.
 */
function readColumn(bits: BitReader, symbols: Uint8Array, most: number): { readonly column: Uint32Array; readonly counts: Uint32Array } {
  const groups = bits.read(3);
  if (groups < 2 || groups > 6) throw new CorruptData(`expected 2 to 6 bzip2 tables, found ${groups}`);
  const selectors = readSelectors(bits, groups);
  const end = symbols.length + 1;
  const next = symbolReader(bits, readCodes(bits, groups, end + 1), selectors);
  const list = symbols.slice();
  const column = new Uint32Array(most);
  const counts = new Uint32Array(256);
  let length = 0;
  const append = (byte: number, count: number): void => {
    if (count > most - length) throw new CorruptData("a bzip2 block is longer than it may be");
    column.fill(byte, length, length + count);
    counts[byte] = (counts[byte] as number) + count;
    length += count;
  };
  for (let symbol = next(); symbol !== end; ) {
    if (symbol <= 1) {
      let run = 0;
      for (let weight = 1; symbol <= 1; weight *= 2) {
        run += weight << symbol;
        if (run > most) throw new CorruptData("a bzip2 block is longer than it may be");
        symbol = next();
      }
      append(list[0] as number, run);
      continue;
    }
    const place = symbol - 1;
    const byte = list[place] as number;
    list.copyWithin(1, 0, place);
    list[0] = byte;
    append(byte, 1);
    symbol = next();
  }
  return { column: column.subarray(0, length), counts };
}

/** Undoes the Burrows-Wheeler transform: the upper 24 bits of each entry become the way to the next byte. */
function linkRotations(column: Uint32Array, counts: Uint32Array): void {
  const starts = new Uint32Array(256);
  for (let byte = 1; byte < 256; byte++) starts[byte] = (starts[byte - 1] as number) + (counts[byte - 1] as number);
  for (let i = 0; i < column.length; i++) {
    const byte = (column[i] as number) & 255;
    const at = starts[byte] as number;
    starts[byte] = at + 1;
    column[at] = ((column[at] as number) & 255) | (i << 8);
  }
}

/** Decodes one block; the four equal bytes that begin a run are followed by how many more there are. */
function readBlock(bits: BitReader, output: Output, most: number): number {
  const expected = bits.read32();
  if (bits.read(1) === 1) throw new CorruptData("randomised bzip2 blocks (before 0.9.5) are not known");
  const origin = bits.read(24);
  const { column, counts } = readColumn(bits, readSymbols(bits), most);
  if (origin >= column.length) throw new CorruptData("a bzip2 block begins outside of itself");
  linkRotations(column, counts);
  const crc = new BlockCrc();
  let entry = column[(column[origin] as number) >>> 8] as number;
  let [last, repeated] = [-1, 0];
  for (let i = 0; i < column.length; i++) {
    const byte = entry & 255;
    entry = column[entry >>> 8] as number;
    const isCount = repeated === 4;
    const count = isCount ? byte : 1;
    const value = isCount ? last : byte;
    output.push(value, count);
    crc.add(value, count);
    repeated = isCount ? 0 : byte === last ? repeated + 1 : 1;
    last = value;
    if (isCount) last = -1;
  }
  if (crc.value !== expected) throw new CorruptData("the checksum of a bzip2 block does not fit");
  return expected;
}

/** Decodes one stream after the other until the data ends. */
function decodeStreams(data: Uint8Array, size: DecodedSize): Uint8Array {
  const output = new Output(size.bytes);
  const bits = new BitReader(data);
  do {
    const head = bits.read(24);
    const level = bits.read(8) - 48;
    if (head !== 0x425a68 || level < 1 || level > 9) throw new CorruptData("it does not begin as bzip2 does");
    let combined = 0;
    for (;;) {
      const magic = [bits.read(24), bits.read(24)];
      if (magic[0] === endMagic[0] && magic[1] === endMagic[1]) break;
      if (magic[0] !== blockMagic[0] || magic[1] !== blockMagic[1]) throw new CorruptData("a bzip2 block does not begin as it should");
      combined = (((combined << 1) | (combined >>> 31)) ^ readBlock(bits, output, level * 100_000)) >>> 0;
    }
    if (bits.read32() !== combined) throw new CorruptData("the checksum of its bzip2 stream does not fit");
    bits.alignToByte();
  } while (!bits.ended);
  checkDecodedSize(output.length, size);
  return output.bytes.subarray(0, output.length);
}

export const decodeBzip2: Decode = (data, size) => decodeStreams(data, size);

/** Takes no notice of `level`, which readers do not need. */
export function bzip2Codec(): BytesCodec {
  return {
    decode: decodeBzip2,
    encode: () => {
      throw new UnsupportedError("bzip2 is read but not written.", { hint: "Choose zstd or gzip." });
    },
  };
}
