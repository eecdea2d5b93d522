/**
 * gzip (RFC 1952) and zlib (RFC 1950) around deflate. Checksums are verified.
 * @module
 */
import { type GzipOptions, gzipSync, inflateSync, type ZlibOptions, zlibSync } from "fflate";
import { type BytesCodec, type CodecConfiguration, CorruptData, checkDecodedSize, type Decode, type DecodedSize } from "./codec.ts";
import { levelOf } from "./configuration.ts";
import { adler32, crc32 } from "./crc.ts";

/** Inflates into one byte more than allowed: fflate drops what does not fit, and the full buffer tells. */
function inflate(body: Uint8Array, size: DecodedSize): Uint8Array {
  let result: Uint8Array;
  try {
    result = inflateSync(body, { out: new Uint8Array(size.bytes + 1) });
  } catch (error) {
    throw new CorruptData(`deflate: ${(error as Error).message}`);
  }
  checkDecodedSize(result.length, size);
  return result;
}

/** Where the deflate stream of a gzip member begins. */
function gzipBody(data: Uint8Array): number {
  if (data.length < 18 || data[0] !== 0x1f || data[1] !== 0x8b || data[2] !== 8) throw new CorruptData("it does not begin as gzip does");
  const flags = data[3] as number;
  let at = 10;
  if (flags & 4) at += 2 + (data[at] as number) + 256 * (data[at + 1] as number);
  for (const flag of [8, 16]) {
    if (!(flags & flag)) continue;
    const end = data.indexOf(0, at);
    at = end < 0 ? data.length : end + 1;
  }
  if (flags & 2) at += 2;
  if (at > data.length - 8) throw new CorruptData("its gzip header is cut short");
  return at;
}

/** Decodes one gzip member. */
export const decodeGzip: Decode = (data, size) => {
  const end = data.length - 8;
  const result = inflate(data.subarray(gzipBody(data), end), size);
  const stored = new DataView(data.buffer, data.byteOffset + end, 8);
  if (stored.getUint32(4, true) !== result.length % 2 ** 32 || stored.getUint32(0, true) !== crc32(result))
    throw new CorruptData("its gzip checksum does not fit");
  return result;
};

/** Decodes one zlib stream without a preset dictionary. */
export const decodeZlib: Decode = (data, size) => {
  const head = data.length < 6 ? 0 : (data[0] as number) * 256 + (data[1] as number);
  if (head === 0 || (head >> 8) % 16 !== 8 || head % 31 !== 0 || head & 32) throw new CorruptData("it does not begin as zlib does");
  const end = data.length - 4;
  const result = inflate(data.subarray(2, end), size);
  if (new DataView(data.buffer, data.byteOffset + end, 4).getUint32(0) !== adler32(result))
    throw new CorruptData("its zlib checksum does not fit");
  return result;
};

/** `level` 0 to 9. The time in the header is 0, so that the same data gives the same bytes. */
export function gzipCodec(configuration: CodecConfiguration): BytesCodec {
  const level = levelOf("gzip", configuration, 0, 9, 1) as NonNullable<GzipOptions["level"]>;
  return { decode: decodeGzip, encode: (data) => gzipSync(data, { level, mtime: 0 }) };
}

/** `level` 0 to 9. */
export function zlibCodec(configuration: CodecConfiguration): BytesCodec {
  const level = levelOf("zlib", configuration, 0, 9, 1) as NonNullable<ZlibOptions["level"]>;
  return { decode: decodeZlib, encode: (data) => zlibSync(data, { level }) };
}
