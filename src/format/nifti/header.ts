/**
 * The header of NIfTI-1 (348 bytes, nifti1.h) and NIfTI-2 (540 bytes, nifti2.h), in either byte order.
 * @module
 */

import { shortestFloat32 } from "../../array/shortest-float32.ts";
import { FormatError, UnsupportedError } from "../../errors.ts";

/** The fields that voxmill uses, under the names of nifti1.h. */
export interface NiftiHeader {
  readonly version: 1 | 2;
  readonly littleEndian: boolean;
  /** True when the voxels follow in the same file ("n+1"), false when they are in an .img beside it ("ni1"). */
  readonly single: boolean;
  /** Axis lengths, fastest (x) first: dim[1] to dim[dim[0]]. */
  readonly dim: readonly number[];
  readonly datatype: number;
  /** pixdim[0] (the handedness of the quaternion) to pixdim[7]. */
  readonly pixdim: readonly number[];
  readonly voxOffset: number;
  readonly sclSlope: number;
  readonly sclInter: number;
  readonly xyztUnits: number;
  readonly toffset: number;
  readonly qformCode: number;
  readonly sformCode: number;
  /** quatern_b, quatern_c, quatern_d. */
  readonly quatern: readonly number[];
  /** qoffset_x, qoffset_y, qoffset_z. */
  readonly qoffset: readonly number[];
  /** srow_x, srow_y, srow_z. */
  readonly srow: readonly (readonly number[])[];
  readonly descrip: string;
  readonly intentCode: number;
  readonly intentName: string;
}

/** Bytes of the longest header. */
export const headerBytes = 540;

/** Where the fields of each version lie. */
interface Layout {
  readonly version: 1 | 2;
  readonly size: 348 | 540;
  readonly magic: number;
  readonly dim: number;
  readonly datatype: number;
  readonly pixdim: number;
  readonly voxOffset: number;
  readonly scl: number;
  readonly units: number;
  readonly toffset: number;
  readonly codes: number;
  readonly quatern: number;
  readonly descrip: number;
  readonly intentCode: number;
  readonly intentName: number;
}

const layouts: readonly Layout[] = [
  {
    version: 1,
    size: 348,
    magic: 344,
    dim: 40,
    datatype: 70,
    pixdim: 76,
    voxOffset: 108,
    scl: 112,
    units: 123,
    toffset: 136,
    codes: 252,
    quatern: 256,
    descrip: 148,
    intentCode: 68,
    intentName: 328,
  },
  {
    version: 2,
    size: 540,
    magic: 4,
    dim: 16,
    datatype: 12,
    pixdim: 104,
    voxOffset: 168,
    scl: 176,
    units: 500,
    toffset: 216,
    codes: 344,
    quatern: 352,
    descrip: 240,
    intentCode: 504,
    intentName: 508,
  },
];

/** The magic of a single file and of a pair. NIfTI-2 adds bytes that break when a transfer changes line ends. */
const magics = { 1: ["n+1\0", "ni1\0"], 2: ["n+2\0\r\n\x1a\n", "ni2\0\r\n\x1a\n"] } as const;

/** The version and byte order that the first four bytes (sizeof_hdr) say, or undefined. */
function recognise(bytes: Uint8Array): { readonly layout: Layout; readonly littleEndian: boolean } | undefined {
  if (bytes.length < 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const layout of layouts) {
    for (const littleEndian of [true, false]) if (view.getInt32(0, littleEndian) === layout.size) return { layout, littleEndian };
  }
  return undefined;
}

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

function magicOf(bytes: Uint8Array, { version, magic }: Layout): "single" | "pair" | undefined {
  const [single, pair] = magics[version];
  const found = latin1(bytes.subarray(magic, magic + single.length));
  return found === single ? "single" : found === pair ? "pair" : undefined;
}

/** True when the bytes begin with a NIfTI header. */
export function looksLikeNifti(bytes: Uint8Array): boolean {
  const found = recognise(bytes);
  return found !== undefined && magicOf(bytes, found.layout) !== undefined;
}

