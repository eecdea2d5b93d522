/**
 * Opening MRC files, plain and gzip.
 * @module
 */
import { UnsupportedError } from "../../errors.ts";
import { checkHolds, decodeVoxels, fileReader, identify, LayeredSource, pathOf, readHead } from "../raw/index.ts";
import type { ArrayInfo, ArraySource, FileLocation, ImageFile } from "../source.ts";
import { describe, type MrcImage, packedInfo } from "./describe.ts";
import { headerBytes, type MrcHeader, parseHeader } from "./header.ts";
import { PackedSource } from "./packed-source.ts";

/** Parses the header, and checks that the file is long enough for what it promises. */
export async function openMrc(location: FileLocation): Promise<ImageFile> {
  const path = pathOf(location);
  const { head, gzipped } = await readHead(location, headerBytes);
  const header = parseHeader(head, path);
  const image = describe(header, gzipped, path);
  const size = await checkHolds(location, gzipped, image.dataOffset + image.dataBytes);
  const { reason, name } = image.mode;
  const open = async (): Promise<ArraySource> => {
    if (reason === undefined) return openVoxels(location, header, image, gzipped);
    throw new UnsupportedError(`Expected voxels that can be decoded in ${path}, found ${name}: ${reason}.`);
  };
  const bytes = gzipped ? size : image.dataBytes;
  const facts = { name: "", info: image.info, levels: 1, bytes, open };
  const series = reason === undefined ? { ...facts, readable: true } : { ...facts, readable: false, reason, storedType: name };
  return { format: "mrc", series: [series] };
}

function openVoxels(
  location: FileLocation,
  header: MrcHeader,
  { info, mode, dataOffset, dataBytes }: MrcImage,
  gzipped: boolean,
): ArraySource {
  const of = (stored: ArrayInfo): LayeredSource =>
    new LayeredSource({
      info: stored,
      locator: { store: location.store.locator, key: location.key, format: "mrc", series: 0, level: 0 },
      reader: fileReader(location, gzipped, dataOffset + dataBytes),
      dataOffset,
      itemBytes: Math.ceil(mode.bits / 8),
      decode: (bytes) => decodeVoxels(bytes, mode.type, header.littleEndian),
      identify: () => identify(location),
    });
  if (mode.bits !== 4) return of(info);
  return new PackedSource(of(packedInfo(info)), info);
}
