/**
 * Run-length coded frames (PS3.5, annex G).
 * @module
 */

import { itemSize } from "../../array/dtype.ts";
import { FormatError } from "../../errors.ts";
import { type ByteReader, pathOf, readExactly, readUpTo } from "../raw/index.ts";
import type { DicomFile } from "./dicom-file.ts";

/** Frames of an RLE file as they would lie in a stored one: little endian, samples side by side. */
export class RleReader implements ByteReader {
  readonly #file: DicomFile;
  readonly #frameBytes: number;
  #fragments: Promise<readonly Fragment[]> | undefined;
  #last: { readonly frame: number; readonly bytes: Promise<Uint8Array> } | undefined;
  constructor(file: DicomFile) {
    this.#file = file;
    this.#frameBytes = file.rows * file.columns * file.samples * itemSize(file.dtype);
  }
  async read(offset: number, length: number): Promise<Uint8Array> {
    const out = new Uint8Array(length);
    for (let at = 0; at < length; ) {
      const frame = Math.floor((offset + at) / this.#frameBytes);
      const within = offset + at - frame * this.#frameBytes;
      const part = (await this.#frame(frame)).subarray(within, within + length - at);
      out.set(part, at);
      at += part.length;
    }
    return out;
  }
  async close(): Promise<void> {
    this.#last = undefined;
  }
  #frame(frame: number): Promise<Uint8Array> {
    if (this.#last?.frame !== frame) this.#last = { frame, bytes: this.#decode(frame) };
    return this.#last.bytes;
  }
  async #decode(frame: number): Promise<Uint8Array> {
    this.#fragments ??= findFragments(this.#file);
    const { offset, length } = (await this.#fragments)[frame] as Fragment;
    const { location, samples, dtype } = this.#file;
    const bytes = await readExactly(location, offset, length, "a run-length coded frame");
    return decodeFrame(bytes, this.#frameBytes, samples, itemSize(dtype), pathOf(location));
  }
}

interface Fragment {
  readonly offset: number;
  readonly length: number;
}

/** Items after the offset table; with RLE each is one frame. */
async function findFragments({ location, pixels, frames }: DicomFile): Promise<readonly Fragment[]> {
  const path = pathOf(location);
  const found: Fragment[] = [];
  let at = "offset" in pixels ? pixels.offset : 0;
  for (let n = 0; n <= frames; n++) {
    const head = await readUpTo(location, at, 8);
    const view = new DataView(head.buffer, head.byteOffset, head.length);
    if (head.length < 8 || view.getUint16(0, true) !== 0xfffe || view.getUint16(2, true) !== 0xe000)
      throw new FormatError(`Expected ${frames} frames of pixels in ${path}, found ${Math.max(0, n - 1)}.`, {
        path,
        hint: "The file is cut short, or its header is wrong.",
      });
    const length = view.getUint32(4, true);
    // The first item is the offset table.
    if (n > 0) found.push({ offset: at + 8, length });
    at += 8 + length;
  }
  return found;
}

/** Segments hold one byte of every sample each, the high byte first. Throws FormatError unless each has exactly its pixels. */
export function decodeFrame(bytes: Uint8Array, frameBytes: number, samples: number, itemBytes: number, path: string): Uint8Array {
  const fail = (what: string): never => {
    throw new FormatError(`Expected a run-length coded frame in ${path}: ${what}.`, { path, hint: "The file is damaged." });
  };
  if (bytes.length < 64) fail("its header is cut short");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = view.getUint32(0, true);
  if (count !== samples * itemBytes) fail(`${count} segments instead of ${samples * itemBytes}`);
  const out = new Uint8Array(frameBytes);
  const pixelBytes = samples * itemBytes;
  for (let segment = 0; segment < count; segment++) {
    const begin = view.getUint32(4 + 4 * segment, true);
    const end = segment + 1 < count ? view.getUint32(8 + 4 * segment, true) : bytes.length;
    if (begin < 64 || end > bytes.length || begin > end) fail(`segment ${segment} leaves the frame`);
    const sample = Math.floor(segment / itemBytes);
    const first = sample * itemBytes + (itemBytes - 1 - (segment % itemBytes));
    const filled = unpack(bytes.subarray(begin, end), out, first, pixelBytes);
    if (filled < frameBytes) fail(`segment ${segment} ends early`);
  }
  return out;
}

/** PackBits into every `step`-th byte from `at`. Returns where it stopped. */
function unpack(packed: Uint8Array, out: Uint8Array, first: number, step: number): number {
  let at = first;
  for (let i = 0; i + 1 < packed.length && at < out.length; ) {
    const control = packed[i++] as number;
    if (control < 128) {
      for (let n = 0; n <= control && i < packed.length && at < out.length; n++, at += step) out[at] = packed[i++] as number;
    } else if (control > 128) {
      const value = packed[i++] as number;
      for (let n = 257 - control; n > 0 && at < out.length; n--, at += step) out[at] = value;
    }
  }
  return at;
}
