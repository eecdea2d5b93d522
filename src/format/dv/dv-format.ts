/**
 * DeltaVision in the registry of formats.
 * @module
 */
import { UnsupportedError } from "../../errors.ts";
import { checkHolds, decodeVoxels, identify, LayeredSource, pathOf, RangeReader, readUpTo } from "../raw/index.ts";
import type { ArraySource, FileLocation, Format, ImageFile } from "../source.ts";
import { type DvImage, describe } from "./describe.ts";
import { type DvHeader, headerBytes, looksLikeDv, parseHeader } from "./header.ts";
import { readSections } from "./sections.ts";
import { TransposedSource } from "./transposed-source.ts";

/**
 * Files of DeltaVision microscopes and of PRIISM, in both byte orders. Opens as t, c, z, y, x whatever the order of the sections
 * in the file, without those of t, c and z that have length 1; spacing in micrometers, wavelengths and lens in the attributes.
 */
export const deltaVisionFormat: Format = {
  name: "deltavision",
  endings: [".dv", ".r3d", ".r3d_d3d"],
  sniff: async (_location, head) => head !== undefined && looksLikeDv(head),
  open: openDv,
};

async function openDv(location: FileLocation): Promise<ImageFile> {
  const path = pathOf(location);
  const header = parseHeader(await readUpTo(location, 0, headerBytes), path);
  const image = describe(header, path);
  await checkHolds(location, false, image.dataOffset + image.dataBytes);
  const sections = await readSections(location, header);
  const { deltavision, ...others } = image.info.attributes;
  const attributes = { ...others, deltavision: { ...(deltavision as object), ...(sections !== undefined && { sections }) } };
  const info = { ...image.info, attributes };
  const { reason, name } = image.type;
  const open = async (): Promise<ArraySource> => {
    if (reason === undefined) return openVoxels(location, header, { ...image, info });
    throw new UnsupportedError(`Expected pixels that can be decoded in ${path}, found ${name}: ${reason}.`);
  };
  const facts = { name: "", info, levels: 1, bytes: image.dataBytes, open };
  const series = reason === undefined ? { ...facts, readable: true } : { ...facts, readable: false, reason, storedType: name };
  return { format: "deltavision", series: [series] };
}

function openVoxels(location: FileLocation, header: DvHeader, { info, stored, type, dataOffset }: DvImage): ArraySource {
  const source = new LayeredSource({
    info: stored,
    locator: { store: location.store.locator, key: location.key, format: "deltavision", series: 0, level: 0 },
    reader: new RangeReader(location),
    dataOffset,
    itemBytes: type.bytes,
    decode: (bytes) => decodeVoxels(bytes, type.type, header.littleEndian),
    identify: () => identify(location),
  });
  return new TransposedSource(source, info);
}
