/**
 * Zstandard (RFC 8878): frames one after another, with or without sizes and checksums, but without dictionaries.
 * @module
 */
import { type BytesCodec, type CodecConfiguration, checkDecodedSize, type Decode } from "./codec.ts";
import { levelOf } from "./configuration.ts";
import { decodeZstdFrames } from "./zstd-decoder.ts";
import { zstdModule } from "./zstd-module.ts";

/** Decodes one frame or several, never more than the size allows. */
export const decodeZstd: Decode = (data, size, into) => {
  const result = decodeZstdFrames(data, size.bytes, into);
  checkDecodedSize(result.length, size);
  return result;
};

/** `level` 1 to 22, 0 for the default 3; negative levels (faster, larger) are read but not written. `checksum` is checked when read. */
export function zstdCodec(configuration: CodecConfiguration): BytesCodec {
  const level = levelOf("zstd", configuration, -131_072, 22, 0);
  return { decode: decodeZstd, decodesInto: true, encode: async (data) => zstdModule().compress(data, level === 0 ? 3 : level) };
}
