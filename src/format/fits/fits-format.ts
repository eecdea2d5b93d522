/**
 * FITS in the registry of formats.
 * @module
 */
import { itemSize } from "../../array/dtype.ts";
import { UnsupportedError } from "../../errors.ts";
import { product } from "../../geometry/vec.ts";
import { inflate } from "../deflate/index.ts";
import { identify, LayeredSource, layerChunks, pathOf, RangeReader, readPieces, readUpTo, StreamReader } from "../raw/index.ts";
import type { ArrayInfo, ArraySource, FileLocation, Format, ImageFile, Series } from "../source.ts";
import { readAxes } from "./axes.ts";
import { type Cards, numberOf, textOf } from "./cards.ts";
import { type HeaderDataUnit, looksLikeFits, readUnits } from "./units.ts";
import { type FitsValues, valuesOf } from "./values.ts";

/**
 * FITS images: the primary one and IMAGE extensions, each a series, by EXTNAME; plain, or gzip as a whole (then decoded once through
 * to find the headers). The file's axes (fastest first) open slowest first. Tables are no images and left out; tile-compressed images
 * and random groups are described but not read.
 */
export const fitsFormat: Format = {
  name: "fits",
  endings: [".fits", ".fit", ".fts", ".fits.gz", ".fit.gz", ".fts.gz", ".fits.fz", ".ffits"],
  async sniff(location, head) {
    if (head === undefined) return false;
    if (!isGzip(head)) return looksLikeFits(head);
    return looksLikeFits(await firstBytes(location));
  },
  open: openFits,
};

const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** The beginning of a gzip file, decompressed. What cannot be decoded is none of ours. */
async function firstBytes(location: FileLocation): Promise<Uint8Array> {
  try {
    for await (const piece of inflate(readPieces(location, 0, 16 * 1024, 4096), "gzip", pathOf(location))) return piece;
  } catch {}
  return new Uint8Array(0);
}

async function openFits(location: FileLocation): Promise<ImageFile> {
  const gzipped = isGzip(await readUpTo(location, 0, 2));
  const units = await readUnits(location, gzipped);
  const images = units.filter(isImage);
  const names = namesOf(images);
  const last = units.at(-1) as HeaderDataUnit;
  const end = last.offset + last.dataBytes;
  const series = images.map((unit, n) => seriesOf(location, unit, { name: names[n] as string, number: n, gzipped, end }));
  if (series.length > 0) return { format: "fits", series };
  const tables = units.slice(1).map((unit) => `${unit.type} ${textOf(unit.cards, "EXTNAME")}`.trim());
  throw new UnsupportedError(
    `Expected an image in ${pathOf(location)}, found ${tables.length === 0 ? "a header without data" : tables.slice(0, 10).join(", ")}.`,
    {
      hint: "Tables of FITS files are not read.",
    },
  );
}

const isCompressed = ({ type, cards }: HeaderDataUnit): boolean => type === "BINTABLE" && cards.get("ZIMAGE") === true;

function isImage(unit: HeaderDataUnit): boolean {
  if (isCompressed(unit) || unit.randomGroups) return true;
  return (unit.number === 0 || unit.type === "IMAGE" || unit.type === "IUEIMAGE") && unit.sizes.length > 0 && unit.dataBytes > 0;
}

/** EXTNAME, with EXTVER where several have the same; an image without a name is "" if alone, else "primary" or "hdu3". */
function namesOf(images: readonly HeaderDataUnit[]): string[] {
  const plain = images.map(
    ({ cards, number }) => textOf(cards, "EXTNAME") || (images.length === 1 ? "" : number === 0 ? "primary" : `hdu${number}`),
  );
  const often = (name: string): boolean => plain.indexOf(name) !== plain.lastIndexOf(name);
  const versioned = plain.map((name, n) => (often(name) ? `${name},${numberOf((images[n] as HeaderDataUnit).cards, "EXTVER", 1)}` : name));
  return versioned.map((name, n) => (versioned.indexOf(name) === n ? name : `${name} (hdu${(images[n] as HeaderDataUnit).number})`));
}

interface Place {
  readonly name: string;
  readonly number: number;
  readonly gzipped: boolean;
  /** Of all data, in the decoded file. */
  readonly end: number;
}

function seriesOf(location: FileLocation, unit: HeaderDataUnit, { name, number, gzipped, end }: Place): Series {
  const { cards } = unit;
  const compressed = isCompressed(unit);
  const reason = compressed
    ? `it is compressed by tiles (${textOf(cards, "ZCMPTYPE") || "unknown"})`
    : unit.randomGroups
      ? "it holds random groups"
      : undefined;
  const axes = compressed ? Math.min(999, numberOf(cards, "ZNAXIS", 0)) : 0;
  const zsizes = Array.from({ length: Number.isInteger(axes) && axes > 0 ? axes : 0 }, (_, i) => numberOf(cards, `ZNAXIS${i + 1}`));
  const sizes = compressed ? zsizes : unit.randomGroups ? unit.sizes.slice(1) : unit.sizes;
  const whole = sizes.length > 0 && sizes.every((n) => Number.isSafeInteger(n) && n > 0) && Number.isSafeInteger(product(sizes));
  const bitpix = compressed ? numberOf(cards, "ZBITPIX", 8) : unit.bitpix;
  const values = valuesOf(cards, [8, 16, 32, 64, -32, -64].includes(bitpix) ? bitpix : 8);
  const info = describe(cards, whole ? sizes : [1], values, [
    ...(compressed ? [textOf(cards, "ZCMPTYPE")] : []),
    ...(gzipped ? ["gzip"] : []),
  ]);
  const open = async (): Promise<ArraySource> => {
    if (reason === undefined) return openVoxels(location, unit, { info, values, number, gzipped, end });
    throw new UnsupportedError(`Expected an image that can be decoded in ${pathOf(location)}, found that ${reason}.`, {
      ...(compressed ? { hint: "Decompress it with funpack first." } : {}),
    });
  };
  return { name, info, levels: 1, bytes: unit.dataBytes, readable: reason === undefined, reason, open };
}

function describe(cards: Cards, sizes: readonly number[], { dtype, itemBytes }: FitsValues, codecs: readonly string[]): ArrayInfo {
  const shape = sizes.toReversed();
  const { axes, spacing, unit, translation } = readAxes(cards, sizes.length);
  return {
    shape,
    dtype,
    axes: axes.toReversed(),
    chunks: layerChunks(shape, Math.max(itemBytes, itemSize(dtype))),
    spacing: spacing.toReversed(),
    unit: unit.toReversed(),
    translation: translation.toReversed(),
    codecs,
    attributes: { fits: Object.fromEntries(cards) },
  };
}

interface Opened extends Omit<Place, "name"> {
  readonly info: ArrayInfo;
  readonly values: FitsValues;
}

function openVoxels(location: FileLocation, { offset }: HeaderDataUnit, { info, values, number, gzipped, end }: Opened): ArraySource {
  const path = pathOf(location);
  const start = () => inflate(readPieces(location), "gzip", path);
  return new LayeredSource({
    info,
    locator: { store: location.store.locator, key: location.key, format: "fits", series: number, level: 0 },
    reader: gzipped ? new StreamReader({ start, length: end, path }) : new RangeReader(location),
    dataOffset: offset,
    itemBytes: values.itemBytes,
    decode: values.decode,
    identify: () => identify(location),
  });
}
