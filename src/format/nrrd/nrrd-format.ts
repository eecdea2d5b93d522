/**
 * NRRD in the registry of formats.
 * @module
 */
import { type Dtype, itemSize } from "../../array/dtype.ts";
import { FormatError, UnsupportedError } from "../../errors.ts";
import { product } from "../../geometry/vec.ts";
import {
  checkParts,
  decodeVoxels,
  identifyParts,
  LayeredSource,
  layerChunks,
  machineIsLittleEndian,
  PartsReader,
  pathOf,
  sizeOf,
} from "../raw/index.ts";
import type { ArrayInfo, ArraySource, FileLocation, Format, ImageFile } from "../source.ts";
import { readAxes } from "./axes.ts";
import { findData, type NrrdData } from "./data-files.ts";
import { looksLikeNrrd, type NrrdHeader, readNrrdHeader } from "./header.ts";
import { mostTextBytes, TextReader } from "./text-voxels.ts";
import { dtypeOf } from "./voxel-type.ts";

/**
 * NRRD with its data in the same file (.nrrd) or beside it (.nhdr, one file, a list or a printf pattern), raw, gzip or as text, in
 * both byte orders. The file's axes (fastest first) open slowest first: the same bytes, read the other way round. World coordinates
 * are those of the file's own `space` (see `orientation`): nothing is turned from left to right.
 */
export const nrrdFormat: Format = {
  name: "nrrd",
  endings: [".nrrd", ".nhdr"],
  sniff: async (_location, head) => head !== undefined && looksLikeNrrd(head),
  open: openNrrd,
};

const encodings = new Map([
  ["raw", "raw"],
  ["gzip", "gzip"],
  ["gz", "gzip"],
  ["text", "text"],
  ["txt", "text"],
  ["ascii", "text"],
  ["hex", "hex"],
  ["bzip2", "bzip2"],
  ["bz2", "bzip2"],
  ["zrl", "zrl"],
] as const);
type Encoding = typeof encodings extends Map<string, infer E> ? E : never;

/** What the header says, checked. */
interface NrrdImage {
  readonly info: ArrayInfo;
  readonly dtype: Dtype | undefined;
  readonly encoding: Encoding;
  readonly littleEndian: boolean;
}

async function openNrrd(location: FileLocation): Promise<ImageFile> {
  const path = pathOf(location);
  const header = await readNrrdHeader(location);
  const image = describe(header, path);
  const { info, dtype, encoding } = image;
  const bytes = product(info.shape) * itemSize(info.dtype);
  const readable = encoding === "raw" || encoding === "gzip" || encoding === "text";
  const data: NrrdData =
    dtype === undefined
      ? { reason: "its voxels are blocks of bytes without a type" }
      : readable
        ? await findData({ location, header, sizes: info.shape.toReversed(), bytes, encoding })
        : { reason: `its encoding ${encoding} is not supported` };
  const reason = "reason" in data ? data.reason : encoding === "text" ? await refuseText(data, info, path) : undefined;
  const stored = "parts" in data && encoding !== "text" ? await checkParts(data.parts, data.partBytes) : bytes;
  const open = async (): Promise<ArraySource> => {
    if (reason === undefined && "parts" in data) return openVoxels(location, image, data);
    throw new UnsupportedError(`Expected voxels that can be decoded in ${path}, found that ${reason}.`);
  };
  const storedType = dtype === undefined ? "block" : undefined;
  return {
    format: "nrrd",
    series: [{ name: "", info, levels: 1, bytes: stored, readable: reason === undefined, reason, storedType, open }],
  };
}

