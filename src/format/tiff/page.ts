/**
 * One page (image file directory) as facts: its shape, its samples, and where its strips or tiles lie.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import type { HeaderReader } from "./header-reader.ts";
import type { Ifd } from "./ifd.ts";
import { dtypeOf, type SampleLayout } from "./samples.ts";
import { readSegments, type SegmentGrid, type Segments, segmentGrid } from "./segments.ts";
import { type Compression, compressions, photometrics, tag, yCbCrPhotometric } from "./tags.ts";

/** What a page's header says, checked to be possible. */
export interface Page {
  readonly ifd: Ifd;
  readonly width: number;
  readonly height: number;
  /** Samples of one pixel. */
  readonly samples: number;
  /** True when each sample has an image of its own (channel before y, x); else they alternate (channel last). */
  readonly planar: boolean;
  readonly layout: SampleLayout;
  readonly compression: Compression;
  /** Each byte is stored with its bits reversed. */
  readonly reversed: boolean;
  readonly photometric: string;
  /** Marked as a smaller copy of another page. */
  readonly reduced: boolean;
  readonly grid: SegmentGrid;
  /** Added to every offset: the pages that ImageJ writes without headers of their own. */
  readonly shift: number;
  /** Why the pixels cannot be decoded. */
  readonly reason: string | undefined;
  /** Where the strips or tiles are; read on first use. */
  segments(): Promise<Segments>;
}

/** The reader of the file that a page lies in. */
export const readerOf = (page: Page): HeaderReader => page.ifd.reader;

/** Reads the header of a page. Throws FormatError where it cannot be; codecs and samples that voxmill lacks give a `reason`. */
export async function readPage(ifd: Ifd): Promise<Page> {
  const width = await required(ifd, tag.imageWidth, "ImageWidth");
  const height = await required(ifd, tag.imageLength, "ImageLength");
  const samples = await positive(ifd, tag.samplesPerPixel, "SamplesPerPixel", 1);
  const planar = samples > 1 && (await ifd.number(tag.planarConfiguration, 1)) === 2;
  const code = await ifd.number(tag.compression, 1);
  const compression = compressions[code] ?? { name: `compression ${code}` };
  const photometricCode = await ifd.number(tag.photometric, 1);
  const stored = await storedSamples(ifd, samples, compression);
  const grid = await segmentGrid(ifd, { width, height, samples, planar, bits: stored.layout.bits, compression });
  // In a JPEG picture the colours are brought to full resolution with it.
  const subsampled = photometricCode === yCbCrPhotometric && compression.name !== "jpeg" ? await isSubsampled(ifd) : false;
  let segments: Promise<Segments> | undefined;
  const page: Page = {
    ifd,
    width,
    height,
    samples,
    planar,
    layout: stored.layout,
    compression,
    reversed: (await ifd.number(tag.fillOrder, 1)) === 2,
    photometric: photometrics[photometricCode] ?? `photometric ${photometricCode}`,
    reduced: ((await ifd.number(tag.newSubfileType, 0)) & 1) === 1,
    grid,
    shift: 0,
    reason: await reasonAgainst(ifd, compression, stored, subsampled, grid),
    segments: () => {
      if (segments === undefined) {
        segments = readSegments(ifd, page);
        segments.catch(() => {
          segments = undefined;
        });
      }
      return segments;
    },
  };
  return page;
}

/** The page that begins `shift` bytes after another one and is like it in all else. */
export function shiftPage(page: Page, shift: number): Page {
  return {
    ...page,
    shift,
    segments: async () => {
      const { offsets, counts } = await page.segments();
      return { offsets: offsets.map((offset) => offset + shift), counts };
    },
  };
}

async function required(ifd: Ifd, id: number, name: string): Promise<number> {
  if (!ifd.has(id)) throw ifd.reader.broken(`Expected the tag ${name} in the page header at offset ${ifd.offset}, found none.`);
  return positive(ifd, id, name, 0);
}

