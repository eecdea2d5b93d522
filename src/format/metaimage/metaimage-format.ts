/**
 * MetaImage in the registry of formats.
 * @module
 */
import { type Dtype, itemSize } from "../../array/dtype.ts";
import { FormatError, UnsupportedError } from "../../errors.ts";
import { product } from "../../geometry/vec.ts";
import {
  besideHeader,
  checkParts,
  type DataPart,
  decodeVoxels,
  identifyParts,
  LayeredSource,
  layerChunks,
  numberedNames,
  PartsReader,
  pathOf,
  readUpTo,
  sizeOf,
} from "../raw/index.ts";
import type { ArrayInfo, ArraySource, FileLocation, Format, ImageFile } from "../source.ts";
import { describe, type MetaImage } from "./describe.ts";
import { looksLikeMetaImage, type MetaHeader, readMetaHeader } from "./header.ts";

/**
 * MetaImage with its data in the same file (.mha) or beside it (.mhd, one file, a list or a printf pattern), raw or zlib, in both
 * byte orders. World coordinates are those of the file: nothing is turned from left to right.
 */
export const metaimageFormat: Format = {
  name: "metaimage",
  endings: [".mha", ".mhd"],
  sniff: async (_location, head) => head !== undefined && looksLikeMetaImage(head),
  open: openMetaImage,
};

async function openMetaImage(location: FileLocation): Promise<ImageFile> {
  const path = pathOf(location);
  const header = await readMetaHeader(location);
  const image = describe(header, path);
  const files = await dataFiles(location, header, image);
  const found =
    "outside" in files
      ? { reason: `its data file ${files.outside} is not in the same folder` }
      : await resolveData(files.files, location, header, image);
  const info = "info" in found ? found.info : image.info;
  const reason = "reason" in found ? found.reason : undefined;
  const bytes = "bytes" in found ? found.bytes : product(info.shape) * itemSize(info.dtype);
  const open = async (): Promise<ArraySource> => {
    if ("info" in found) return openVoxels(location, found, image.littleEndian);
    throw new UnsupportedError(`Expected voxels that can be decoded in ${path}, found that ${found.reason}.`);
  };
  return { format: "metaimage", series: [{ name: "", info, levels: 1, bytes, readable: reason === undefined, reason, open }] };
}

type DataFiles = Awaited<ReturnType<typeof besideHeader>>;

async function dataFiles(location: FileLocation, { tags, list }: MetaHeader, { sizes }: MetaImage): Promise<DataFiles> {
  const path = pathOf(location);
  const value = tags.get("ElementDataFile") as string;
  if (value === "") throw new FormatError(`Expected the name of the data (ElementDataFile) in ${path}, found none.`, { path });
  if (/^LOCAL$/i.test(value)) return { files: [location] };
  const names = /^LIST\b/i.test(value) ? list : (numberedNames(value, product(sizes), path) ?? [value]);
  const slices = sizes.slice(1).map((_, i) => product(sizes.slice(i + 1)));
  if (names.length !== 1 && !slices.includes(names.length))
    throw new FormatError(`Expected a data file for each slice of ${sizes.join(" x ")} in ${path}, found ${names.length}.`, { path });
  return besideHeader(location, names);
}

interface FoundData {
  readonly info: ArrayInfo;
  readonly parts: readonly DataPart[];
  readonly partBytes: number;
  /** On disk. */
  readonly bytes: number;
}

async function resolveData(
  files: readonly FileLocation[],
  location: FileLocation,
  header: MetaHeader,
  image: MetaImage,
): Promise<FoundData | { readonly reason: string }> {
  if (image.text) return { reason: "its voxels are written as text" };
  const voxels = product(image.info.shape) / files.length;
  const [first] = files as readonly [FileLocation];
  const begin = first === location ? header.bytes : Math.max(0, image.headerSize);
  const there = (await sizeOf(first)) - begin;
  const dtype =
    image.dtypes.length === 1 ? image.dtypes[0] : image.dtypes.find((one) => !image.compressed && itemSize(one) * voxels === there);
  if (dtype === undefined) return { reason: "its type has 4 or 8 bytes, depending on the machine that wrote it, and nothing tells which" };
  const partBytes = voxels * itemSize(dtype);
  const parts: DataPart[] = [];
  for (const file of files)
    parts.push(await partOf(file, file === location ? header.bytes : image.headerSize, image.compressed, partBytes));
  const info: ArrayInfo = { ...image.info, dtype: dtype satisfies Dtype, chunks: layerChunks(image.info.shape, itemSize(dtype)) };
  return { info, parts, partBytes, bytes: await checkParts(parts, partBytes) };
}

async function partOf(file: FileLocation, begin: number, compressed: boolean, partBytes: number): Promise<DataPart> {
  if (compressed) {
    const offset = Math.max(0, begin);
    const [a, b] = await readUpTo(file, offset, 2);
    // Some writers wrap the data as gzip does.
    return { location: file, offset, wrapper: a === 0x1f && b === 0x8b ? "gzip" : "deflate" };
  }
  if (begin >= 0) return { location: file, offset: begin };
  return { location: file, offset: Math.max(0, (await sizeOf(file)) - partBytes) };
}

function openVoxels(location: FileLocation, { info, parts, partBytes }: FoundData, littleEndian: boolean): ArraySource {
  return new LayeredSource({
    info,
    locator: { store: location.store.locator, key: location.key, format: "metaimage", series: 0, level: 0 },
    reader: new PartsReader(parts, partBytes),
    dataOffset: 0,
    itemBytes: itemSize(info.dtype),
    decode: (bytes) => decodeVoxels(bytes, info.dtype, littleEndian),
    identify: (from, length) => identifyParts(location, parts, partBytes, from, length),
  });
}
