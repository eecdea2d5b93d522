/**
 * The codec "crc32c": four bytes of checksum behind the data.
 * @module
 */
import { type BytesCodec, CorruptData } from "./codec.ts";
import { crc32c } from "./crc.ts";

/** Splits data and checksum, and checks that they belong together. The result is a view. */
export function checkedByCrc32c(data: Uint8Array): Uint8Array {
  const end = data.length - 4;
  if (end < 0) throw new CorruptData(`expected a checksum of 4 bytes, found ${data.length} bytes in all`);
  const body = data.subarray(0, end);
  const stored = new DataView(data.buffer, data.byteOffset + end, 4).getUint32(0, true);
  const found = crc32c(body);
  if (found !== stored) throw new CorruptData(`its CRC-32C is ${found.toString(16)}, but ${stored.toString(16)} was stored with it`);
  return body;
}

/** The data with its checksum behind. */
export function withCrc32c(data: Uint8Array): Uint8Array {
  const result = new Uint8Array(data.length + 4);
  result.set(data);
  new DataView(result.buffer).setUint32(data.length, crc32c(data), true);
  return result;
}

/** Takes no parameters. */
export function crc32cCodec(): BytesCodec {
  return { decode: checkedByCrc32c, encode: withCrc32c, encodedSize: (length) => length + 4 };
}