async function positive(ifd: Ifd, id: number, name: string, otherwise: number): Promise<number> {
  const value = await ifd.number(id, otherwise);
  if (!(Number.isInteger(value) && value > 0 && value < 2 ** 32)) {
    throw ifd.reader.broken(`Expected a positive ${name}, found ${value} in the page header at offset ${ifd.offset}.`);
  }
  return value;
}

interface StoredSamples {
  readonly layout: SampleLayout;
  readonly reason: string | undefined;
}

/** Bits and format of the samples. Where a tag lists fewer values than there are samples, the first speaks for all, as in libtiff. */
async function storedSamples(ifd: Ifd, samples: number, compression: Compression): Promise<StoredSamples> {
  const allBits = await ifd.numbers(tag.bitsPerSample, samples);
  const formats = await ifd.numbers(tag.sampleFormat, samples);
  const bits = allBits[0] ?? 1;
  const format = formats[0] ?? 1;
  if (!(bits > 0)) throw ifd.reader.broken(`Expected one bit a sample or more, found ${bits}.`);
  const dtype = dtypeOf(bits, format);
  // libtiff, too, heeds the predictor only for the codecs that define one.
  const predictor = compression.predicts === true ? await ifd.number(tag.predictor, 1) : 1;
  let reason: string | undefined;
  if (allBits.some((other) => other !== bits)) reason = `its samples have different widths (${allBits.join(", ")} bits)`;
  else if (formats.some((other) => other !== format)) reason = `its samples have different formats (${formats.join(", ")})`;
  else if (dtype === undefined) reason = `samples of ${bits} bits and sample format ${format} are not supported`;
  else reason = predictorReason(predictor, bits, dtype);
  const swap = !ifd.header.littleEndian;
  return { layout: { bits, dtype: dtype ?? "uint8", predictor, swap }, reason };
}

function predictorReason(predictor: number, bits: number, dtype: Dtype): string | undefined {
  const whole = bits === 8 || bits === 16 || bits === 32 || bits === 64;
  if (predictor === 1 || (predictor === 2 && whole)) return undefined;
  if (predictor === 3 && dtype.startsWith("float")) return undefined;
  return `predictor ${predictor} for samples of ${bits} bits is not supported`;
}

/** YCbCr whose colours are stored at a lower resolution than its brightness; 2 x 2 when the tag is missing (TIFF 6.0, section 21). */
async function isSubsampled(ifd: Ifd): Promise<boolean> {
  const [across = 2, down = 2] = await ifd.numbers(tag.yCbCrSubSampling, 2);
  return across !== 1 || down !== 1;
}

/** A decoded strip or tile larger than this cannot be one typed array of every engine. */
const largestSegment = 2 ** 31;

async function reasonAgainst(
  ifd: Ifd,
  compression: Compression,
  stored: StoredSamples,
  subsampled: boolean,
  grid: SegmentGrid,
): Promise<string | undefined> {
  if (compression.expansion === undefined) return `its compression, ${compression.name}, is not supported`;
  if (stored.reason !== undefined) return stored.reason;
  if (compression.name === "jpeg" && stored.layout.dtype !== "uint8") return `its JPEG samples have ${stored.layout.bits} bits`;
  if (compression.name === "jpeg" && grid.segmentSamples !== 1 && grid.segmentSamples !== 3)
    return `its JPEG pictures have ${grid.segmentSamples} components`;
  if (compression.name.startsWith("ccitt") && (stored.layout.bits !== 1 || grid.segmentSamples !== 1))
    return `its fax compression is of ${grid.segmentSamples} x ${stored.layout.bits} bits a pixel`;
  if (subsampled) return "its YCbCr colours are subsampled";
  if ((await ifd.number(tag.imageDepth, 1)) !== 1) return "its pages are volumes (tag ImageDepth)";
  if (ifd.count(tag.metaMorphPlanes) > 1) return "it is a MetaMorph stack, whose planes have no page headers";
  const bytes = grid.rowBytes * grid.segmentRows;
  if (compression.name !== "none" && bytes > largestSegment) return `one strip or tile decodes to ${bytes} bytes`;
  return undefined;
}
