/**
 * The header of a NIfTI file to be written.
 * @module
 */
import { UnsupportedError } from "../../errors.ts";
import { type Affine, affineColumns, oriented, reordered, straightAffine } from "../../geometry/affine.ts";
import type { ArrayInfo } from "../source.ts";
import { niftiTypeOf } from "./datatype.ts";
import { axisNames } from "./describe.ts";
import { codeOfUnit, writableUnits } from "./units.ts";

/** What a writer needs to know of an array. */
export type NiftiWriteInfo = Pick<ArrayInfo, "shape" | "dtype" | "axes" | "spacing" | "unit" | "translation" | "affine" | "orientation">;

/** One value per file axis (x first), 1 or 0 on the axes that the array lacks. */
interface FileAxes {
  readonly dim: readonly number[];
  readonly spacing: readonly number[];
  readonly translation: readonly number[];
  readonly units: number;
}

/**
 * Header and the four bytes after it (no extensions), little-endian. NIfTI-1; NIfTI-2 where an axis is longer than its 16 bits.
 * Spacing and translation go into pixdim and into sform and qform; an affine goes into sform.
 * Throws UnsupportedError for axes in an order that NIfTI cannot hold and for units it has no code for.
 */
export function buildHeader(info: NiftiWriteInfo): Uint8Array {
  const axes = fileAxes(info);
  return axes.dim.some((n) => n > 32767) ? nifti2(info, axes) : nifti1(info, axes);
}

function fileAxes(info: NiftiWriteInfo): FileAxes {
  const order = axisNames.toReversed() as readonly string[];
  const places = info.axes.map((axis) => order.indexOf(axis));
  if (places.some((place, i) => place < 0 || (i > 0 && place <= (places[i - 1] as number)))) {
    throw new UnsupportedError(
      `Expected axes in the order [${order.join(", ")}] for NIfTI (any may be missing), found [${info.axes.join(", ")}].`,
      {
        hint: "Transpose the array, or write another format.",
      },
    );
  }
  const units = { space: 0, time: 0 };
  const per = axisNames.slice(0, axisNames.length - (places[0] ?? axisNames.length - 1)).map((name) => {
    const i = info.axes.indexOf(name);
    if (i < 0) return { length: 1, spacing: 1, translation: 0 };
    const kind = "xyz".includes(name) ? "space" : "time";
    const unit = name === "c" || name === "v" || name === "w" ? { code: 0, factor: 1 } : unitCode(info.unit[i] as string, kind, name);
    if (unit.code !== 0 && units[kind] !== 0 && units[kind] !== unit.code) {
      throw new UnsupportedError(`Expected one unit for the space axes of a NIfTI file, found [${info.unit.join(", ")}].`, {
        hint: "Give spacing in the same unit on z, y and x.",
      });
    }
    if (unit.code !== 0) units[kind] = unit.code;
    return {
      length: info.shape[i] as number,
      spacing: (info.spacing[i] as number) * unit.factor,
      translation: (info.translation[i] as number) * unit.factor,
    };
  });
  return {
    dim: per.map(({ length }) => length),
    spacing: axisNames.map((_, i) => per[i]?.spacing ?? 1),
    translation: axisNames.map((_, i) => per[i]?.translation ?? 0),
    units: units.space | units.time,
  };
}

function unitCode(unit: string, kind: "space" | "time", axis: string): { readonly code: number; readonly factor: number } {
  const found = codeOfUnit(unit, kind);
  if (found !== undefined) return found;
  throw new UnsupportedError(
    `Expected the unit of axis ${axis} to be one that NIfTI can express (${writableUnits(kind).join(", ")}), found "${unit}".`,
    {
      hint: "Convert the spacing, or leave the unit empty.",
    },
  );
}

/** The matrix for sform, in NIfTI's world (RAS): the array's own, else spacing and translation. */
function sformRows({ affine, axes, orientation }: NiftiWriteInfo, { spacing, translation }: FileAxes): Affine {
  const columns = ["x", "y", "z"];
  const own =
    affine === undefined
      ? straightAffine(["z", "y", "x"], spacing.slice(0, 3).toReversed(), translation.slice(0, 3).toReversed())
      : reordered(affine, affineColumns(axes), columns);
  return oriented(own, orientation, "RAS").slice(0, 3);
}

/** Whether the quaternion form, which is written for spacing and translation alone, says the same as the matrix. */
const isStraight = ({ affine, orientation }: NiftiWriteInfo): boolean =>
  affine === undefined && (orientation === undefined || orientation === "RAS");

const intent = "voxmill";

function nifti1(info: NiftiWriteInfo, axes: FileAxes): Uint8Array {
  const { code, bytes } = niftiTypeOf(info.dtype);
  const out = new Uint8Array(352);
  const view = new DataView(out.buffer);
  view.setInt32(0, 348, true);
  out[38] = 0x72; // "r", the value ANALYZE readers look for in `regular`
  [axes.dim.length, ...padded(axes.dim)].forEach((n, i) => {
    view.setInt16(40 + 2 * i, n, true);
  });
  view.setInt16(70, code, true);
  view.setInt16(72, bytes * 8, true);
  [1, ...axes.spacing].forEach((n, i) => {
    view.setFloat32(76 + 4 * i, n, true);
  });
  view.setFloat32(108, 352, true);
  view.setFloat32(112, 1, true);
  out[123] = axes.units;
  view.setFloat32(136, axes.translation[3] as number, true);
  writeText(out, 148, intent);
  view.setInt16(252, isStraight(info) ? 2 : 0, true);
  view.setInt16(254, 2, true);
  if (isStraight(info)) for (let i = 0; i < 3; i++) view.setFloat32(268 + 4 * i, axes.translation[i] as number, true);
  sformRows(info, axes).forEach((row, r) => {
    row.forEach((value, c) => {
      view.setFloat32(280 + 16 * r + 4 * c, value, true);
    });
  });
  writeText(out, 344, "n+1");
  return out;
}

function nifti2(info: NiftiWriteInfo, axes: FileAxes): Uint8Array {
  const { code, bytes } = niftiTypeOf(info.dtype);
  const out = new Uint8Array(544);
  const view = new DataView(out.buffer);
  view.setInt32(0, 540, true);
  writeText(out, 4, "n+2\0\r\n\x1a\n");
  view.setInt16(12, code, true);
  view.setInt16(14, bytes * 8, true);
  [axes.dim.length, ...padded(axes.dim)].forEach((n, i) => {
    view.setBigInt64(16 + 8 * i, BigInt(n), true);
  });
  [1, ...axes.spacing].forEach((n, i) => {
    view.setFloat64(104 + 8 * i, n, true);
  });
  view.setBigInt64(168, 544n, true);
  view.setFloat64(176, 1, true);
  view.setFloat64(216, axes.translation[3] as number, true);
  writeText(out, 240, intent);
  view.setInt32(344, isStraight(info) ? 2 : 0, true);
  view.setInt32(348, 2, true);
  if (isStraight(info)) for (let i = 0; i < 3; i++) view.setFloat64(376 + 8 * i, axes.translation[i] as number, true);
  sformRows(info, axes).forEach((row, r) => {
    row.forEach((value, c) => {
      view.setFloat64(400 + 32 * r + 8 * c, value, true);
    });
  });
  view.setInt32(500, axes.units, true);
  return out;
}

/** dim[1] to dim[7]: the axes that are not there have length 1. */
const padded = (dim: readonly number[]): readonly number[] => [...dim, ...new Array<number>(7 - dim.length).fill(1)];

function writeText(out: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) out[at + i] = text.charCodeAt(i);
}
