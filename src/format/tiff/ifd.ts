/**
 * Image file directories: the header of one page is a table of tags.
 * @module
 */
import type { HeaderReader } from "./header-reader.ts";
import { fieldBytes, tag } from "./tags.ts";

/** What the first bytes of a file say. */
export interface TiffHeader {
  readonly littleEndian: boolean;
  /** BigTIFF: 8-byte offsets. */
  readonly big: boolean;
  readonly firstIfd: number;
}

/** True for the four signatures of TIFF and BigTIFF. */
export function isTiff(head: Uint8Array): boolean {
  const [a, b, c, d] = head;
  if (a === 0x49 && b === 0x49) return (c === 42 || c === 43) && d === 0;
  return a === 0x4d && b === 0x4d && c === 0 && (d === 42 || d === 43);
}

const viewOn = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Reads the first 8 or 16 bytes. */
export async function readHeader(reader: HeaderReader): Promise<TiffHeader> {
  const head = await reader.read(0, Math.min(16, reader.size), "the file's header");
  const isTiffHead = isTiff(head);
  if (!isTiffHead || head.length < 8) {
    const found = [...head.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    throw reader.broken(`Expected a TIFF header of 8 bytes or more, "II" or "MM" and 42 or 43, found ${head.length} bytes: ${found}.`);
  }
  const littleEndian = head[0] === 0x49;
  const view = viewOn(head);
  const big = view.getUint16(2, littleEndian) === 43;
  if (!big) return { littleEndian, big, firstIfd: view.getUint32(4, littleEndian) };
  if (head.length < 16 || view.getUint16(4, littleEndian) !== 8 || view.getUint16(6, littleEndian) !== 0) {
    throw reader.broken("Expected a BigTIFF header of 16 bytes with offsets of 8 bytes.");
  }
  return { littleEndian, big, firstIfd: Number(view.getBigUint64(8, littleEndian)) };
}

/** One value of a table, as a number; rationals as their quotient. 64-bit values past 2^53 lose digits, and no check lets those pass. */
function valueAt(view: DataView, at: number, type: number, littleEndian: boolean): number {
  switch (type) {
    case 3:
      return view.getUint16(at, littleEndian);
    case 4:
    case 13:
      return view.getUint32(at, littleEndian);
    case 5:
      return view.getUint32(at, littleEndian) / view.getUint32(at + 4, littleEndian);
    case 6:
      return view.getInt8(at);
    case 8:
      return view.getInt16(at, littleEndian);
    case 9:
      return view.getInt32(at, littleEndian);
    case 10:
      return view.getInt32(at, littleEndian) / view.getInt32(at + 4, littleEndian);
    case 11:
      return view.getFloat32(at, littleEndian);
    case 12:
      return view.getFloat64(at, littleEndian);
    case 16:
    case 18:
      return Number(view.getBigUint64(at, littleEndian));
    case 17:
      return Number(view.getBigInt64(at, littleEndian));
    default:
      return view.getUint8(at);
  }
}

interface Entry {
  readonly type: number;
  readonly count: number;
  /** Where the values are: in the entry itself when they are small, else elsewhere in the file. */
  readonly inline: number | undefined;
  readonly offset: number;
}

/** One directory. Its table is in memory; values that lie elsewhere are read when asked for. */
export class Ifd {
  readonly reader: HeaderReader;
  readonly header: TiffHeader;
  readonly offset: number;
  /** Offset of the next directory in the chain, 0 at its end. */
  readonly next: number;
  readonly #table: DataView;
  readonly #entries = new Map<number, Entry>();

  private constructor(reader: HeaderReader, header: TiffHeader, offset: number, table: Uint8Array) {
    const { littleEndian, big } = header;
    const size = big ? 20 : 12;
    const field = big ? 8 : 4;
    this.reader = reader;
    this.header = header;
    this.offset = offset;
    this.#table = viewOn(table);
    for (let at = 0; at + size <= table.length; at += size) {
      const id = this.#table.getUint16(at, littleEndian);
      const type = this.#table.getUint16(at + 2, littleEndian);
      const bytes = fieldBytes[type];
      if (bytes === undefined || this.#entries.has(id)) continue;
      const count = valueAt(this.#table, at + 4, big ? 16 : 4, littleEndian);
      const inline = count * bytes <= field ? at + 4 + field : undefined;
      this.#entries.set(id, { type, count, inline, offset: valueAt(this.#table, at + 4 + field, big ? 16 : 4, littleEndian) });
    }
    this.next = valueAt(this.#table, table.length - field, big ? 16 : 4, littleEndian);
  }

  /** Reads the directory at `offset`. */
  static async read(reader: HeaderReader, header: TiffHeader, offset: number): Promise<Ifd> {
    const { littleEndian, big } = header;
    const prefix = big ? 8 : 2;
    const head = await reader.read(offset, prefix, "a page header");
    const count = big ? Number(viewOn(head).getBigUint64(0, littleEndian)) : viewOn(head).getUint16(0, littleEndian);
    if (count === 0) throw reader.broken(`Expected one or more tags in the page header at offset ${offset}, found none.`);
    const table = await reader.read(offset + prefix, count * (big ? 20 : 12) + (big ? 8 : 4), `a page header of ${count} tags`);
    return new Ifd(reader, header, offset, table.slice());
  }

  /** Bytes of the directory itself. */
  get bytes(): number {
    return this.#table.byteLength;
  }
  has(id: number): boolean {
    return this.#entries.has(id);
  }
  /** How many values the tag holds, 0 when it is not there. */
  count(id: number): number {
    return this.#entries.get(id)?.count ?? 0;
  }

  /** The first `limit` values of a tag, none when it is not there. */
  async numbers(id: number, limit: number = Number.POSITIVE_INFINITY): Promise<Float64Array> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return new Float64Array(0);
    const count = Math.min(limit, entry.count);
    const size = fieldBytes[entry.type] as number;
    const view = entry.inline === undefined ? viewOn(await this.#outside(entry, count * size, id)) : this.#table;
    const start = entry.inline ?? 0;
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = valueAt(view, start + i * size, entry.type, this.header.littleEndian);
    return values;
  }

  /** The first value of a tag, or `otherwise`. */
  async number(id: number, otherwise: number): Promise<number> {
    return (await this.numbers(id, 1))[0] ?? otherwise;
  }

  /** A text, up to its first zero byte; "" when it is not there. UTF-8 where that is what it is, else Latin-1. */
  async text(id: number): Promise<string> {
    const bytes = await this.bytesOf(id);
    const zero = bytes.indexOf(0);
    const text = zero < 0 ? bytes : bytes.subarray(0, zero);
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(text);
    } catch {
      return new TextDecoder("latin1").decode(text);
    }
  }

  /** The bytes of a tag as they are stored, none when it is not there. */
  async bytesOf(id: number): Promise<Uint8Array> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return new Uint8Array(0);
    const length = entry.count * (fieldBytes[entry.type] as number);
    if (entry.inline === undefined) return this.#outside(entry, length, id);
    return new Uint8Array(this.#table.buffer, this.#table.byteOffset + entry.inline, length);
  }

  #outside(entry: Entry, length: number, id: number): Promise<Uint8Array> {
    return this.reader.read(entry.offset, length, `the values of tag ${id}`);
  }
}

/** The directories of the main chain, one by one, so that what lies near each can be read with it. Throws FormatError for chains that loop, overlap or leave the file. */
export async function* walkChain(reader: HeaderReader, header: TiffHeader): AsyncGenerator<Ifd> {
  const seen = new Set<number>();
  let bytes = 0;
  for (let offset = header.firstIfd; offset !== 0; ) {
    if (seen.has(offset)) throw reader.broken(`Expected a chain of page headers that ends, found one that returns to offset ${offset}.`);
    seen.add(offset);
    const ifd = await Ifd.read(reader, header, offset);
    bytes += ifd.bytes;
    // Distinct directories do not overlap; this also bounds the work for a file made of nothing but directories.
    if (bytes > reader.size) throw reader.broken(`Expected page headers that fit into ${reader.size} bytes, found overlapping ones.`);
    yield ifd;
    offset = ifd.next;
  }
  if (seen.size === 0) throw reader.broken("Expected one page or more, found none.");
}

/** The directories that a page refers to as its sub-images (tag 330). */
export async function readSubIfds(ifd: Ifd): Promise<Ifd[]> {
  const offsets = await ifd.numbers(tag.subIfds);
  if (offsets.length > 64) throw ifd.reader.broken(`Expected 64 sub-images of a page at most, found ${offsets.length}.`);
  const children: Ifd[] = [];
  for (const offset of new Set(offsets)) if (offset !== 0) children.push(await Ifd.read(ifd.reader, ifd.header, offset));
  return children;
}
