/**
 * LZ4. The block decoder is our own, because it must hold its bounds whatever the data says; the encoder is numcodecs' (WebAssembly).
 * Block format: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 * @module
 */
import { type BytesCodec, type CodecConfiguration, CorruptData, checkDecodedSize, type Decode } from "./codec.ts";
import { integerOf } from "./configuration.ts";
import { lz4Decoder } from "./lz4-decoder.ts";

/** Copies `length` bytes that may overlap: the ones just written are read again, as LZ77 wants it. */
export function copyMatch(target: Uint8Array, at: number, distance: number, length: number): void {
  if (distance >= length) {
    if (length > 64) target.copyWithin(at, at - distance, at - distance + length);
    else for (let i = at, end = at + length; i < end; i++) target[i] = target[i - distance] as number;
  } else if (distance === 1) target.fill(target[at - 1] as number, at, at + length);
  else for (let i = at, end = at + length; i < end; i++) target[i] = target[i - distance] as number;
}

const cut = (): CorruptData => new CorruptData("its LZ4 block is broken or does not have the expected size");

/** Blocks below this are decoded here: the way into the memory of the module and back takes longer. */
const smallBlock = 512;

/** Decodes one LZ4 block into the whole of `target`. Throws CorruptData unless both end together. */
export function decodeLz4Block(source: Uint8Array, target: Uint8Array): void {
  const decoder = target.length < smallBlock ? undefined : lz4Decoder(source.length + target.length);
  if (decoder === undefined) decodePlain(source, target);
  else if (!decoder.decode(source, target)) throw cut();
}

/** The same without WebAssembly: for small blocks, and what the tests compare with. */
export function decodePlain(source: Uint8Array, target: Uint8Array): void {
  const end = source.length;
  let from = 0;
  let to = 0;
  while (from < end) {
    const token = source[from++] as number;
    let literals = token >> 4;
    if (literals === 15) {
      let more: number;
      do {
        if (from >= end) throw cut();
        more = source[from++] as number;
        literals += more;
      } while (more === 255);
    }
    if (literals > end - from || literals > target.length - to) throw cut();
    if (literals > 32) target.set(source.subarray(from, from + literals), to);
    else for (let i = 0; i < literals; i++) target[to + i] = source[from + i] as number;
    from += literals;
    to += literals;
    if (from === end) break;
    if (end - from < 2) throw cut();
    const distance = (source[from] as number) | ((source[from + 1] as number) << 8);
    from += 2;
    let length = (token & 15) + 4;
    if (length === 19) {
      let more: number;
      do {
        if (from >= end) throw cut();
        more = source[from++] as number;
        length += more;
      } while (more === 255);
    }
    if (distance === 0 || distance > to || length > target.length - to) throw cut();
    copyMatch(target, to, distance, length);
    to += length;
  }
  if (to !== target.length) throw cut();
}

/** Decodes numcodecs' "lz4": four bytes of decoded size (little endian), then one block. */
export const decodeLz4: Decode = (data, size) => {
  if (data.length < 5) throw new CorruptData(`expected LZ4 data with a header of 4 bytes, found ${data.length} bytes`);
  const length = new DataView(data.buffer, data.byteOffset, 4).getUint32(0, true);
  checkDecodedSize(length, size);
  const target = new Uint8Array(length);
  decodeLz4Block(data.subarray(4), target);
  return target;
};

/** Encodes as numcodecs' "lz4" does: size, then one block. */
export async function encodeLz4(data: Uint8Array, acceleration: number): Promise<Uint8Array> {
  const { default: LZ4 } = await import("numcodecs/lz4");
  return LZ4.fromConfig({ id: "lz4", acceleration }).encode(data);
}

/** `acceleration` 1 to 65,537: higher is faster and larger. */
export function lz4Codec(configuration: CodecConfiguration): BytesCodec {
  const acceleration = integerOf("lz4", configuration, "acceleration", 0, 65_537, 1);
  return { decode: decodeLz4, encode: (data) => encodeLz4(data, acceleration) };
}
