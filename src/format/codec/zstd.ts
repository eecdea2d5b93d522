/**
 * Zstandard (RFC 8878).
 *
 * Frames are read here first: each must lie whole in the data and say its size, or the size must be known from elsewhere. Then the
 * decoder works in one pass, within a buffer of that size, and refuses what does not fit.
 * @module
 */
import { type BytesCodec, type CodecConfiguration, CorruptData, checkDecodedSize, type Decode, type DecodedSize } from "./codec.ts";
import { levelOf } from "./configuration.ts";
import { zstdModule } from "./zstd-module.ts";

const magic = 0xfd2fb528;

interface Frame {
  /** First byte behind the frame. */
  readonly end: number;
  /** Bytes when decoded, where the frame says so. */
  readonly content: number | undefined;
  /** True for a frame that holds no data ("skippable"). */
  readonly skip: boolean;
}

function readContentSize(view: DataView, at: number, width: number): number {
  if (width === 1) return view.getUint8(at);
  if (width === 2) return view.getUint16(at, true) + 256;
  if (width === 4) return view.getUint32(at, true);
  return Number(view.getBigUint64(at, true));
}

/** Follows the blocks of a frame to its end. Layout: RFC 8878, section 3.1.1. */
function readFrame(view: DataView, begin: number): Frame {
  const word = view.getUint32(begin, true);
  if (word >>> 4 === 0x184d2a5) {
    const end = begin + 8 + view.getUint32(begin + 4, true);
    if (end > view.byteLength) throw new RangeError();
    return { end, content: 0, skip: true };
  }
  if (word !== magic) throw new CorruptData("it does not begin as zstd does");
  const descriptor = view.getUint8(begin + 4);
  const single = (descriptor & 32) !== 0;
  const width = [single ? 1 : 0, 2, 4, 8][descriptor >> 6] as number;
  const contentAt = begin + 5 + (single ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] as number);
  const blocks = contentAt + width;
  let at = blocks;
  for (let last = false; !last; ) {
    const header = view.getUint16(at, true) + view.getUint8(at + 2) * 65_536;
    last = (header & 1) === 1;
    at += 3 + (((header >> 1) & 3) === 1 ? 1 : header >> 3);
  }
  const end = at + (descriptor & 4 ? 4 : 0);
  if (end > view.byteLength) throw new RangeError();
  return { end, content: width === 0 ? undefined : readContentSize(view, contentAt, width), skip: false };
}

function framesOf(data: Uint8Array): (Frame & { readonly begin: number })[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const frames: (Frame & { readonly begin: number })[] = [];
  try {
    for (let begin = 0; begin < data.length; ) {
      const frame = readFrame(view, begin);
      if (!frame.skip) frames.push({ ...frame, begin });
      begin = frame.end;
    }
  } catch (error) {
    if (error instanceof RangeError) throw new CorruptData("its zstd frame is cut short");
    throw error;
  }
  return frames;
}

function decodeFrame(frame: Uint8Array, content: number): Uint8Array {
  const result = zstdModule().decompress(frame, content);
  checkDecodedSize(result.length, { bytes: content, exact: true });
  return result;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

/** Decodes one frame or several. A frame without a size must be the only one, and the size must be known from elsewhere. */
export const decodeZstd: Decode = async (data, size: DecodedSize) => {
  const frames = framesOf(data);
  if (frames.some((frame) => frame.content === undefined)) {
    const [frame] = frames;
    if (frame === undefined || frames.length > 1 || !size.exact) throw new CorruptData("its zstd frames do not say their size");
    return decodeFrame(data.subarray(frame.begin, frame.end), size.bytes);
  }
  checkDecodedSize(
    frames.reduce((sum, frame) => sum + (frame.content as number), 0),
    size,
  );
  const parts: Uint8Array[] = [];
  for (const frame of frames) parts.push(decodeFrame(data.subarray(frame.begin, frame.end), frame.content as number));
  return parts.length === 1 ? (parts[0] as Uint8Array) : concatenate(parts);
};

/** `level` 1 to 22, 0 for the default 3; negative levels (faster, larger) are read but not written. `checksum` is checked when read. */
export function zstdCodec(configuration: CodecConfiguration): BytesCodec {
  const level = levelOf("zstd", configuration, -131_072, 22, 0);
  return { decode: decodeZstd, encode: async (data) => zstdModule().compress(data, level === 0 ? 3 : level) };
}
