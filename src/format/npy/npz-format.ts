/**
 * .npz (a zip of .npy) in the registry of formats.
 * @module
 */
import { FormatError, UnsupportedError } from "../../errors.ts";
import { type ByteReader, identify, pathOf, RangeReader, readPieces, StreamReader } from "../raw/index.ts";
import type { FileLocation, Format, ImageFile, Series } from "../source.ts";
import { checkLengths, memberPieces, readZipDirectory, refusalOf, type ZipEntry, zipDataOffset } from "../zip/index.ts";
import { npySeries } from "./npy-series.ts";

/**
 * Archives of NumPy arrays: stored and deflate, ZIP64. Every .npy member is a series named as in NumPy (without ".npy"); members
 * that hold pickled objects are listed but never loaded. A stored member is read by ranges, a compressed one is decoded forward.
 */
export const npzFormat: Format = {
  name: "npz",
  endings: [".npz", ".npy.zip"],
  sniff: async (_location, head) => head !== undefined && firstNameOf(head).endsWith(".npy"),
  async open(location): Promise<ImageFile> {
    const members = (await readZipDirectory(location)).filter(({ name }) => name.endsWith(".npy"));
    const path = pathOf(location);
    if (members.length === 0) throw new FormatError(`Expected .npy members in ${path}, found none.`, { path });
    const series: Series[] = [];
    for (const [index, member] of members.entries()) series.push(await openMember(location, member, index));
    return { format: "npz", series };
  },
};

/** The name of the first entry of an archive, "" for anything else. */
function firstNameOf(head: Uint8Array): string {
  if (head.length < 30 || new DataView(head.buffer, head.byteOffset).getUint32(0, true) !== 0x04034b50) return "";
  return String.fromCharCode(...head.subarray(30, 30 + (head[26] as number) + 256 * (head[27] as number)));
}

async function openMember(location: FileLocation, entry: ZipEntry, series: number): Promise<Series> {
  const path = `${pathOf(location)}/${entry.name}`;
  const name = entry.name.slice(0, -".npy".length);
  const refusal = refusalOf(entry);
  if (refusal !== undefined) return unreadable(name, entry, path, `${refusal}; save it with numpy.savez_compressed`);
  const offset = await zipDataOffset(location, entry);
  checkLengths(entry, path);
  const stored = entry.method === 0;
  const decoded = () => memberPieces(readPieces(location, offset, offset + entry.compressedBytes), entry, path);
  return npySeries({
    name,
    path,
    length: entry.bytes,
    compressed: stored ? undefined : entry.compressedBytes,
    codecs: stored ? [] : ["deflate"],
    locator: { store: location.store.locator, key: location.key, format: "npz", series, level: 0 },
    reader: (): ByteReader =>
      stored ? new RangeReader(location, offset) : new StreamReader({ start: decoded, length: entry.bytes, path }),
    identify: () => identify(location),
    verify: stored && entry.bytes <= verifyBytes ? () => drain(decoded()) : undefined,
  });
}

/**
 * Stored members up to this size are checked against their CRC-32 when they are opened. Larger ones are read in parts, as a .npy
 * is, without reading everything first. Compressed ones are always checked, when their last voxel is read.
 */
const verifyBytes = 64 * 1024 * 1024;

async function drain(pieces: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of pieces);
}

/** A member whose header cannot even be read: it has a name and a reason. */
function unreadable(name: string, { compressedBytes }: ZipEntry, path: string, reason: string): Series {
  return {
    name,
    info: { shape: [0], dtype: "uint8", axes: ["x"], chunks: [1], spacing: [1], unit: [""], translation: [0], codecs: [], attributes: {} },
    levels: 1,
    bytes: compressedBytes,
    readable: false,
    reason,
    async open() {
      throw new UnsupportedError(`Expected an array that can be read in ${path}, found that ${reason}.`);
    },
  };
}
