/**
 * The header of MRC2014, CCP4 maps and IMOD files: 1,024 bytes, in either byte order.
 * https://www.ccpem.ac.uk/mrc_format/mrc2014.php
 * @module
 */
import { shortestFloat32 } from "../../array/shortest-float32.ts";
import { FormatError } from "../../errors.ts";
import { isMode } from "./mode.ts";

/** The fields that voxmill uses. Lists of three are in the order columns, rows, sections where they count voxels, else x, y, z. */
export interface MrcHeader {
  readonly littleEndian: boolean;
  /** NX, NY, NZ: columns, rows, sections. */
  readonly size: readonly number[];
  readonly mode: number;
  /** NXSTART, NYSTART, NZSTART: where the first column, row and section lie, in voxels. */
  readonly start: readonly number[];
  /** MX, MY, MZ: intervals along x, y, z of the cell. */
  readonly grid: readonly number[];
  /** Lengths of the cell along x, y, z in angstrom. */
  readonly cell: readonly number[];
  /** Alpha, beta, gamma of the cell in degrees. */
  readonly angles: readonly number[];
  /** MAPC, MAPR, MAPS: which of x, y, z (0, 1, 2) columns, rows and sections run along. */
  readonly order: readonly number[];
  /** DMIN, DMAX, DMEAN, RMS. */
  readonly statistics: readonly number[];
  readonly spaceGroup: number;
  readonly extendedBytes: number;
  /** EXTTYP: CCP4, MRCO, SERI, AGAR, FEI1, FEI2, HDF5, or "". */
  readonly extendedType: string;
  /** NVERSION: 20140 or 20141 for MRC2014, 0 before. */
  readonly version: number;
  readonly origin: readonly number[];
  /** IMOD's flags, undefined where the file does not bear its stamp. */
  readonly imodFlags: number | undefined;
  readonly labels: readonly string[];
}

export const headerBytes = 1024;

/** "IMOD" read as a little-endian number. */
const imodStamp = 1146047817;
/** The mark of DeltaVision (and of early IMOD, which wrote its header), whose fields from byte 96 on are others. */
const deltaVisionId = -16224;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const three = [0, 1, 2] as const;

/** "MAP" at byte 208, which files have had since 2000. */
const hasMap = (head: Uint8Array): boolean => head[208] === 0x4d && head[209] === 0x41 && head[210] === 0x50;

/** Whether the numbers make sense in one byte order. */
function isPlausible(view: DataView, littleEndian: boolean): boolean {
  const word = (index: number): number => view.getInt32(4 * index, littleEndian);
  const sizes = three.every((i) => word(i) >= 1 && word(i) < 1 << 24);
  return sizes && isMode(word(3)) && three.every((i) => word(16 + i) >= 0 && word(16 + i) <= 3);
}

/** The order of the machine stamp (byte 212), unless the numbers make sense in the other order alone. */
function isLittleEndian(view: DataView): boolean {
  const stamped = view.getUint8(212) !== 0x11;
  return isPlausible(view, stamped) || !isPlausible(view, !stamped) ? stamped : !stamped;
}

/**
 * True when the first bytes are an MRC header. `named` says that the file's ending promises one: older files bear no mark, so
 * their numbers alone must convince.
 */
export function looksLikeMrc(head: Uint8Array, named: boolean): boolean {
  if (head.length < 224) return false;
  const view = viewOf(head);
  if (hasMap(head)) return isPlausible(view, true) || isPlausible(view, false);
  return named && [true, false].some((order) => isPlausible(view, order) && view.getInt16(96, order) !== deltaVisionId);
}

/** Reads the fields. Throws FormatError where they cannot be those of an MRC file. */
export function parseHeader(head: Uint8Array, path: string): MrcHeader {
  if (head.length < headerBytes) {
    throw new FormatError(`Expected an MRC header of ${headerBytes} bytes in ${path}, found ${head.length}.`, {
      path,
      hint: "The file is cut short.",
    });
  }
  const view = viewOf(head);
  const littleEndian = isLittleEndian(view);
  const int = (at: number): number => view.getInt32(at, littleEndian);
  const float = (at: number): number => shortestFloat32(view.getFloat32(at, littleEndian));
  const header: MrcHeader = {
    littleEndian,
    size: three.map((i) => int(4 * i)),
    mode: int(12),
    start: three.map((i) => int(16 + 4 * i)),
    grid: three.map((i) => int(28 + 4 * i)),
    cell: three.map((i) => float(40 + 4 * i)),
    angles: three.map((i) => float(52 + 4 * i)),
    order: axisOrder(
      three.map((i) => int(64 + 4 * i)),
      path,
    ),
    statistics: [76, 80, 84, 216].map(float),
    spaceGroup: int(88),
    extendedBytes: int(92),
    extendedType: textAt(head, 104, 4),
    version: int(108),
    origin: three.map((i) => float(196 + 4 * i)),
    imodFlags: int(152) === imodStamp ? int(156) : undefined,
    labels: labelsOf(head, int(220)),
  };
  if (header.size.some((n) => n < 1) || header.extendedBytes < 0) {
    throw new FormatError(
      `Expected positive dimensions in the MRC header of ${path}, found ${header.size.join(" x ")} and ${header.extendedBytes} bytes of extended header.`,
      { path },
    );
  }
  return header;
}

/** Columns, rows and sections along x, y and z where the file leaves the fields empty, as old programs did. */
function axisOrder(stored: readonly number[], path: string): readonly number[] {
  if (stored.every((n) => n === 0)) return three;
  if (three.every((axis) => stored.includes(axis + 1))) return stored.map((n) => n - 1);
  throw new FormatError(`Expected MAPC, MAPR and MAPS in ${path} to be 1, 2 and 3 in some order, found ${stored.join(", ")}.`, { path });
}

/** Latin-1 up to the first zero, without blanks at the end. */
function textAt(head: Uint8Array, offset: number, length: number): string {
  const text = String.fromCharCode(...head.subarray(offset, offset + length));
  return text.replace(/\0[\s\S]*$/, "").trimEnd();
}

function labelsOf(head: Uint8Array, count: number): string[] {
  const labels = Array.from({ length: Math.max(0, Math.min(10, count)) }, (_, i) => textAt(head, 224 + 80 * i, 80));
  return labels.filter((label) => label !== "");
}
