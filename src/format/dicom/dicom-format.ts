/**
 * DICOM in the registry of formats.
 * @module
 */
import { itemSize } from "../../array/dtype.ts";
import { FormatError, UnsupportedError } from "../../errors.ts";
import { decodeVoxels, identify, LayeredSource, layerChunks, pathOf, RangeReader, readUpTo } from "../raw/index.ts";
import type { ArrayInfo, ArraySource, FileLocation, Format, ImageFile, Series, SourceLocator } from "../source.ts";
import { naturalOrder, StackSource } from "../stack/index.ts";
import { type DicomFile, looksLikeDicom, readDicom } from "./dicom-file.ts";
import { RleReader } from "./rle.ts";
import { type DicomSeries, groupSeries } from "./series.ts";

/**
 * DICOM images: a file, or a folder whose files make up series by SeriesInstanceUID, sorted along the normal of their planes by
 * ImagePositionPatient (else by InstanceNumber). Stored and run-length coded pixels, in every uncompressed transfer syntax; others are
 * described. Stored values stay stored values: rescaleSlope and rescaleIntercept are attributes. World coordinates are those of DICOM
 * (left, posterior, superior) in millimetres. Names and other facts of persons are not taken over.
 */
export const dicomFormat: Format = {
  name: "dicom",
  endings: [".dcm", ".dicom", ".ima"],
  async sniff({ store, key }, head) {
    if (head !== undefined) return looksLikeDicom(head);
    const prefix = key === "" ? "" : `${key}/`;
    const likely = candidates(await store.listFolder(prefix)).slice(0, 4);
    for (const name of likely) if (looksLikeDicom(await readUpTo({ store, key: prefix + name }, 0, 132))) return true;
    return false;
  },
  open: openDicom,
};

/** Names that DICOM files have: with its endings, without an ending, or made of numbers. */
const candidates = (names: readonly string[]): string[] =>
  names
    .filter((name) => !name.endsWith("/") && !name.startsWith(".") && /(\.(dcm|dicom|ima)|^[^.]+|\.\d+)$/i.test(name))
    .sort(naturalOrder);

/** Headers that are read at the same time. */
const atOnce = 16;

async function openDicom(location: FileLocation): Promise<ImageFile> {
  const { store, key } = location;
  const single = key !== "" && (await store.size(key)) !== undefined;
  const files = single ? [await readDicom(location)] : await readFolder(location);
  const images = files.filter((file) => file !== undefined);
  if (images.length === 0)
    throw new UnsupportedError(
      `Expected an image in ${pathOf(location)}, found ${single ? "a DICOM file" : "DICOM files"} without pixels.`,
    );
  return { format: "dicom", series: groupSeries(images).map((series, n) => seriesOf(location, series, n)) };
}

async function readFolder({ store, key }: FileLocation): Promise<(DicomFile | undefined)[]> {
  const prefix = key === "" ? "" : `${key}/`;
  const names = candidates(await store.listFolder(prefix));
  const files: (DicomFile | undefined)[] = [];
  for (let from = 0; from < names.length; from += atOnce) {
    const some = names.slice(from, from + atOnce).map((name) => readIfDicom({ store, key: prefix + name }));
    const settled = await Promise.allSettled(some);
    for (const one of settled) {
      if (one.status === "rejected") throw one.reason;
      files.push(one.value);
    }
  }
  return files;
}

/** Other files may lie in the folder; a broken image may not. */
async function readIfDicom(location: FileLocation): Promise<DicomFile | undefined> {
  return looksLikeDicom(await readUpTo(location, 0, 132)) ? readDicom(location) : undefined;
}

