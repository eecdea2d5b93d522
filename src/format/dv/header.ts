/**
 * The header of DeltaVision and PRIISM files: 1,024 bytes, in either byte order. The fields are those of PRIISM's header editor
 * (http://msg.ucsf.edu/IVE/HELP/EditHeader.hlp).
 * @module
 */
import { shortestFloat32 } from "../../array/shortest-float32.ts";
import { FormatError } from "../../errors.ts";

/** The fields that voxmill uses. */
export interface DvHeader {
  readonly littleEndian: boolean;
  /** Columns, rows and sections; sections are all planes of all z, wavelengths and times. */
  readonly size: readonly number[];
  readonly pixelType: number;
  /** Distance between pixels along x, y, z in micrometers. */
  readonly spacing: readonly number[];
  /** Bytes between the header and the first plane. */
  readonly extendedBytes: number;
  /** Numbers of each kind that the extended header holds for every section. */
  readonly ints: number;
  readonly floats: number;
  /** The kind of image: 0 is a plain stack. */
  readonly imageType: number;
  readonly lens: number;
  readonly times: number;
  /** 0: z fastest, then time, wavelength slowest; 1: wavelength, z, time; 2: z, wavelength, time. */
  readonly sequence: number;
  /** Emission wavelengths in nanometers, one per channel. */
  readonly waves: readonly number[];
  readonly waveCount: number;
  /** x, y, z of the first pixel in micrometers. */
  readonly origin: readonly number[];
  /** Smallest and largest value of each channel as the microscope noted them; the mean of the first. */
  readonly ranges: readonly (readonly number[])[];
  readonly titles: readonly string[];
}

export const headerBytes = 1024;
/** The mark at byte 96. */
const mark = -16224;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The byte order in which the mark is there; undefined where it is not, or where "MAP" says that the file is an MRC map. */
function byteOrder(head: Uint8Array): { readonly littleEndian: boolean } | undefined {
  if (head.length < 224 || (head[208] === 0x4d && head[209] === 0x41 && head[210] === 0x50)) return undefined;
  const view = viewOf(head);
  const littleEndian = [true, false].find((order) => view.getInt16(96, order) === mark);
  return littleEndian === undefined ? undefined : { littleEndian };
}

export const looksLikeDv = (head: Uint8Array): boolean => byteOrder(head) !== undefined;

/** Where smallest and largest value of the channels lie. */
const rangesAt = [76, 136, 144, 152, 172] as const;

/** Reads the fields. Throws FormatError where they cannot be those of a DeltaVision file. */
export function parseHeader(head: Uint8Array, path: string): DvHeader {
  const order = byteOrder(head);
  if (order === undefined || head.length < headerBytes) {
    throw new FormatError(`Expected a DeltaVision header of ${headerBytes} bytes in ${path}, found ${head.length} bytes without it.`, {
      path,
      hint: "The file is cut short or of another format.",
    });
  }
  const { littleEndian } = order;
  const view = viewOf(head);
  const int = (at: number): number => view.getInt32(at, littleEndian);
  const short = (at: number): number => view.getInt16(at, littleEndian);
  const count = (at: number): number => Math.max(1, view.getUint16(at, littleEndian));
  const float = (at: number): number => shortestFloat32(view.getFloat32(at, littleEndian));
  const waveCount = count(196);
  const channels = [0, 1, 2, 3, 4].slice(0, waveCount);
  const header: DvHeader = {
    littleEndian,
    size: [0, 4, 8].map(int),
    pixelType: int(12),
    spacing: [40, 44, 48].map(float),
    extendedBytes: int(92),
    ints: Math.max(0, short(128)),
    floats: Math.max(0, short(130)),
    imageType: short(160),
    lens: short(162),
    times: count(180),
    sequence: short(182),
    waves: channels.map((channel) => short(198 + 2 * channel)),
    waveCount,
    origin: [212, 216, 208].map(float),
    ranges: channels.map((channel) => [float(rangesAt[channel] as number), float((rangesAt[channel] as number) + 4)]),
    titles: titlesOf(head, int(220)),
  };
  if (header.size.some((n) => n < 1) || header.extendedBytes < 0) {
    throw new FormatError(
      `Expected positive dimensions in the DeltaVision header of ${path}, found ${header.size.join(" x ")} and ${header.extendedBytes} bytes of extended header.`,
      { path },
    );
  }
  return header;
}

function titlesOf(head: Uint8Array, count: number): string[] {
  const titles = Array.from({ length: Math.max(0, Math.min(10, count)) }, (_, i) => {
    const text = String.fromCharCode(...head.subarray(224 + 80 * i, 304 + 80 * i));
    return text.replace(/\0[\s\S]*$/, "").trimEnd();
  });
  return titles.filter((title) => title !== "");
}
