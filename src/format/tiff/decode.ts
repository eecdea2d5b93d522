/**
 * One strip or tile: from stored bytes to samples.
 * @module
 */
import type { TypedArray } from "../../array/dtype.ts";
import { FormatError, isVoxmillError } from "../../errors.ts";
import { decodeZstd } from "../codec/zstd.ts";
import { decodeFax, type FaxForm } from "./fax.ts";
import { inflate } from "./inflate.ts";
import { decodeJpegSegment } from "./jpeg.ts";
import { decodeLzw } from "./lzw.ts";
import { decodePackBits } from "./packbits.ts";
import { type Page, readerOf } from "./page.ts";
import { toSamples } from "./samples.ts";
import { tag } from "./tags.ts";

/** Gives at least the first `limit` bytes of a segment of `full` bytes, where the data hold them. */
type SegmentDecoder = (data: Uint8Array, limit: number, page: Page, full: number) => Uint8Array | Promise<Uint8Array>;

const fax =
  (group: FaxForm["group"], align = 8): SegmentDecoder =>
  async (data, limit, { grid, ifd }) => {
    const twoDimensional = group === 3 && ((await ifd.number(tag.t4Options, 0)) & 1) === 1;
    return decodeFax(data, Math.ceil(limit / grid.rowBytes), { width: grid.segmentWidth, group, twoDimensional, align });
  };

const decoders: { readonly [name: string]: SegmentDecoder } = {
  none: (data, limit) => data.subarray(0, limit),
  lzw: decodeLzw,
  packbits: decodePackBits,
  deflate: (data, limit) => inflate(data, limit),
  // A frame that does not say its size is that of the whole segment.
  zstd: (data, _limit, _page, full) => decodeZstd(data, { bytes: full, exact: true }),
  jpeg: decodeJpegSegment,
  "ccitt-rle": fax("plain"),
  "ccitt-rle-word": fax("plain", 16),
  "ccitt-group3": fax(3),
  "ccitt-group4": fax(4),
};

/**
 * Decodes the first `rows` rows of a segment of `full` rows. The result may be a view of `stored`. `what` names the segment in errors.
 * Bytes past the expected ones are ignored, as every reader does; missing ones are a FormatError.
 */
export async function decodeSegment(page: Page, stored: Uint8Array, rows: number, full: number, what: string): Promise<TypedArray> {
  const { grid, compression } = page;
  const expected = rows * grid.rowBytes;
  const decode = decoders[compression.name];
  if (decode === undefined) throw new TypeError(`a page with the compression ${compression.name} must not be opened`);
  let bytes: Uint8Array;
  try {
    bytes = await decode(page.reversed ? reverseBits(stored) : stored, expected, page, full * grid.rowBytes);
  } catch (cause) {
    if (isVoxmillError(cause)) throw cause;
    const { path } = readerOf(page);
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(`Expected ${compression.name} data in ${what}, found ${found} (${path}).`, { path, cause });
  }
  if (bytes.length < expected) {
    throw readerOf(page).broken(`Expected ${expected} bytes from ${what}, found ${bytes.length} after ${compression.name} decoding.`);
  }
  return toSamples(
    bytes.length === expected ? bytes : bytes.subarray(0, expected),
    page.layout,
    grid.segmentWidth * grid.segmentSamples,
    grid.segmentSamples,
  );
}

/** FillOrder 2: the first bit of a byte is its lowest. */
function reverseBits(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => {
    const pairs = ((byte & 0x55) << 1) | ((byte >> 1) & 0x55);
    const nibbles = ((pairs & 0x33) << 2) | ((pairs >> 2) & 0x33);
    return (nibbles << 4) | (nibbles >> 4);
  });
}
