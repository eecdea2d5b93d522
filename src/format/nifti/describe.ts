/**
 * A NIfTI header made into the facts of an array.
 * @module
 */
import { type Dtype, itemSize } from "../../array/dtype.ts";
import { FormatError } from "../../errors.ts";
import { product } from "../../geometry/vec.ts";
import { layerChunks } from "../raw/index.ts";
import type { ArrayInfo } from "../source.ts";
import { type NiftiType, niftiType } from "./datatype.ts";
import type { NiftiHeader } from "./header.ts";
import { placement } from "./orientation.ts";
import { unitsOf } from "./units.ts";

/** Names of the axes, x first. The fifth holds several values a voxel (nifti1.h), so it is the channel; u is taken by nobody else. */
export const axisNames = ["x", "y", "z", "t", "c", "v", "w"] as const;

/** What the header says, checked. */
export interface NiftiImage {
  readonly info: ArrayInfo;
  readonly type: NiftiType;
  /** Offset of the first voxel in its file, decompressed. */
  readonly dataOffset: number;
  readonly dataBytes: number;
  /** Slope and intercept, where they change anything. */
  readonly scale: { readonly slope: number; readonly inter: number } | undefined;
}

/**
 * The file's (x, y, z, t, ...) opens as (..., t, z, y, x) in C order: the same bytes, read the other way round. Axes of length 1
 * beyond the third are dropped at the slow end (a volume saved as a series of one opens as z, y, x).
 */
export function describe(header: NiftiHeader, gzipped: boolean, path: string): NiftiImage {
  const type = niftiType(header.datatype);
  if (type === undefined) throw new FormatError(`Expected a NIfTI datatype in ${path}, found code ${header.datatype}.`, { path });
  const dim = dimensions(header, path);
  const shape = dim.toReversed();
  const scale = scaling(header);
  const dtype: Dtype = scale === undefined || type.reason !== undefined ? type.dtype : "float64";
  const { spacing, translation, affine, orientation } = placement({ ...header, dim });
  const units = unitsOf(header.xyztUnits);
  const unitOf = (axis: string): string => (axis === "t" ? units.time : "xyz".includes(axis) ? units.space : "");
  const axes = axisNames.slice(0, dim.length).toReversed();
  const info: ArrayInfo = {
    shape,
    dtype,
    axes,
    chunks: layerChunks(shape, itemSize(dtype)),
    spacing: spacing.toReversed(),
    unit: axes.map(unitOf),
    translation: translation.toReversed(),
    affine,
    orientation,
    codecs: gzipped ? ["gzip"] : [],
    attributes: { nifti: attributesOf(header, type) },
  };
  return { info, type, dataOffset: dataOffset(header, path), dataBytes: product(shape) * type.bytes, scale };
}

function dimensions({ dim }: NiftiHeader, path: string): number[] {
  if (dim.some((n) => n < 1) || !Number.isSafeInteger(product(dim) * 32)) {
    throw new FormatError(`Expected positive dimensions in the NIfTI header of ${path}, found [${dim.join(", ")}].`, { path });
  }
  let ndim = dim.length;
  while (ndim > 3 && dim[ndim - 1] === 1) ndim--;
  return dim.slice(0, ndim);
}

/** A slope of 0 (or no number) means unscaled; so does 1 with intercept 0. */
function scaling({ sclSlope, sclInter }: NiftiHeader): NiftiImage["scale"] {
  const inter = Number.isFinite(sclInter) ? sclInter : 0;
  if (!Number.isFinite(sclSlope) || sclSlope === 0 || (sclSlope === 1 && inter === 0)) return undefined;
  return { slope: sclSlope, inter };
}

function dataOffset({ version, single, voxOffset }: NiftiHeader, path: string): number {
  // After the header come four bytes that say whether extensions follow.
  const least = single ? (version === 1 ? 352 : 544) : 0;
  if (single && voxOffset === 0) return least;
  const offset = Math.trunc(voxOffset);
  if (!(offset >= least) || !Number.isSafeInteger(offset)) {
    throw new FormatError(`Expected the voxels (vox_offset) at byte ${least} or later of ${path}, found ${voxOffset}.`, { path });
  }
  return offset;
}

function attributesOf(header: NiftiHeader, type: NiftiType): ArrayInfo["attributes"] {
  const { version, descrip, intentCode, intentName, qformCode, sformCode, sclSlope, sclInter } = header;
  const number = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    version,
    datatype: type.name,
    descrip,
    intentCode,
    intentName,
    qformCode,
    sformCode,
    sclSlope: number(sclSlope),
    sclInter: number(sclInter),
  };
}
