/**
 * One strip or tile: from stored bytes to samples.
 * @module
 */
import type { TypedArray } from "../../array/dtype.ts";
import { FormatError, isVoxmillError } from "../../errors.ts";
import { inflate } from "./inflate.ts";
import { decodeLzw } from "./lzw.ts";
import { decodePackBits } from "./packbits.ts";
import { type Page, readerOf } from "./page.ts";
import { toSamples } from "./samples.ts";

const decoders: { readonly [name: string]: (data: Uint8Array, limit: number) => Uint8Array } = {
  none: (data, limit) => data.subarray(0, limit),
  lzw: decodeLzw,
  packbits: decodePackBits,
  deflate: (data, limit) => inflate(data, limit),
};

/**
 * Decodes `rows` rows of a segment. The result may be a view of `stored`. `what` names the segment in errors.
 * Bytes past the expected ones are ignored, as every reader does; missing ones are a FormatError.
 */
export function decodeSegment(page: Page, stored: Uint8Array, rows: number, what: string): TypedArray {
  const { grid, compression } = page;
  const expected = rows * grid.rowBytes;
  const decode = decoders[compression.name];
  if (decode === undefined) throw new TypeError(`a page with the compression ${compression.name} must not be opened`);
  let bytes: Uint8Array;
  try {
    bytes = decode(page.reversed ? reverseBits(stored) : stored, expected);
  } catch (cause) {
    if (isVoxmillError(cause)) throw cause;
    const { path } = readerOf(page);
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(`Expected ${compression.name} data in ${what}, found ${found} (${path}).`, { path, cause });
  }
  if (bytes.length < expected) {
    throw readerOf(page).broken(`Expected ${expected} bytes from ${what}, found ${bytes.length} after ${compression.name} decoding.`);
  }
  return toSamples(bytes, page.layout, grid.segmentWidth * grid.segmentSamples, grid.segmentSamples);
}

/** FillOrder 2: the first bit of a byte is its lowest. */
function reverseBits(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => {
    const pairs = ((byte & 0x55) << 1) | ((byte >> 1) & 0x55);
    const nibbles = ((pairs & 0x33) << 2) | ((pairs >> 2) & 0x33);
    return (nibbles << 4) | (nibbles >> 4);
  });
}
