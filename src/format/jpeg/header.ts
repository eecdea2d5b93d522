/**
 * What a JPEG file says before its pixels (ITU-T T.81, annex B).
 * @module
 */
import { FormatError } from "../../errors.ts";
import { pathOf, readUpTo, sizeOf } from "../raw/index.ts";
import type { FileLocation } from "../source.ts";

export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  /** Bits of a sample. */
  readonly precision: number;
  /** How the frame is coded, as its marker says: 0xc0 baseline ... 0xcf. */
  readonly frame: number;
  /** Bytes of the file. */
  readonly bytes: number;
}

export const looksLikeJpeg = (head: Uint8Array): boolean => head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff;

/** A block of 8 x 8 samples takes a bit at least, and the first component has a quarter of the pixels in odd files. */
const mostPixelsPerByte = 4 * 64 * 8;

/** Goes from marker to marker up to the frame header. Throws FormatError where none comes, or it promises more than the file can hold. */
export async function readJpegHeader(location: FileLocation): Promise<JpegHeader> {
  const path = pathOf(location);
  const bytes = await sizeOf(location);
  if (!looksLikeJpeg(await readUpTo(location, 0, 3)))
    throw new FormatError(`Expected the markers of a JPEG file at the beginning of ${path}, found other bytes.`, { path });
  for (let at = 2; ; ) {
    const segment = await readUpTo(location, at, 10);
    const marker = segment[1] as number;
    // Fill bytes may stand before a marker.
    if (segment[0] === 0xff && marker === 0xff) {
      at++;
      continue;
    }
    if (segment.length < 4 || segment[0] !== 0xff || marker === 0xda || marker === 0xd9)
      throw new FormatError(`Expected a frame header in ${path}, found none before byte ${at}.`, {
        path,
        hint: "The file is damaged or cut short.",
      });
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    const view = new DataView(segment.buffer, segment.byteOffset, segment.length);
    if (!isFrame) {
      at += 2 + Math.max(2, view.getUint16(2));
      continue;
    }
    if (segment.length < 10)
      throw new FormatError(`Expected a frame header in ${path}, found the end of the file.`, { path, hint: "The file is cut short." });
    const header = {
      precision: view.getUint8(4),
      height: view.getUint16(5),
      width: view.getUint16(7),
      components: view.getUint8(9),
      frame: marker,
      bytes,
    };
    const pixels = header.width * header.height;
    if (pixels === 0 || header.components === 0 || pixels > bytes * mostPixelsPerByte)
      throw new FormatError(
        `Expected a size that ${bytes} bytes can hold in ${path}, found ${header.width} x ${header.height} of ${header.components} components.`,
        { path },
      );
    return header;
  }
}