/** Parses a header. Throws FormatError where the bytes are none, UnsupportedError for ANALYZE 7.5 (NIfTI's ancestor). */
export function parseHeader(bytes: Uint8Array, path: string): NiftiHeader {
  const found = recognise(bytes);
  if (found === undefined) {
    const start = bytes.length < 4 ? `${bytes.length} bytes` : new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true);
    throw new FormatError(`Expected a NIfTI header (its first number is 348 or 540) in ${path}, found ${start}.`, { path });
  }
  const { layout, littleEndian } = found;
  if (bytes.length < layout.size) {
    throw new FormatError(`Expected a NIfTI header of ${layout.size} bytes in ${path}, found ${bytes.length}.`, {
      path,
      hint: "The file is cut short.",
    });
  }
  const magic = magicOf(bytes, layout);
  if (magic === undefined) throw noMagic(bytes, layout, path);
  return { ...readFields(bytes, layout, littleEndian, path), version: layout.version, littleEndian, single: magic === "single" };
}

function noMagic(bytes: Uint8Array, layout: Layout, path: string): Error {
  const blank = bytes.subarray(layout.magic, layout.magic + 4).every((value) => value === 0);
  if (layout.version === 1 && blank && !path.toLowerCase().includes(".nii")) {
    return new UnsupportedError(`Expected a NIfTI header in ${path}, found an ANALYZE 7.5 header, which does not say how the image lies.`, {
      hint: "Convert it to NIfTI with a program that knows where it came from.",
    });
  }
  return new FormatError(`Expected the NIfTI magic "n+${layout.version}" or "ni${layout.version}" in ${path}, found none.`, { path });
}

function readFields(
  bytes: Uint8Array,
  layout: Layout,
  littleEndian: boolean,
  path: string,
): Omit<NiftiHeader, "version" | "littleEndian" | "single"> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const old = layout.version === 1;
  // The numbers of NIfTI-1 are half as long as those of NIfTI-2; arrays of them keep their order.
  const int = (at: number, i = 0): number =>
    old ? view.getInt16(at + 2 * i, littleEndian) : Number(view.getBigInt64(at + 8 * i, littleEndian));
  const code = (at: number, i = 0): number => (old ? view.getInt16(at + 2 * i, littleEndian) : view.getInt32(at + 4 * i, littleEndian));
  const exact = (at: number, i = 0): number =>
    old ? view.getFloat32(at + 4 * i, littleEndian) : view.getFloat64(at + 8 * i, littleEndian);
  const float = (at: number, i = 0): number => (old ? shortestFloat32(exact(at, i)) : exact(at, i));
  const floats = (at: number, count: number, from = 0): number[] => Array.from({ length: count }, (_, i) => float(at, from + i));
  const text = (at: number, length: number): string =>
    latin1(bytes.subarray(at, at + length))
      .replace(/\0.*$/s, "")
      .trimEnd();
  const ndim = int(layout.dim);
  if (!(ndim >= 1 && ndim <= 7))
    throw new FormatError(`Expected 1 to 7 dimensions in the NIfTI header of ${path}, found ${ndim}.`, { path });
  return {
    dim: Array.from({ length: ndim }, (_, i) => int(layout.dim, i + 1)),
    datatype: view.getInt16(layout.datatype, littleEndian),
    pixdim: floats(layout.pixdim, 8),
    voxOffset: old ? exact(layout.voxOffset) : int(layout.voxOffset),
    sclSlope: exact(layout.scl),
    sclInter: exact(layout.scl, 1),
    xyztUnits: old ? view.getUint8(layout.units) : view.getInt32(layout.units, littleEndian),
    toffset: float(layout.toffset),
    qformCode: code(layout.codes),
    sformCode: code(layout.codes, 1),
    quatern: floats(layout.quatern, 3),
    qoffset: floats(layout.quatern, 3, 3),
    srow: [6, 10, 14].map((from) => floats(layout.quatern, 4, from)),
    descrip: text(layout.descrip, 80),
    intentCode: code(layout.intentCode),
    intentName: text(layout.intentName, 16),
  };
}
