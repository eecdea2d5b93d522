/**
 * An MRC header made into the facts of an array.
 * @module
 */
import { FormatError } from "../../errors.ts";
import { product, type Vec } from "../../geometry/vec.ts";
import { layerChunks, openedDtype, storedBytes } from "../raw/index.ts";
import type { ArrayInfo } from "../source.ts";
import { headerBytes, type MrcHeader } from "./header.ts";
import { type MrcMode, mrcMode } from "./mode.ts";
import { placement } from "./placement.ts";

/** What the header says, checked. */
export interface MrcImage {
  readonly info: ArrayInfo;
  readonly mode: MrcMode;
  /** Offset of the first voxel, decompressed. */
  readonly dataOffset: number;
  readonly dataBytes: number;
}

/**
 * The array's axes are the file's sections, rows and columns, named by MAPS, MAPR and MAPC: z, y, x in nearly all files, but a
 * crystallographic map may well open as y, x, z; nothing is transposed. A stack of volumes (space groups 401 to 630) gets a fourth
 * axis v before them.
 */
export function describe(header: MrcHeader, gzipped: boolean, path: string): MrcImage {
  const unsigned = header.imodFlags !== undefined && (header.imodFlags & 1) === 0;
  const mode = mrcMode(header.mode, unsigned);
  if (mode === undefined) throw new FormatError(`Expected a MODE of MRC in ${path}, found ${header.mode}.`, { path });
  const [columns, rows] = header.size as [number, number, number];
  const volumes = volumesOf(header, path);
  const shape = [...volumes, rows, columns];
  // Rows are padded to whole bytes.
  const dataBytes = product(volumes) * rows * Math.ceil((columns * mode.bits) / 8);
  if (!Number.isSafeInteger(8 * dataBytes)) {
    throw new FormatError(`Expected dimensions of a file in ${path}, found [${shape.join(", ")}].`, { path });
  }
  const { spacing, translation, affine, known } = placement(header);
  const extra = volumes.slice(1);
  const unit = known ? "angstrom" : "";
  const info: ArrayInfo = {
    shape,
    dtype: openedDtype(mode.type),
    axes: [...extra.map(() => "v"), ...header.order.toReversed().map((axis) => "xyz"[axis] as string)],
    chunks: mode.bits === 4 ? unpackedChunks(shape) : layerChunks(shape, storedBytes(mode.type)),
    spacing: [...extra.map(() => 1), ...spacing],
    unit: [...extra.map(() => ""), unit, unit, unit],
    translation: [...extra.map(() => 0), ...translation],
    affine,
    codecs: gzipped ? ["gzip"] : [],
    attributes: { mrc: attributesOf(header) },
  };
  return { info, mode, dataOffset: headerBytes + header.extendedBytes, dataBytes };
}

/** The array of the bytes under voxels of four bits. */
export function packedInfo(info: ArrayInfo): ArrayInfo {
  const shape = packedShape(info.shape);
  return { ...info, shape, chunks: layerChunks(shape, 1) };
}

const packedShape = (shape: Vec): number[] => [...shape.slice(0, -1), Math.ceil((shape.at(-1) as number) / 2)];

function unpackedChunks(shape: Vec): number[] {
  const packed = layerChunks(packedShape(shape), 1);
  return [...packed.slice(0, -1), Math.min(shape.at(-1) as number, 2 * (packed.at(-1) as number))];
}

/** Sections, or volumes and sections of each where the space group says that the file is a stack of volumes. */
function volumesOf({ size, grid, spaceGroup }: MrcHeader, path: string): readonly number[] {
  const sections = size[2] as number;
  if (spaceGroup < 401 || spaceGroup > 630) return [sections];
  const each = grid[2] as number;
  if (each > 0 && sections % each === 0) return [sections / each, each];
  throw new FormatError(`Expected whole volumes of MZ = ${each} sections in ${path} (space group ${spaceGroup}), found ${sections}.`, {
    path,
  });
}

function attributesOf(header: MrcHeader): ArrayInfo["attributes"] {
  const { mode, version, spaceGroup, size, start, grid, cell, angles, order, origin, extendedType, extendedBytes, imodFlags } = header;
  const numbers = (values: readonly number[]): (number | null)[] => values.map((value) => (Number.isFinite(value) ? value : null));
  const [min, max, mean, rms] = numbers(header.statistics);
  return {
    mode,
    version,
    spaceGroup,
    size,
    start,
    grid,
    cell: numbers(cell),
    angles: numbers(angles),
    order: order.map((axis) => axis + 1),
    origin: numbers(origin),
    min: min as number | null,
    max: max as number | null,
    mean: mean as number | null,
    rms: rms as number | null,
    ...(extendedBytes > 0 && { extendedHeader: { type: extendedType, bytes: extendedBytes } }),
    ...(imodFlags !== undefined && { imodFlags }),
    labels: header.labels,
  };
}
