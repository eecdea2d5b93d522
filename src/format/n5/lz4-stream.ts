/**
 * The stream of lz4-java, which N5 calls "lz4": frames of one LZ4 block each, with a checksum.
 * Format after LZ4BlockOutputStream of lz4-java 1.8.
 * @module
 */
import { CorruptData, checkDecodedSize, type DecodedSize } from "../codec/codec.ts";
import { decodeLz4Block } from "../codec/lz4.ts";
import { xxHash32 } from "./xx-hash.ts";

const magic = new TextEncoder().encode("LZ4Block");
const headerSize = magic.length + 13;
const method = { copied: 0x10, lz4: 0x20 } as const;
/** lz4-java keeps 28 bits of XXH32 with this seed. */
const seed = 0x9747b28c;

/** Decodes frames until the empty one that ends the stream (or the data does). Throws CorruptData where they are broken. */
export function decodeLz4Stream(data: Uint8Array, size: DecodedSize): Uint8Array {
  const result = new Uint8Array(size.bytes);
  let length = 0;
  for (let at = 0; at < data.length; ) {
    if (data.length - at < headerSize || magic.some((byte, i) => data[at + i] !== byte))
      throw new CorruptData("a frame of its LZ4 stream does not begin as it should");
    const view = new DataView(data.buffer, data.byteOffset + at + magic.length, 13);
    const [stored, decoded, checksum] = [view.getInt32(1, true), view.getInt32(5, true), view.getUint32(9, true)];
    at += headerSize;
    if (decoded === 0) break;
    if (stored < 0 || stored > data.length - at || decoded < 0) throw new CorruptData("a frame of its LZ4 stream lies outside");
    if (decoded > result.length - length) throw new CorruptData(`expected at most ${size.bytes} bytes when decoded, found more`);
    const source = data.subarray(at, at + stored);
    const target = result.subarray(length, length + decoded);
    const how = view.getUint8(0) & 0xf0;
    if (how === method.lz4) decodeLz4Block(source, target);
    else if (how === method.copied && stored === decoded) target.set(source);
    else throw new CorruptData(`a frame of its LZ4 stream is packed in an unknown way (${how})`);
    if ((xxHash32(target, seed) & 0xfffffff) !== checksum) throw new CorruptData("the checksum of its LZ4 stream does not fit");
    at += stored;
    length += decoded;
  }
  checkDecodedSize(length, size);
  return result.subarray(0, length);
}
