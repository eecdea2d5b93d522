/**
 * What lies in a zip archive, to be read: from a folder, a web server, a bucket.
 * @module
 */
import { FormatError, UnsupportedError } from "../../errors.ts";
import { resolveRange } from "../../store/byte-range.ts";
import { checkFolder, checkKey, checkPrefix, isKey } from "../../store/key.ts";
import type { ByteRange, ReadableStore, StoreLocator, StoreOptions } from "../../store/store.ts";
import { identify, pathOf, readExactly, readPieces, StreamReader } from "../raw/index.ts";
import type { FileLocation } from "../source.ts";
import { readZipDirectory, type ZipEntry, zipDataOffset } from "./directory.ts";
import { checkLengths, memberPieces, refusalOf } from "./member.ts";

export interface ZipStoreOptions {
  /** Milliseconds for which the directory is believed; then the archive is asked whether it is still the same. @default 1,000 */
  readonly believed?: number | undefined;
}

/** Nobody reads a member of more at once: typed arrays and the codecs end there. Larger ones are read in parts. */
const longestMember = 2 ** 31;

/** Compressed members that stay open, each with what it decoded last. */
const mostStreams = 4;
const streamHistory = 2 ** 23;

/** How many stored bytes are fetched at once: by one who wants a part of a member, and by one who wants all of it. */
const pieceBytes = 2 ** 20;
const largePiece = 2 ** 26;

/** The archive as it was when its directory was read. */
interface Contents {
  readonly identity: string;
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** In code-unit order. */
  readonly keys: readonly string[];
  readonly offsets: Map<ZipEntry, Promise<number>>;
  readonly streams: Map<string, StreamReader>;
}

/**
 * The members of an archive by name; of several with one name the last counts, as in Python. Stored members are read by ranges,
 * compressed ones are decoded forward (once, as long as the parts ascend). The checksum is checked whenever a member is read to its
 * end. Throws FormatError for damaged archives and for members that hold more than they promise, UnsupportedError for encrypted ones
 * and for methods other than deflate.
 */
export class ZipStore implements ReadableStore {
  readonly name: string;
  readonly locator: StoreLocator & { readonly kind: "zip" };
  readonly #archive: FileLocation;
  readonly #believed: number;
  #contents: Promise<Contents> | undefined;
  #since = 0;

