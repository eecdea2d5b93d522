/**
 * Opening NIfTI files: .nii, .nii.gz, and pairs of .hdr and .img (each also .gz).
 * @module
 */
import type { TypedArray } from "../../array/dtype.ts";
import { FormatError, UnsupportedError } from "../../errors.ts";
import { checkHolds, decodeVoxels, fileReader, identify, isGzip, LayeredSource, pathOf, readHead, readUpTo } from "../raw/index.ts";
import type { ArraySource, FileLocation, ImageFile } from "../source.ts";
import { describe, type NiftiImage } from "./describe.ts";
import { headerBytes, type NiftiHeader, parseHeader } from "./header.ts";

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
  const { head, gzipped } = await readHead(headerFile, headerBytes);
  const header = parseHeader(head, pathOf(headerFile));
  const dataFile = header.single ? headerFile : await imageOf(headerFile);
  const dataGzipped = header.single ? gzipped : isGzip(await readUpTo(dataFile, 0, 2));
  const image = describe(header, dataGzipped, pathOf(headerFile));
  const size = await checkHolds(dataFile, dataGzipped, image.dataOffset + image.dataBytes);
  const { reason } = image.type;
  const open = async (): Promise<ArraySource> => {
    if (reason === undefined) return openVoxels(location, headerFile, dataFile, header, image, dataGzipped);
    throw new UnsupportedError(`Expected voxels that can be decoded in ${pathOf(location)}, found ${image.type.name}: ${reason}.`);
  };
  return {
    format: "nifti",
    series: [
      { name: "", info: image.info, levels: 1, bytes: dataGzipped ? size : image.dataBytes, readable: reason === undefined, reason, open },
    ],
  };
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

function openVoxels(
  location: FileLocation,
  headerFile: FileLocation,
  dataFile: FileLocation,
  header: NiftiHeader,
  image: NiftiImage,
  gzipped: boolean,
): ArraySource {
  return new LayeredSource({
    info: image.info,
    locator: { store: location.store.locator, key: location.key, format: "nifti", series: 0, level: 0 },
    reader: fileReader(dataFile, gzipped, image.dataOffset + image.dataBytes),
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
