/**
 * The chunks of a PNG file (W3C PNG, section 5): length, type, data, CRC-32.
 * @module
 */
import { FormatError } from "../../errors.ts";
import { crc32 } from "../deflate/index.ts";
import { pathOf, readExactly, readPieces, readUpTo, sizeOf } from "../raw/index.ts";
import type { FileLocation } from "../source.ts";

/** Where a chunk's data lies. */
export interface PngChunk {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
}

/** So much is read at once while looking for chunk headers: small chunks share a read, large ones are jumped over. */
const windowBytes = 64 * 1024;

/** The chunks from a byte on, to the end chunk. Throws FormatError where the file ends before it or something else lies there. */
export async function* walkChunks(location: FileLocation, from: number): AsyncGenerator<PngChunk> {
  const path = pathOf(location);
  const size = await sizeOf(location);
  let window: Uint8Array = new Uint8Array(0);
  let windowAt = from;
  for (let at = from; ; ) {
    if (at + 12 > size)
      throw new FormatError(`Expected a chunk at byte ${at} of ${path}, found the end of the file.`, {
        path,
        hint: "The file is cut short.",
      });
    if (at + 8 > windowAt + window.length) {
      window = await readUpTo(location, at, windowBytes);
      windowAt = at;
    }
    const header = window.subarray(at - windowAt, at - windowAt + 8);
    const length = new DataView(header.buffer, header.byteOffset, 8).getUint32(0);
    const type = String.fromCharCode(...header.subarray(4));
    if (!/^[A-Za-z]{4}$/.test(type)) throw new FormatError(`Expected a chunk at byte ${at} of ${path}, found other bytes.`, { path });
    if (at + 12 + length > size) {
      throw new FormatError(`Expected ${length} bytes in chunk ${type} at byte ${at} of ${path}, found ${Math.max(0, size - at - 12)}.`, {
        path,
        hint: "The file is cut short.",
      });
    }
    yield { type, offset: at + 8, length };
    if (type === "IEND") return;
    at += 12 + length;
  }
}

/** The data of a chunk in pieces. Throws FormatError at its end when the CRC-32 differs. */
export async function* chunkPieces(location: FileLocation, { type, offset, length }: PngChunk): AsyncGenerator<Uint8Array> {
  let crc = crc32(Uint8Array.from(type, (letter) => letter.charCodeAt(0)));
  for await (const piece of readPieces(location, offset, offset + length)) {
    crc = crc32(piece, crc);
    yield piece;
  }
  const stored = await readExactly(location, offset + length, 4, `the checksum of chunk ${type}`);
  if (new DataView(stored.buffer, stored.byteOffset, 4).getUint32(0) === crc) return;
  const path = pathOf(location);
  throw new FormatError(
    `Expected chunk ${type} at byte ${offset - 8} of ${path} to have the checksum (CRC-32) stored with it, found another.`,
    {
      path,
      hint: "The file is damaged.",
    },
  );
}

/** The whole data of a small chunk, checked. */
export async function chunkData(location: FileLocation, chunk: PngChunk): Promise<Uint8Array> {
  const out = new Uint8Array(chunk.length);
  let at = 0;
  for await (const piece of chunkPieces(location, chunk)) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
