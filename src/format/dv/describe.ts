/**
 * A DeltaVision header made into the facts of an array.
 * @module
 */
import { FormatError } from "../../errors.ts";
import { product } from "../../geometry/vec.ts";
import { layerChunks, openedDtype, type StoredType, storedBytes } from "../raw/index.ts";
import type { ArrayInfo } from "../source.ts";
import { type DvHeader, headerBytes } from "./header.ts";

/** How the voxels of a pixel type open, or why they do not. */
interface PixelType {
  readonly name: string;
  readonly type: StoredType;
  readonly bytes: number;
  readonly reason?: string;
}

const complex = "complex pixels are not supported; write the transform's amplitude";

/** By number. 5 is PRIISM's type for electron tomography, stored as int16. */
const pixelTypes: readonly PixelType[] = [
  { name: "uint8", type: "uint8", bytes: 1 },
  { name: "int16", type: "int16", bytes: 2 },
  { name: "float32", type: "float32", bytes: 4 },
  { name: "complex of int16", type: "uint8", bytes: 4, reason: complex },
  { name: "complex64", type: "uint8", bytes: 8, reason: complex },
  { name: "int16", type: "int16", bytes: 2 },
  { name: "uint16", type: "uint16", bytes: 2 },
  { name: "int32", type: "int32", bytes: 4 },
];

/** Order of the sections, slowest first, by the header's sequence. */
const sequences = ["ctz", "tzc", "tcz"] as const;

/** What the header says, checked. */
export interface DvImage {
  /** The array as it opens: axes t, c, z, y, x, those of t, c and z dropped that have length 1. */
  readonly info: ArrayInfo;
  /** The array in the order of the file. */
  readonly stored: ArrayInfo;
  readonly type: PixelType;
  readonly dataOffset: number;
  readonly dataBytes: number;
}

export function describe(header: DvHeader, path: string): DvImage {
  const { size, times, waveCount } = header;
  const [columns, rows, sections] = size as [number, number, number];
  const type = pixelTypes[header.pixelType];
  const sequence = sequences[header.sequence];
  if (type === undefined || sequence === undefined) {
    throw new FormatError(
      `Expected a pixel type of 0 to 7 and a sequence of 0 to 2 in ${path}, found ${header.pixelType} and ${header.sequence}.`,
      { path },
    );
  }
  const depth = sections / (times * waveCount);
  if (!Number.isInteger(depth)) {
    throw new FormatError(`Expected ${times} times and ${waveCount} wavelengths of whole stacks in ${path}, found ${sections} sections.`, {
      path,
    });
  }
  const lengths: Lengths = { t: times, c: waveCount, z: depth, y: rows, x: columns };
  const stored = infoOf([...sequence, "y", "x"], lengths, header, type);
  const dataBytes = product(stored.shape) * type.bytes;
  if (!Number.isSafeInteger(dataBytes))
    throw new FormatError(`Expected dimensions of a file in ${path}, found ${size.join(" x ")}.`, { path });
  const info = infoOf(["t", "c", "z", "y", "x"], lengths, header, type);
  const chunks = info.axes.map((axis) => stored.chunks[stored.axes.indexOf(axis)] as number);
  return { info: { ...info, chunks }, stored, type, dataOffset: headerBytes + header.extendedBytes, dataBytes };
}

type Lengths = { readonly [axis: string]: number };

function infoOf(names: readonly string[], lengths: Lengths, header: DvHeader, type: PixelType): ArrayInfo {
  const axes = names.filter((name) => "yx".includes(name) || lengths[name] !== 1);
  const shape = axes.map((axis) => lengths[axis] as number);
  const inSpace = (axis: string): number => "xyz".indexOf(axis);
  const spacingOf = (axis: string): number => {
    const spacing = header.spacing[inSpace(axis)];
    return spacing !== undefined && spacing > 0 && Number.isFinite(spacing) ? spacing : 1;
  };
  const originOf = (axis: string): number => {
    const origin = header.origin[inSpace(axis)];
    return origin !== undefined && Number.isFinite(origin) ? origin : 0;
  };
  return {
    shape,
    dtype: openedDtype(type.type),
    axes,
    chunks: layerChunks(shape, storedBytes(type.type)),
    spacing: axes.map(spacingOf),
    unit: axes.map((axis) => (inSpace(axis) < 0 ? "" : "micrometer")),
    translation: axes.map(originOf),
    codecs: [],
    attributes: { deltavision: attributesOf(header) },
  };
}

function attributesOf({ pixelType, sequence, waves, lens, imageType, times, ranges, titles, ints, floats }: DvHeader): {
  readonly [name: string]: number | string | readonly (number | string | readonly (number | null)[])[];
} {
  const number = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    pixelType,
    sequence: (["ZTW", "WZT", "ZWT"] as const)[sequence] as string,
    times,
    wavelengths: waves,
    lens,
    imageType,
    ranges: ranges.map((range) => range.map(number)),
    extendedInts: ints,
    extendedFloats: floats,
    titles,
  };
}
