/**
 * One DICOM file: what its header says, and where its pixels are.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import { FormatError } from "../../errors.ts";
import { pathOf, readUpTo, sizeOf } from "../raw/index.ts";
import type { FileLocation } from "../source.ts";
import { type DataSet, type DicomElement, ElementReader, type Encoding, NeedMore } from "./elements.ts";

/** The facts of one file. */
export interface DicomFile {
  readonly location: FileLocation;
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly samples: number;
  /** The samples of a pixel lie side by side; else a plane for each. */
  readonly interleaved: boolean;
  readonly dtype: Dtype;
  readonly littleEndian: boolean;
  /** How the pixels are stored; or why they are not read. */
  readonly pixels: { readonly kind: "stored" | "rle"; readonly offset: number } | { readonly reason: string };
  readonly fileBytes: number;
  /** "" where the file does not say. */
  readonly series: string;
  readonly description: string;
  readonly instance: number;
  /** ImagePositionPatient and ImageOrientationPatient, where given. */
  readonly position: readonly number[] | undefined;
  readonly orientation: readonly number[] | undefined;
  /** PixelSpacing: between rows, between columns. */
  readonly spacing: readonly number[] | undefined;
  /** SpacingBetweenSlices, else SliceThickness. */
  readonly sliceSpacing: number | undefined;
  readonly attributes: { readonly [name: string]: string | number };
}

/** Transfer syntaxes (PS3.6, annex A) whose pixels are read; all others are encapsulated and explicit little endian. */
const syntaxes: { readonly [uid: string]: Encoding & { readonly pixels: "stored" | "rle" } } = {
  "1.2.840.10008.1.2": { explicitVr: false, littleEndian: true, pixels: "stored" },
  "1.2.840.10008.1.2.1": { explicitVr: true, littleEndian: true, pixels: "stored" },
  "1.2.840.10008.1.2.2": { explicitVr: true, littleEndian: false, pixels: "stored" },
  "1.2.840.10008.1.2.5": { explicitVr: true, littleEndian: true, pixels: "rle" },
};
const deflated = "1.2.840.10008.1.2.1.99";

export const looksLikeDicom = (head: Uint8Array): boolean => String.fromCharCode(...head.subarray(128, 132)) === "DICM";

/** The header is read in steps of growing size: pixels are mostly far larger. */
const firstBytes = 64 * 1024;
const mostHeaderBytes = 64 * 1024 * 1024;

/** Reads the header. Returns undefined for a file without an image (a directory, a report). Throws FormatError where it is broken. */
export async function readDicom(location: FileLocation): Promise<DicomFile | undefined> {
  const path = pathOf(location);
  const size = await sizeOf(location);
  for (let length = firstBytes; ; length *= 8) {
    const bytes = await readUpTo(location, 0, Math.min(length, size));
    if (!looksLikeDicom(bytes)) throw new FormatError(`Expected DICM at byte 128 of ${path}, found other bytes.`, { path });
    try {
      return describe(location, bytes, size, path);
    } catch (error) {
      if (error instanceof FormatError) throw error;
      if (error instanceof NeedMore && length < size && length < mostHeaderBytes) continue;
      throw new FormatError(`Expected a DICOM data set in ${path}: ${(error as Error).message}.`, {
        path,
        cause: error,
        hint: "The file is damaged or cut short.",
      });
    }
  }
}

function describe(location: FileLocation, bytes: Uint8Array, size: number, path: string): DicomFile | undefined {
  const reader = new ElementReader(bytes, 132, bytes.length === size);
  const syntax = text(reader.meta().get(0x00020010)) || "1.2.840.10008.1.2";
  if (syntax === deflated)
    throw new FormatError(`Expected a data set that is not deflated in ${path}, found transfer syntax ${syntax}.`, {
      path,
      hint: "Convert the file first.",
    });
  const encoding = syntaxes[syntax] ?? { explicitVr: true, littleEndian: true };
  const data = reader.dataSet(encoding);
  const values = new Values(data, encoding.littleEndian);
  if (data.pixels === undefined && Number.isNaN(values.int(0x00280010))) return undefined;
  const [rows, columns] = [values.int(0x00280010), values.int(0x00280011)];
  const [frames, samples] = [values.number(0x00280008, 1), values.int(0x00280002, 1)];
  if (
    ![rows, columns, frames, samples].every((n) => Number.isSafeInteger(n) && n >= 1) ||
    !Number.isSafeInteger(rows * columns * frames * samples * 8)
  )
    throw new FormatError(
      `Expected rows, columns, frames and samples in ${path}, found ${rows} x ${columns}, ${frames} frames of ${samples} samples.`,
      { path },
    );
  const bits = values.int(0x00280100);
  const signed = values.int(0x00280103, 0) === 1;
  const dtype = bits === 8 || bits === 16 || bits === 32 ? (`${signed ? "" : "u"}int${bits}` as const) : undefined;
  const pixels = pixelsOf(data, syntax, dtype, path, { bytes: rows * columns * frames * samples * (bits / 8), size });
  return {
    location,
    rows,
    columns,
    frames,
    samples,
    // Run-length coding keeps planes apart whatever the header says, and is put together again.
    interleaved: values.int(0x00280006, 0) === 0 || ("kind" in pixels && pixels.kind === "rle"),
    dtype: dtype ?? "uint8",
    littleEndian: encoding.littleEndian,
    pixels,
    fileBytes: size,
    series: values.text(0x0020000e),
    description: values.text(0x0008103e),
    instance: values.number(0x00200013, 0),
    position: values.vector(0x00200032, 3),
    orientation: values.vector(0x00200037, 6),
    spacing: values.vector(0x00280030, 2) ?? values.vector(0x00181164, 2),
    sliceSpacing: [values.number(0x00180088), values.number(0x00180050)].find((n) => n > 0),
    attributes: values.attributes(syntax),
  };
}

