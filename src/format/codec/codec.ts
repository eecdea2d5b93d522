/**
 * What a codec is: bytes to bytes, both ways.
 * @module
 */
import type { Json } from "../source.ts";

/** The parameters of a codec as its metadata spells them. */
export type CodecConfiguration = { readonly [name: string]: Json };

/** A codec as Zarr v3 names it; those of Zarr v2 are brought to the same form. */
export interface CodecSpec {
  readonly name: string;
  readonly configuration: CodecConfiguration;
}

/**
 * How much a decoder may give: exactly `bytes`, or at most that many where the amount is not known beforehand (a codec around
 * another one). A decoder never allocates more, whatever the data claims.
 */
export interface DecodedSize {
  readonly bytes: number;
  readonly exact: boolean;
}

/**
 * Throws CorruptData where the data is broken or does not give the expected size. `into` is a place that the caller lends for the
 * result: a decoder may use its beginning where the result fits, so that large chunks need no memory of their own, or leave it.
 */
export type Decode = (data: Uint8Array, size: DecodedSize, into?: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** The same bytes give the same bytes, on every machine: encoders are pinned and take no native short cut. */
export type Encode = (data: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** One bytes-to-bytes codec with its parameters bound. */
export interface BytesCodec {
  readonly decode: Decode;
  /** Whether `decode` uses the place that it is lent. */
  readonly decodesInto?: boolean | undefined;
  readonly encode: Encode;
  /** Bytes that `length` bytes become, for codecs where that is fixed (checksums, shuffles). */
  readonly encodedSize?: ((length: number) => number) | undefined;
}

/** Data that its codec cannot read. Inside this folder only: whoever knows file and chunk makes a FormatError of it. */
export class CorruptData extends Error {
  override readonly name = "CorruptData";
}

/** Throws unless a decoder gave as much as it should. */
export function checkDecodedSize(found: number, size: DecodedSize): void {
  if (size.exact ? found === size.bytes : found <= size.bytes) return;
  const more = found > size.bytes ? "more" : String(found);
  throw new CorruptData(`expected ${size.exact ? "" : "at most "}${size.bytes} bytes when decoded, found ${more}`);
}

/**
 * The most bytes that a chunk of `length` bytes can take when stored. No codec here adds more than some per mille to data that
 * does not compress; what is longer is not that chunk, and is not read into memory.
 */
export const storedLimit = (length: number): number => 2 * length + 65_536;
