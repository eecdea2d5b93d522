/**
 * Codecs by name, loaded when first used: who reads gzip never loads the WebAssembly of zstd.
 * @module
 */
import { UnsupportedError } from "../../errors.ts";
import type { BytesCodec, CodecConfiguration, CodecSpec, Decode } from "./codec.ts";

type Loader = () => Promise<(configuration: CodecConfiguration) => BytesCodec>;

const loaders = new Map<string, Loader>([
  ["gzip", async () => (await import("./deflate.ts")).gzipCodec],
  ["zlib", async () => (await import("./deflate.ts")).zlibCodec],
  ["zstd", async () => (await import("./zstd.ts")).zstdCodec],
  ["blosc", async () => (await import("./blosc.ts")).bloscCodec],
  ["lz4", async () => (await import("./lz4.ts")).lz4Codec],
  ["bz2", async () => (await import("./bzip2.ts")).bzip2Codec],
  ["crc32c", async () => (await import("./crc32c.ts")).crc32cCodec],
  ["shuffle", async () => (await import("./shuffle-codec.ts")).shuffleCodec],
]);

/** Zarr v3 calls the codecs of the numcodecs package "numcodecs.lz4" and so on. */
export const plainName = (name: string): string => name.replace(/^numcodecs\./, "");

/** True for bytes-to-bytes codecs that can be read. */
export const isKnownCodec = (name: string): boolean => loaders.has(plainName(name));

const fasterDecoders = new Map<string, Decode>();

/**
 * Decodes a codec by other means from now on: for native decoders, which the edge knows. Encoders cannot be replaced, since their bytes
 * must be the same everywhere. Returns a function that takes it back.
 */
export function registerDecoder(name: string, decode: Decode): () => void {
  fasterDecoders.set(name, decode);
  return () => {
    if (fasterDecoders.get(name) === decode) fasterDecoders.delete(name);
  };
}

/** Loads a codec and binds its parameters. Throws UnsupportedError for unknown names and parameters. */
export async function loadCodec({ name, configuration }: CodecSpec): Promise<BytesCodec> {
  const plain = plainName(name);
  const load = loaders.get(plain);
  if (load === undefined)
    throw new UnsupportedError(`The codec "${name}" is not known.`, { hint: `Known are ${[...loaders.keys()].join(", ")}.` });
  const codec = (await load())(configuration);
  const decode: Decode = (data, size, into) => (fasterDecoders.get(plain) ?? codec.decode)(data, size, into);
  return { ...codec, decode, decodesInto: codec.decodesInto === true && !fasterDecoders.has(plain) };
}
