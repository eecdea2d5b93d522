/**
 * The table of contents of a zip archive (PKWARE APPNOTE.TXT 6.3: sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16), also ZIP64.
 * @module
 */
import { FormatError } from "../../errors.ts";
import { pathOf, readExactly, sizeOf } from "../raw/index.ts";
import type { FileLocation } from "../source.ts";

/** One file in an archive. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflate. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc32: number;
  readonly compressedBytes: number;
  readonly bytes: number;
  /** Where the local header of the entry begins. */
  readonly headerOffset: number;
}

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50, end64: 0x06064b50, locator64: 0x07064b50 } as const;

/** In fields of 32 bits: look into the ZIP64 record. */
const overflow32 = 0xffffffff;

/** Lists an archive. Throws FormatError where it has no table, or one that does not fit the file. */
export async function readZipDirectory(location: FileLocation): Promise<readonly ZipEntry[]> {
  const path = pathOf(location);
  const size = await sizeOf(location);
  const { offset, length, count } = await findDirectory(location, size, path);
  if (offset + length > size) {
    throw new FormatError(
      `Expected the zip directory of ${path} at bytes ${offset} to ${offset + length}, found that the file has ${size}.`,
      { path },
    );
  }
  const bytes = await readExactly(location, offset, length, "zip directory");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count; ) {
    if (at + 46 > length || view.getUint32(at, true) !== signatures.central) {
      throw new FormatError(`Expected ${count} entries in the zip directory of ${path}, found ${entries.length}.`, { path });
    }
    const parts = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [number, number, number];
    const next = at + 46 + parts[0] + parts[1] + parts[2];
    if (next > length) throw new FormatError(`Expected the zip directory of ${path} to end with an entry, found a cut one.`, { path });
    entries.push(readEntry(bytes.subarray(at, next), parts[0], parts[1]));
    at = next;
  }
  return entries;
}

async function findDirectory(
  location: FileLocation,
  size: number,
  path: string,
): Promise<{ offset: number; length: number; count: number }> {
  // The end record is 22 bytes and a comment of at most 65,535.
  const tailLength = Math.min(size, 22 + 65_535);
  const tail = await readExactly(location, size - tailLength, tailLength, "zip end record");
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  for (let at = tailLength - 22; at >= 0; at--) {
    if (view.getUint32(at, true) !== signatures.end || at + 22 + view.getUint16(at + 20, true) > tailLength) continue;
    const record = { offset: view.getUint32(at + 16, true), length: view.getUint32(at + 12, true), count: view.getUint16(at + 10, true) };
    if (record.offset !== overflow32 && record.length !== overflow32 && record.count !== 0xffff) return record;
    if (at < 20 || view.getUint32(at - 20, true) !== signatures.locator64) return record;
    return findDirectory64(location, Number(view.getBigUint64(at - 12, true)), size);
  }
  throw new FormatError(`Expected a zip archive in ${path}, found no directory at its end.`, { path, hint: "The file is cut short." });
}

async function findDirectory64(
  location: FileLocation,
  at: number,
  size: number,
): Promise<{ offset: number; length: number; count: number }> {
  const path = pathOf(location);
  if (at + 56 > size)
    throw new FormatError(`Expected a ZIP64 end record at byte ${at} of ${path}, found that the file has ${size}.`, { path });
  const record = await readExactly(location, at, 56, "ZIP64 end record");
  const view = new DataView(record.buffer, record.byteOffset, record.length);
  if (view.getUint32(0, true) !== signatures.end64)
    throw new FormatError(`Expected a ZIP64 end record at byte ${at} of ${path}, found none.`, { path });
  const number = (field: number): number => Number(view.getBigUint64(field, true));
  return { offset: number(48), length: number(40), count: number(32) };
}

function readEntry(bytes: Uint8Array, nameLength: number, extraLength: number): ZipEntry {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const flags = view.getUint16(8, true);
  const name = bytes.subarray(46, 46 + nameLength);
  const wide = zip64Numbers(bytes.subarray(46 + nameLength, 46 + nameLength + extraLength));
  // The ZIP64 field holds, in this order, only those numbers that do not fit above.
  const number = (field: number): number => {
    const short = view.getUint32(field, true);
    return short === overflow32 ? (wide.shift() ?? short) : short;
  };
  const size = number(24);
  const compressedBytes = number(20);
  return {
    // Without flag 11 the names are in some old code page; those of NumPy and Zarr are ASCII.
    name: flags & 0x800 ? new TextDecoder().decode(name) : String.fromCharCode(...name),
    method: view.getUint16(10, true),
    encrypted: (flags & 1) !== 0,
    crc32: view.getUint32(16, true),
    compressedBytes,
    bytes: size,
    headerOffset: number(42),
  };
}

function zip64Numbers(extra: Uint8Array): number[] {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.length);
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1) {
      const count = Math.floor(Math.min(length, extra.length - at - 4) / 8);
      return Array.from({ length: count }, (_, i) => Number(view.getBigUint64(at + 4 + 8 * i, true)));
    }
    at += 4 + length;
  }
  return [];
}

/** Where the data of an entry begins. Throws FormatError where there is no entry, or the file ends before it does. */
export async function zipDataOffset(location: FileLocation, entry: ZipEntry): Promise<number> {
  const path = pathOf(location);
  const size = await sizeOf(location);
  if (entry.headerOffset + 30 > size) {
    throw new FormatError(
      `Expected the zip entry ${entry.name} at byte ${entry.headerOffset} of ${path}, found that the file has ${size}.`,
      { path },
    );
  }
  const header = await readExactly(location, entry.headerOffset, 30, `zip entry ${entry.name}`);
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  if (view.getUint32(0, true) !== signatures.local) {
    throw new FormatError(`Expected the zip entry ${entry.name} at byte ${entry.headerOffset} of ${path}, found other bytes.`, { path });
  }
  const offset = entry.headerOffset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
  if (offset + entry.compressedBytes > size) {
    throw new FormatError(
      `Expected ${entry.compressedBytes} bytes of ${entry.name} at byte ${offset} of ${path}, found ${size - offset}.`,
      { path },
    );
  }
  return offset;
}