function seriesOf(location: FileLocation, series: DicomSeries, n: number): Series {
  const { files } = series;
  const [first] = files as [DicomFile];
  const info = describe(series);
  const locator: SourceLocator = { store: location.store.locator, key: location.key, format: "dicom", series: n, level: 0 };
  const open = async (): Promise<ArraySource> => {
    if (series.reason !== undefined)
      throw new UnsupportedError(`Expected pixels that can be decoded in ${pathOf(location)}, found that ${series.reason}.`);
    if (files.length === 1) return openOne(first, info, locator);
    const inner = { ...info, shape: info.shape.slice(1), chunks: info.chunks.slice(1), axes: info.axes.slice(1) };
    const openFile = async (file: number): Promise<ArraySource> => openOne(await unchanged(files[file] as DicomFile), inner, locator);
    return new StackSource({ info, locator, counts: [files.length], openFile });
  };
  const bytes = files.reduce((sum, file) => sum + file.fileBytes, 0);
  const name = first.description || first.series;
  return { name, info, levels: 1, bytes, readable: series.reason === undefined, reason: series.reason, open };
}

/** Reads a header again before its pixels are: a file that was exchanged meanwhile must not be read by the old one. */
async function unchanged(file: DicomFile): Promise<DicomFile> {
  const now = await readDicom(file.location);
  const facts = (one: DicomFile | undefined): string =>
    JSON.stringify([one?.rows, one?.columns, one?.samples, one?.dtype, one?.position, one?.pixels]);
  if (now !== undefined && facts(now) === facts(file)) return now;
  const path = pathOf(file.location);
  throw new FormatError(`Expected ${path} as it was when its series was opened, found another image.`, {
    path,
    hint: "Open the series again.",
  });
}

function describe({ files, placement, unevenSteps }: DicomSeries): ArrayInfo {
  const [first] = files as [DicomFile];
  const { rows, columns, samples, frames, interleaved, dtype } = first;
  const outer = files.length > 1 ? [files.length] : frames > 1 ? [frames] : [];
  const channels = samples > 1 ? [samples] : [];
  const before = interleaved ? [] : channels;
  const after = interleaved ? channels : [];
  const shape = [...outer, ...before, rows, columns, ...after];
  const around = <T>(value: T, list: readonly T[]): T[] => {
    const [y, x] = list.slice(-2) as [T, T];
    return [...outer.map(() => list[0] as T), ...before.map(() => value), y, x, ...after.map(() => value)];
  };
  const inner = layerChunks([...before, rows, columns, ...after], itemSize(dtype));
  const unit = first.spacing === undefined ? "" : "millimeter";
  return {
    shape,
    dtype,
    axes: [...outer.map(() => "z"), ...before.map(() => "c"), "y", "x", ...after.map(() => "c")],
    chunks: [...outer.map(() => 1), ...inner],
    spacing: around(1, placement.spacing.toReversed()),
    unit: around(
      "",
      placement.spacing.map(() => unit),
    ),
    translation: around(0, placement.translation.toReversed()),
    ...(placement.affine === undefined ? {} : { affine: placement.affine }),
    // The patient's coordinates grow to the left, to the back and to the head (PS3.3, C.7.6.2.1.1).
    ...(first.orientation === undefined ? {} : { orientation: "LPS" as const }),
    codecs: "kind" in first.pixels && first.pixels.kind === "rle" ? ["rle"] : [],
    attributes: { dicom: { ...first.attributes, files: files.length, ...(unevenSteps === undefined ? {} : { unevenSteps }) } },
  };
}

function openOne(file: DicomFile, info: ArrayInfo, locator: SourceLocator): ArraySource {
  const { location, pixels, littleEndian, dtype } = file;
  const rle = "kind" in pixels && pixels.kind === "rle";
  return new LayeredSource({
    info,
    locator,
    reader: rle ? new RleReader(file) : new RangeReader(location, "offset" in pixels ? pixels.offset : 0),
    dataOffset: 0,
    itemBytes: itemSize(dtype),
    decode: (bytes) => decodeVoxels(bytes, dtype, littleEndian),
    identify: () => identify(location),
  });
}