  constructor(archive: FileLocation, { believed = 1000 }: ZipStoreOptions = {}) {
    this.#archive = archive;
    this.#believed = believed;
    this.name = pathOf(archive);
    this.locator = { kind: "zip", store: archive.store.locator, key: archive.key };
  }
  async get(key: string, { signal }: StoreOptions = {}): Promise<Uint8Array | undefined> {
    const found = await this.#find(key, signal);
    return found === undefined ? undefined : this.#whole(found.contents, found.entry, key);
  }
  async getRange(key: string, range: ByteRange, { signal }: StoreOptions = {}): Promise<Uint8Array | undefined> {
    resolveRange(range, 0);
    const found = await this.#find(key, signal);
    if (found === undefined) return undefined;
    const { contents, entry } = found;
    const { begin, end } = resolveRange(range, entry.bytes);
    if (begin === 0 && end === entry.bytes) return this.#whole(contents, entry, key);
    if (begin === end) return new Uint8Array(0);
    this.#checkReadable(entry, key);
    const offset = await this.#offset(contents, entry);
    if (entry.method === 0) return readExactly(this.#archive, offset + begin, end - begin, key, { signal });
    return (await this.#stream(contents, entry, key, offset).read(begin, end - begin, { signal })).slice();
  }
  async size(key: string, { signal }: StoreOptions = {}): Promise<number | undefined> {
    return (await this.#find(key, signal))?.entry.bytes;
  }
  /** The checksum of the member with the identity of the archive. */
  async identify(key: string, { signal }: StoreOptions = {}): Promise<string | undefined> {
    const found = await this.#find(key, signal);
    return found === undefined ? undefined : `${found.entry.crc32.toString(16)}:${found.contents.identity}`;
  }
  async *list(prefix: string, { signal }: StoreOptions = {}): AsyncIterable<string> {
    checkPrefix(prefix);
    for (const key of (await this.#read(signal)).keys) if (key.startsWith(prefix)) yield key;
  }
  async listFolder(prefix: string, { signal }: StoreOptions = {}): Promise<readonly string[]> {
    checkFolder(prefix);
    const names = new Set<string>();
    for (const key of (await this.#read(signal)).keys) {
      if (!key.startsWith(prefix)) continue;
      const slash = key.indexOf("/", prefix.length);
      names.add(slash < 0 ? key.slice(prefix.length) : key.slice(prefix.length, slash + 1));
    }
    return [...names].sort();
  }

  async #find(
    key: string,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly contents: Contents; readonly entry: ZipEntry } | undefined> {
    checkKey(key);
    const contents = await this.#read(signal);
    const entry = contents.entries.get(key);
    return entry === undefined ? undefined : { contents, entry };
  }
  /** The directory: read once, and again after the archive has changed. */
  async #read(signal: AbortSignal | undefined): Promise<Contents> {
    signal?.throwIfAborted();
    const known = this.#contents;
    if (known !== undefined && Date.now() - this.#since < this.#believed) return known;
    this.#since = Date.now();
    const reading = this.#refreshed(known);
    this.#contents = reading;
    reading.catch(() => {
      if (this.#contents === reading) this.#contents = undefined;
    });
    return reading;
  }
  async #refreshed(known: Promise<Contents> | undefined): Promise<Contents> {
    const identity = await identify(this.#archive);
    const old = await known?.catch(() => undefined);
    if (old?.identity === identity) return old;
    for (const stream of old?.streams.values() ?? []) void stream.close().catch(() => undefined);
    const entries = new Map<string, ZipEntry>();
    // Some programs of Windows write backslashes, some others "./" before every name.
    for (const entry of await readZipDirectory(this.#archive))
      entries.set(entry.name.replaceAll("\\", "/").replace(/^(\.?\/)+/, ""), entry);
    return { identity, entries, keys: [...entries.keys()].filter(isKey).sort(), offsets: new Map(), streams: new Map() };
  }
  async #whole(contents: Contents, entry: ZipEntry, key: string): Promise<Uint8Array> {
    this.#checkReadable(entry, key);
    const path = `${this.name}/${key}`;
    if (entry.bytes > longestMember)
      throw new FormatError(`Expected at most ${longestMember} bytes in ${path} to read at once, found ${entry.bytes}.`, { path });
    const out = new Uint8Array(entry.bytes);
    let at = 0;
    for await (const piece of memberPieces(this.#stored(entry, await this.#offset(contents, entry), largePiece), entry, path)) {
      out.set(piece, at);
      at += piece.length;
    }
    return out;
  }
  #stored(entry: ZipEntry, offset: number, piece: number): AsyncGenerator<Uint8Array> {
    return readPieces(this.#archive, offset, offset + entry.compressedBytes, piece);
  }
  #checkReadable(entry: ZipEntry, key: string): void {
    const path = `${this.name}/${key}`;
    const reason = refusalOf(entry);
    if (reason !== undefined) throw new UnsupportedError(`Cannot read ${path}: ${reason}.`, { hint: "Unpack the archive first." });
    checkLengths(entry, path);
  }
  /** Where the data of a member begin; only its own header says. */
  #offset({ offsets }: Contents, entry: ZipEntry): Promise<number> {
    const known = offsets.get(entry) ?? zipDataOffset(this.#archive, entry);
    offsets.set(entry, known);
    known.catch(() => offsets.delete(entry));
    return known;
  }
  /** The reader of a compressed member; the one used longest ago is closed when there are too many. */
  #stream({ streams }: Contents, entry: ZipEntry, key: string, offset: number): StreamReader {
    const path = `${this.name}/${key}`;
    const start = (): AsyncIterable<Uint8Array> => memberPieces(this.#stored(entry, offset, pieceBytes), entry, path);
    const stream = streams.get(key) ?? new StreamReader({ start, length: entry.bytes, path, historyBytes: streamHistory });
    streams.delete(key);
    streams.set(key, stream);
    const [oldest] = streams.keys();
    // Not closed: somebody may be reading from it. Once nobody does it is forgotten.
    if (streams.size > mostStreams && oldest !== undefined) streams.delete(oldest);
    return stream;
  }
}