function pixelsOf(
  { pixels }: DataSet,
  syntax: string,
  dtype: Dtype | undefined,
  path: string,
  { bytes, size }: { readonly bytes: number; readonly size: number },
): DicomFile["pixels"] {
  if (pixels === undefined) return { reason: "it has no integer pixel data" };
  const { offset, length } = pixels;
  const kind = syntaxes[syntax]?.pixels;
  if (kind === undefined) return { reason: `its pixels are compressed (transfer syntax ${syntax})` };
  if (dtype === undefined) return { reason: "its pixels are not of 8, 16 or 32 bits" };
  // Two bytes code 128 at most.
  if (kind === "rle" && bytes > 64 * size)
    throw new FormatError(`Expected ${bytes} bytes of pixels in ${path}, found ${size - offset}, which cannot hold as many.`, { path });
  if (kind === "rle") return length === undefined ? { kind, offset } : { reason: "its run-length coded pixels are not in fragments" };
  if (length === undefined || length < bytes || offset + bytes > size)
    throw new FormatError(`Expected ${bytes} bytes of pixels in ${path}, found ${Math.min(length ?? 0, size - offset)}.`, {
      path,
      hint: "The file is cut short, or its header is wrong.",
    });
  return { kind, offset };
}

const text = (element: DicomElement | undefined): string =>
  element === undefined
    ? ""
    : new TextDecoder("latin1")
        .decode(element.bytes)
        .replace(/[\0 ]+$/, "")
        .trim();

/** Values by tag. */
class Values {
  readonly #data: DataSet;
  readonly #littleEndian: boolean;
  constructor(data: DataSet, littleEndian: boolean) {
    this.#data = data;
    this.#littleEndian = littleEndian;
  }
  text(tag: number): string {
    return text(this.#data.elements.get(tag));
  }
  /** An unsigned short (US). */
  int(tag: number, fallback = Number.NaN): number {
    const bytes = this.#data.elements.get(tag)?.bytes;
    if (bytes === undefined || bytes.length < 2) return fallback;
    return new DataView(bytes.buffer, bytes.byteOffset, 2).getUint16(0, this.#littleEndian);
  }
  /** A number written as text (IS, DS). */
  number(tag: number, fallback = Number.NaN): number {
    const word = this.text(tag).split("\\", 1)[0] as string;
    return word === "" || !Number.isFinite(Number(word)) ? fallback : Number(word);
  }
  vector(tag: number, count: number): number[] | undefined {
    const numbers = this.text(tag)
      .split("\\")
      .map((word) => (word.trim() === "" ? Number.NaN : Number(word)));
    return numbers.length === count && numbers.every(Number.isFinite) ? numbers : undefined;
  }
  /** What is worth keeping, none of it about the person. */
  attributes(transferSyntax: string): { readonly [name: string]: string | number } {
    const texts = {
      modality: 0x00080060,
      photometricInterpretation: 0x00280004,
      seriesInstanceUid: 0x0020000e,
      seriesDescription: 0x0008103e,
    };
    const numbers = { rescaleSlope: 0x00281053, rescaleIntercept: 0x00281052, sliceThickness: 0x00180050 };
    const out: { [name: string]: string | number } = { transferSyntax };
    for (const [name, tag] of Object.entries(texts)) if (this.text(tag) !== "") out[name] = this.text(tag);
    for (const [name, tag] of Object.entries(numbers)) if (!Number.isNaN(this.number(tag))) out[name] = this.number(tag);
    const bits = this.int(0x00280101);
    if (!Number.isNaN(bits)) out["bitsStored"] = bits;
    if (this.text(0x00281054) !== "") out["rescaleType"] = this.text(0x00281054);
    return out;
  }
}
