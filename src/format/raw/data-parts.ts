/**
 * Voxels that lie in one or several data files, one after another: what detached headers (NRRD, MetaImage) name.
 * @module
 */
import { FormatError } from "../../errors.ts";
import { type DeflateWrapper, inflate, maxInflation } from "../deflate/index.ts";
import type { FileLocation } from "../source.ts";
import { type ByteReader, RangeReader } from "./byte-reader.ts";
import { identify, pathOf, readPieces, sizeOf } from "./location.ts";
import { OpenFew } from "./open-few.ts";
import { StreamReader } from "./stream-reader.ts";

/** One data file. */
export interface DataPart {
  readonly location: FileLocation;
  /** Where its data (compressed or not) begins. */
  readonly offset: number;
  /** Set where the data is compressed. */
  readonly wrapper?: DeflateWrapper | undefined;
  /** Decoded bytes before the voxels. */
  readonly skip?: number | undefined;
}

/** Compressed parts that are decoded at the same time; each keeps a piece of what it decoded. */
const openParts = 4;

/** Equal shares of an array in several files, read as if they lay in one. */
export class PartsReader implements ByteReader {
  readonly #partBytes: number;
  readonly #few: OpenFew<ByteReader>;
  constructor(parts: readonly DataPart[], partBytes: number) {
    this.#partBytes = partBytes;
    this.#few = new OpenFew(async (n) => readerOf(parts[n] as DataPart, partBytes, parts.length > 1), openParts);
  }
  async read(offset: number, length: number, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<Uint8Array> {
    const first = Math.floor(offset / this.#partBytes);
    if (offset + length <= (first + 1) * this.#partBytes) return this.#read(first, offset - first * this.#partBytes, length, options);
    const out = new Uint8Array(length);
    for (let at = 0; at < length; ) {
      const part = Math.floor((offset + at) / this.#partBytes);
      const within = offset + at - part * this.#partBytes;
      const count = Math.min(length - at, this.#partBytes - within);
      out.set(await this.#read(part, within, count, options), at);
      at += count;
    }
    return out;
  }
  close(): Promise<void> {
    return this.#few.close();
  }
  #read(part: number, offset: number, length: number, options: { readonly signal?: AbortSignal | undefined }): Promise<Uint8Array> {
    return this.#few.use(part, (reader) => reader.read(offset, length, options));
  }
}

function readerOf({ location, offset, wrapper, skip = 0 }: DataPart, partBytes: number, several: boolean): ByteReader {
  if (wrapper === undefined) return new RangeReader(location, offset + skip);
  const path = pathOf(location);
  const stream = new StreamReader({
    start: () => inflate(readPieces(location, offset), wrapper, path),
    length: skip + partBytes,
    path,
    ...(several ? { historyBytes: 4 * 1024 * 1024 } : {}),
  });
  return { read: (at, length, options) => stream.read(skip + at, length, options), close: () => stream.close() };
}

/** Bytes on disk of all parts. Throws FormatError where one cannot hold its share of `partBytes`. */
export async function checkParts(parts: readonly DataPart[], partBytes: number): Promise<number> {
  let total = 0;
  for (const { location, offset, wrapper, skip = 0 } of parts) {
    const there = (await sizeOf(location)) - offset;
    total += wrapper === undefined ? partBytes : there;
    if (skip + partBytes <= (wrapper === undefined ? there : there * maxInflation)) continue;
    const path = pathOf(location);
    throw new FormatError(
      `Expected ${skip + partBytes} bytes${wrapper === undefined ? "" : " (decompressed)"} from byte ${offset} of ${path}, as its header says, found ${Math.max(0, there)}.`,
      { path, hint: "The file is cut short, or its header is wrong." },
    );
  }
  return total;
}

/** A word for the files that hold these bytes of the voxels, and for the header. */
export async function identifyParts(
  header: FileLocation,
  parts: readonly DataPart[],
  partBytes: number,
  offset: number,
  length: number,
): Promise<string> {
  const last = Math.floor((offset + Math.max(1, length) - 1) / partBytes);
  const files = [header, ...parts.slice(Math.floor(offset / partBytes), last + 1).map((part) => part.location)];
  const words: string[] = [];
  for (const [i, file] of files.entries()) if (i === 0 || file.key !== header.key) words.push(await identify(file));
  return words.join(" ");
}
