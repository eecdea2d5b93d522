/**
 * Opening NIfTI files: .nii, .nii.gz, and pairs of .hdr and .img (each also .gz).
 * @module
 */
import type { TypedArray } from "../../array/dtype.ts";
import { FormatError, UnsupportedError } from "../../errors.ts";
import { inflate, maxInflation } from "../deflate/index.ts";
import { decodeVoxels, identify, LayeredSource, pathOf, RangeReader, readPieces, readUpTo, StreamReader, sizeOf } from "../raw/index.ts";
import type { ArraySource, FileLocation, ImageFile } from "../source.ts";
import { describe, type NiftiImage } from "./describe.ts";
import { headerBytes, type NiftiHeader, parseHeader } from "./header.ts";

/** True when the bytes begin as gzip does. */
export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** The first bytes of a file, decompressed; fewer where it has fewer. */
export async function readHead(location: FileLocation): Promise<{ readonly head: Uint8Array; readonly gzipped: boolean }> {
  const start = await readUpTo(location, 0, headerBytes);
  if (!isGzip(start)) return { head: start, gzipped: false };
  const head = new Uint8Array(headerBytes);
  let length = 0;
  for await (const piece of inflate(readPieces(location, 0, Number.POSITIVE_INFINITY, 4096), "gzip", pathOf(location))) {
    const part = piece.subarray(0, headerBytes - length);
    head.set(part, length);
    length += part.length;
    if (length === headerBytes) break;
  }
  return { head: head.subarray(0, length), gzipped: true };
}

/** Where the other half of a pair is: ".hdr" and ".img" exchanged, with and without ".gz". */
async function sibling(location: FileLocation, from: string, to: string): Promise<FileLocation | undefined> {
  const match = new RegExp(`\\.${from}(\\.gz)?$`, "i").exec(location.key);
  if (match === null) return undefined;
  const stem = location.key.slice(0, match.index);
  const upper = match[0].startsWith(`.${from.toUpperCase()}`);
  const ending = upper ? to.toUpperCase() : to;
  const zip = upper ? ".GZ" : ".gz";
  const endings = match[1] === undefined ? [`.${ending}`, `.${ending}${zip}`] : [`.${ending}${zip}`, `.${ending}`];
  for (const candidate of endings) {
    const other = { store: location.store, key: stem + candidate };
    if ((await other.store.size(other.key)) !== undefined) return other;
  }
  return undefined;
}

/** The .hdr of a pair whose .img this is, where there is one. */
export const headerFileOf = (location: FileLocation): Promise<FileLocation | undefined> => sibling(location, "img", "hdr");

/** Parses the header, and checks that the file is long enough for what it promises. */
export async function openNifti(location: FileLocation): Promise<ImageFile> {
  const headerFile = (await headerFileOf(location)) ?? location;
  const { head, gzipped } = await readHead(headerFile);
  const header = parseHeader(head, pathOf(headerFile));
  const dataFile = header.single ? headerFile : await imageOf(headerFile);
  const dataGzipped = header.single ? gzipped : isGzip(await readUpTo(dataFile, 0, 2));
  const image = describe(header, dataGzipped, pathOf(headerFile));
  const bytes = await checkLength(image, dataFile, dataGzipped);
  const { reason } = image.type;
  const open = async (): Promise<ArraySource> => {
    if (reason === undefined) return openVoxels(location, headerFile, dataFile, header, image, dataGzipped);
    throw new UnsupportedError(`Expected voxels that can be decoded in ${pathOf(location)}, found ${image.type.name}: ${reason}.`);
  };
  return { format: "nifti", series: [{ name: "", info: image.info, levels: 1, bytes, readable: reason === undefined, reason, open }] };
}

async function imageOf(headerFile: FileLocation): Promise<FileLocation> {
  const found = await sibling(headerFile, "hdr", "img");
  if (found !== undefined) return found;
  const path = pathOf(headerFile);
  throw new FormatError(`Expected an .img file beside ${path}, whose header says that the voxels are there, found none.`, {
    path,
    hint: "A pair of .hdr and .img files must have the same name.",
  });
}

/** Bytes of the stored voxels. Throws FormatError where the file cannot hold as many as the header promises. */
async function checkLength({ dataOffset, dataBytes }: NiftiImage, file: FileLocation, gzipped: boolean): Promise<number> {
  const size = await sizeOf(file);
  const needed = dataOffset + dataBytes;
  if (needed > (gzipped ? size * maxInflation : size)) {
    const path = pathOf(file);
    throw new FormatError(
      `Expected ${needed} bytes${gzipped ? " (decompressed)" : ""} in ${path}, as its header says, found ${size}${gzipped ? " compressed" : ""}.`,
      {
        path,
        hint: "The file is cut short, or its header is wrong.",
      },
    );
  }
  return gzipped ? size : dataBytes;
}

function openVoxels(
  location: FileLocation,
  headerFile: FileLocation,
  dataFile: FileLocation,
  header: NiftiHeader,
  image: NiftiImage,
  gzipped: boolean,
): ArraySource {
  const path = pathOf(dataFile);
  const start = () => inflate(readPieces(dataFile), "gzip", path);
  const length = image.dataOffset + image.dataBytes;
  const reader = gzipped ? new StreamReader({ start, length, path }) : new RangeReader(dataFile);
  return new LayeredSource({
    info: image.info,
    locator: { store: location.store.locator, key: location.key, format: "nifti", series: 0, level: 0 },
    reader,
    dataOffset: image.dataOffset,
    itemBytes: image.type.bytes,
    decode: (bytes) => scaled(decodeVoxels(bytes, image.type.dtype, header.littleEndian), image.scale),
    identify: async () => (headerFile === dataFile ? identify(dataFile) : `${await identify(headerFile)} ${await identify(dataFile)}`),
  });
}

/** slope * value + inter, each step rounded to float64 (64-bit integers first), as nibabel's get_fdata does. */
function scaled(stored: TypedArray, scale: NiftiImage["scale"]): TypedArray {
  if (scale === undefined) return stored;
  const { slope, inter } = scale;
  const out = new Float64Array(stored.length);
  // Adding a zero intercept would turn -0 into 0.
  if (inter === 0) for (let i = 0; i < out.length; i++) out[i] = Number(stored[i]) * slope;
  else for (let i = 0; i < out.length; i++) out[i] = Number(stored[i]) * slope + inter;
  return out;
}
