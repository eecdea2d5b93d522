/**
 * Faster decoders from Node's own zlib. Encoders stay as they are: their bytes must be the same everywhere.
 * @module
 */
import * as zlib from "node:zlib";
import { CorruptData, checkDecodedSize, type Decode } from "../codec/codec.ts";
import { registerDecoder } from "../codec/registry.ts";
import { setInflater } from "../deflate/index.ts";
import { inflateWithFflate, setInflate } from "../tiff/inflate.ts";
import { nativeInflater } from "./stream-inflater.ts";

type Inflate = (data: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

/** Synchronous, since workers are the parallelism here; a chunk takes a few milliseconds. */
function decoderBy(inflate: Inflate): Decode {
  return (data, size) => {
    let result: Uint8Array;
    try {
      // One byte more than allowed, so that data that is too long is told apart from data that is broken.
      result = inflate(data, { maxOutputLength: size.bytes + 1 });
    } catch (error) {
      throw new CorruptData(`${(error as Error).message}`);
    }
    checkDecodedSize(result.length, size);
    return new Uint8Array(result.buffer, result.byteOffset, result.byteLength);
  };
}

/** One TIFF tile. Node refuses streams that are longer than asked for; those are rare, and the portable decoder cuts them. */
function inflateTile(data: Uint8Array, limit: number): Uint8Array {
  try {
    return zlib.inflateSync(data, { maxOutputLength: Math.max(1, limit) });
  } catch (error) {
    if ((error as { readonly code?: string }).code === "ERR_BUFFER_TOO_LARGE") return inflateWithFflate(data, limit);
    throw error;
  }
}

/**
 * Decodes gzip and zlib by `node:zlib` from now on, and zstd where this Node has it (22.15 and later). Returns a function that takes
 * it back.
 */
export function useNativeDecoders(): () => void {
  const { zstdDecompressSync } = zlib as unknown as { readonly zstdDecompressSync?: Inflate };
  const undo = [registerDecoder("gzip", decoderBy(zlib.gunzipSync)), registerDecoder("zlib", decoderBy(zlib.inflateSync))];
  setInflater(nativeInflater);
  setInflate(inflateTile);
  if (zstdDecompressSync !== undefined) undo.push(registerDecoder("zstd", decoderBy(zstdDecompressSync)));
  return () => {
    for (const takeBack of undo) takeBack();
    setInflater();
    setInflate(inflateWithFflate);
  };
}