function describe({ fields, keyValues }: NrrdHeader, path: string): NrrdImage {
  const need = (name: string, shown = name): string => {
    const value = fields.get(name);
    if (value !== undefined && value !== "") return value;
    throw new FormatError(`Expected the field "${shown}" in the header of ${path}, found none.`, { path });
  };
  const dimension = Number(need("dimension"));
  const sizes = need("sizes").split(/\s+/).map(Number);
  const valid = sizes.length === dimension && dimension <= 16 && sizes.every((n) => Number.isSafeInteger(n) && n >= 1);
  if (!valid || !Number.isSafeInteger(product(sizes) * 8))
    throw new FormatError(`Expected ${need("dimension")} positive sizes in the header of ${path}, found ${need("sizes").slice(0, 80)}.`, {
      path,
    });
  const type = need("type");
  const dtype = dtypeOf(type);
  if (dtype === undefined && type.toLowerCase() !== "block")
    throw new FormatError(`Expected a type of NRRD in the header of ${path}, found ${type.slice(0, 40)}.`, { path });
  const encoding = encodings.get(need("encoding").toLowerCase() as "raw");
  if (encoding === undefined)
    throw new FormatError(`Expected an encoding of NRRD in the header of ${path}, found ${need("encoding").slice(0, 40)}.`, { path });
  const shape = sizes.toReversed();
  const axes = readAxes(fields, sizes);
  const info: ArrayInfo = {
    shape,
    dtype: dtype ?? "uint8",
    axes: axes.axes.toReversed(),
    chunks: layerChunks(shape, itemSize(dtype ?? "uint8")),
    spacing: axes.spacing.toReversed(),
    unit: axes.unit.toReversed(),
    translation: axes.translation.toReversed(),
    affine: axes.affine,
    ...(axes.orientation === undefined ? {} : { orientation: axes.orientation }),
    codecs: encoding === "raw" ? [] : [encoding],
    attributes: { nrrd: { ...Object.fromEntries(fields), ...(keyValues.size === 0 ? {} : { keyValues: Object.fromEntries(keyValues) }) } },
  };
  const multiByte = dtype !== undefined && itemSize(dtype) > 1 && encoding !== "text";
  const endian = multiByte ? need("endian").toLowerCase() : "little";
  if (endian !== "little" && endian !== "big")
    throw new FormatError(`Expected "endian: little" or "big" in the header of ${path}, found ${endian.slice(0, 20)}.`, { path });
  return { info, dtype, encoding, littleEndian: endian === "little" };
}

/** Why text is not read. Throws FormatError where it is too short for its numbers: each takes a digit and a space. */
async function refuseText(
  { parts }: { readonly parts: readonly { location: FileLocation; offset: number }[] },
  { shape }: ArrayInfo,
  path: string,
): Promise<string | undefined> {
  const [part, other] = parts;
  if (part === undefined || other !== undefined) return "its text is spread over several files";
  const length = (await sizeOf(part.location)) - part.offset;
  if (length < 2 * product(shape) - 1)
    throw new FormatError(`Expected ${product(shape)} numbers in ${path}, found ${Math.max(0, length)} bytes of text.`, {
      path,
      hint: "The file is cut short, or its header is wrong.",
    });
  return length > mostTextBytes ? `its text is longer than ${mostTextBytes} bytes; save it as raw or gzip` : undefined;
}

function openVoxels(
  location: FileLocation,
  { info, encoding, littleEndian }: NrrdImage,
  data: Extract<NrrdData, { readonly parts: unknown }>,
): ArraySource {
  const { parts, partBytes } = data;
  const { location: file, offset } = parts[0] as (typeof parts)[number];
  const text = encoding === "text";
  return new LayeredSource({
    info,
    locator: { store: location.store.locator, key: location.key, format: "nrrd", series: 0, level: 0 },
    reader: text ? new TextReader(file, offset, info.dtype, product(info.shape)) : new PartsReader(parts, partBytes),
    dataOffset: 0,
    itemBytes: itemSize(info.dtype),
    decode: (bytes) => decodeVoxels(bytes, info.dtype, text ? machineIsLittleEndian : littleEndian),
    identify: (from, length) => identifyParts(location, parts, partBytes, from, length),
  });
}
