/**
 * The codec "shuffle" of numcodecs: a byte shuffle of the whole chunk, without compression.
 * @module
 */
import { type BytesCodec, type CodecConfiguration, checkDecodedSize } from "./codec.ts";
import { integerOf } from "./configuration.ts";
import { shuffleBytes, unshuffleBytes } from "./shuffle.ts";

/** `elementsize`: bytes of an item. @default 4, as numcodecs */
export function shuffleCodec(configuration: CodecConfiguration): BytesCodec {
  const itemSize = integerOf("shuffle", configuration, "elementsize", 1, 255, 4);
  const through = (shuffle: typeof shuffleBytes, data: Uint8Array): Uint8Array => {
    const result = new Uint8Array(data.length);
    shuffle(data, result, itemSize);
    return result;
  };
  return {
    decode: (data, size) => {
      checkDecodedSize(data.length, size);
      return through(unshuffleBytes, data);
    },
    encode: (data) => through(shuffleBytes, data),
    encodedSize: (length) => length,
  };
}
